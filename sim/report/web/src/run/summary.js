// What came out, in one sentence and a few figures.
import { h } from "../lib/dom.js";
import { bandwidth, bytes, count, counted, inUnit, integer, macs, percent, rate, seconds, times } from "../lib/format.js";
import { joules } from "./energy.js";
import { kBounds, of } from "../data.js";

const kBoundWords = {
  compute: "its matrix units", vector: "its vector units", dram: "DRAM bandwidth", l2: "the shared buffer or the ports to it",
  launch: "the launch of its kernels", latency: "no single unit (latency: none is busy half of the time)",
};

/** Shares of the time by what bounds it, largest first. */
export function boundShares(totals) {
  return kBounds.map((bound) => [bound, of(totals, "cycles_bound_by")?.[bound] ?? 0])
    .filter(([, cycles]) => cycles > 0)
    .map(([bound, cycles]) => [bound, cycles / totals.cycles])
    .sort((a, b) => b[1] - a[1]);
}

/** {low, high} in seconds of an interval or an error bar; null where there is none. */
export function boundsOf(bar) {
  const low = bar?.low_seconds ?? bar?.low;
  const high = bar?.high_seconds ?? bar?.high;
  return typeof low === "number" && typeof high === "number" ? { low, high } : null;
}

const between = ({ low, high }) => `${seconds(low)} to ${seconds(high)}`;

/** What is known about how sure the time is: residuals, what the chip's file leaves open, or why there is neither. */
export function certainty({ totals, interval }) {
  const bar = boundsOf(totals.error_bar);
  const open = boundsOf(interval);
  const parts = [bar ? `error bar ${between(bar)}` : null, open ? `${between(open)} over the chip's ranges` : null].filter(Boolean);
  return parts.length ? parts.join("; ") : `no error bar: ${totals.error_bar_reason ?? "no data"}`;
}

function sentence({ chip, workload, totals }) {
  const [first, second] = boundShares(totals);
  if (!first) return `${workload} has nothing to do on ${chip}.`;
  const more = second && second[1] >= 0.1 ? `, ${percent(second[1])} by ${kBoundWords[second[0]]}` : "";
  return `${workload} takes ${seconds(totals.seconds)} on ${chip}: ${percent(first[1])} of that time is bound by ` +
    `${kBoundWords[first[0]]}${more}.`;
}

const figure = (title, value, beside) =>
  h("div", { class: "figure" }, h("dt", {}, title), h("dd", {}, h("div", { class: "value" }, value),
    beside ? h("div", { class: "beside" }, beside) : null));

function measuredFigure(totals) {
  if (totals.measured_seconds === null || totals.measured_seconds === undefined) return null;
  const ratio = totals.simulated_over_measured;
  return figure("Measured", seconds(totals.measured_seconds),
    ratio === null ? "nothing of it was simulated" : `simulated over measured: ${times(ratio)}`);
}

function memoryFigure(totals, machine) {
  const used = totals.seconds > 0 ? totals.dram_bytes / totals.seconds : 0;
  const peak = machine.dram_bytes_per_second;
  return figure("DRAM traffic", bytes(totals.dram_bytes),
    peak > 0 ? `${bandwidth(used)}, ${percent(used / peak)} of ${bandwidth(peak)}` : bandwidth(used));
}

function energyFigure(totals) {
  if (typeof totals.energy_j !== "number") return null;
  return figure("Energy", joules(totals.energy_j),
    typeof totals.average_power_w === "number" ? `${inUnit(totals.average_power_w, "W")} on average` : null);
}

export function summary(result, operators) {
  const { totals, machine } = result;
  return h("div", { id: "summary" },
    h("p", { class: "lead" }, sentence(result)),
    h("dl", { class: "figures" },
      figure("Time", seconds(totals.seconds), certainty(result)),
      measuredFigure(totals),
      figure("Throughput", rate(totals.ops_per_second), `${macs(totals.useful_macs)}; 1 MAC = 2 operations`),
      figure("Compute utilization", percent(totals.compute_utilization), "of the matrix units' peak"),
      memoryFigure(totals, machine),
      energyFigure(totals),
      figure("Cycles", count(totals.cycles), `${integer(totals.cycles)} at ${inUnit(machine.clock_hz, "Hz")}`),
      figure("Stalls", percent(totals.cycles ? totals.stall_cycles / totals.cycles : 0),
        "of the cycles, matrix units wait"),
      figure("Operators", integer(operators.length), counted(totals.launches ?? 0, "kernel"))));
}
