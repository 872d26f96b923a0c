// Notes, what was left out, and where the numbers come from.
import { h, scrolling, section, table } from "../lib/dom.js";
import { inUnit, integer, bytes, bandwidth, seconds } from "../lib/format.js";

export function notes({ notes: list, left_out: leftOut }) {
  if (list.length === 0 && leftOut.length === 0) return null;
  const columns = [{ title: "Kind" }, { title: "Called" }, { title: "Operators", number: true }, { title: "Measured", number: true }];
  return section("notes", "Notes", null,
    list.length ? h("ul", {}, list.map((note) => h("li", {}, note))) : null,
    leftOut.length ? [h("h3", {}, "Left out: no chip is asked for these operators"),
      scrolling("Left out", table("Operators that were left out", columns, leftOut.map((kind) => [kind.kind, kind.source_kind || "–", integer(kind.operators),
        typeof kind.measured_seconds === "number" ? seconds(kind.measured_seconds) : "–"])))] : null);
}

export const machineFacts = (machine) => [
  ["Clock", inUnit(machine.clock_hz, "Hz")],
  ["Cores", integer(machine.cores)],
  ["Matrix units of a core", machine.matrix_unit],
  ["Multipliers", integer(machine.pes)],
  ["Vector lanes of a core", machine.vector_lanes ? integer(machine.vector_lanes) : "none"],
  ["Shared buffer", machine.shared_buffer_bytes ? `${bytes(machine.shared_buffer_bytes)} in ${machine.shared_buffer_slices} slices` : "none"],
  ["Interconnect", machine.interconnect],
  ["DRAM", machine.dram_bytes_per_second ? `${bandwidth(machine.dram_bytes_per_second)} in ${machine.dram_channels} channels` : "unbounded"],
  ["Cycles are counted", machine.accounting === "scalesim" ? "as SCALE-Sim counts them" : "over the whole operator"],
];

export const kFidelities = {
  analytic: "analytic: closed forms, no simulation of contention",
  tile: "tile: every tile and burst is an event, contention is simulated",
  cycle: "cycle: every processing element is clocked and multiplies real numbers",
};

export function provenance({ version, result }) {
  const { kernel, fidelity } = result;
  const facts = [
    ["Chip", result.chip], ["Workload", result.workload], ["Fidelity", kFidelities[fidelity] ?? fidelity],
    ...machineFacts(result.machine),
    ["Simulated", `${integer(kernel.operators_simulated)} distinct operators, ${integer(kernel.operators_reused)} found to be the same as one of them`],
    ["Page made by", `systole ${version}`],
    ...(result.version ? [["Result made by", `systole ${result.version}`]] : []),
  ];
  return section("provenance", "The machine, and where this comes from", null,
    h("dl", { class: "facts" }, facts.flatMap(([title, value]) => [h("dt", {}, title), h("dd", {}, value)])));
}
