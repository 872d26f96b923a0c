// Several results on one page.
import { flat, operatorsOf } from "../data.js";
import { h, scrolling, section, table } from "../lib/dom.js";
import { machineFacts } from "../run/provenance.js";
import { seconds, times } from "../lib/format.js";
import { labelsOf, titleOf } from "./labels.js";
import { kinds, operators } from "./operators.js";
import { rooflines } from "./rooflines.js";
import { totalsTable } from "./totals.js";

function runsOf(results) {
  const labels = labelsOf(results);
  return results.map((result, index) => {
    const totals = { ...flat(result.totals), error_bar: result.totals.error_bar, cycles_bound_by: result.totals.cycles_bound_by };
    return { index, label: labels[index], result: { ...result, totals }, operators: operatorsOf(result) };
  });
}

function sentence(runs) {
  const sorted = [...runs].sort((a, b) => a.result.totals.seconds - b.result.totals.seconds);
  const [best] = sorted;
  const worst = sorted.at(-1);
  if (runs.length < 2 || best.result.totals.seconds <= 0) return "";
  return `${best.label} is the fastest with ${seconds(best.result.totals.seconds)}; ${worst.label} takes ${seconds(worst.result.totals.seconds)}, ` +
    `${times(worst.result.totals.seconds / best.result.totals.seconds)} as long.`;
}

function machines(runs, version) {
  const facts = runs.map(({ result }) => [["Chip", result.chip], ["Workload", result.workload], ["Fidelity", result.fidelity], ...machineFacts(result.machine)]);
  const columns = [{ title: "Fact" }, ...runs.map((run) => ({ title: run.label }))];
  return section("machines", "The machines", null, scrolling("Facts of the machines", table("The machines", columns, facts[0].map(([title], row) => [title, ...facts.map((list) => list[row][1])]))),
    h("p", { class: "hint" }, `Page made by systole ${version}.`));
}

export function comparePage({ results, version }) {
  const runs = runsOf(results);
  return {
    title: titleOf(results),
    subtitle: h("span", {}, "Runs of ", h("b", {}, "Systole"), " beside each other"),
    content: [h("p", { class: "lead" }, sentence(runs))],
    sections: () => [totalsTable(runs), rooflines(runs), kinds(runs), operators(runs), machines(runs, version)],
  };
}
