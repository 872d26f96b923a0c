// The page of one run.
import { flat, operatorsOf } from "../data.js";
import { h } from "../lib/dom.js";
import { configuration } from "./configuration.js";
import { cores } from "./cores.js";
import { cycles } from "./cycles.js";
import { energy } from "./energy.js";
import { operatorTable } from "./operators.js";
import { notes, provenance } from "./provenance.js";
import { ranges } from "./ranges.js";
import { roofline } from "./roofline.js";
import { sensitivities } from "./sensitivities.js";
import { summary } from "./summary.js";
import { timeline } from "./timeline.js";
import { traffic } from "./traffic.js";
import { units } from "./units.js";

/** Counters by dotted name; what is an object in its own right stays one. */
const flatTotals = (totals) => ({ ...flat(totals), error_bar: totals.error_bar, cycles_bound_by: totals.cycles_bound_by });

export function runPage(page) {
  const result = { ...page.result, totals: flatTotals(page.result.totals), meanings: page.meanings };
  const operators = operatorsOf(result);
  return {
    title: `${result.workload} on ${result.chip}`,
    subtitle: h("span", {}, "A run of ", h("b", {}, "Systole"), ` at the ${result.fidelity} level`),
    content: [summary(result, operators)],
    sections: () => [cycles(result), roofline(result, operators), timeline({ ...page, result }, operators), operatorTable(result, operators),
      units(result, operators), cores(result), traffic(result), energy(result), ranges(result), sensitivities(result), configuration(page.configuration), notes(result),
      provenance({ ...page, result })],
  };
}
