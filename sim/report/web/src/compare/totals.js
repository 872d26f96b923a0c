// The results side by side: how long each takes, and where its cycles went.
import { categoryOf, kCategories } from "../data.js";
import { h, scrolling, section, table } from "../lib/dom.js";
import { bytes, percent, rate, seconds, times } from "../lib/format.js";
import { sharesOf, stack, swatch, wordsOf } from "../run/cycles.js";
import { boundShares, boundsOf } from "../run/summary.js";
import { seriesColour } from "./labels.js";

const kExplanation = "Bars share one scale: twice as long takes twice the time. Their colours say where the cycles went.";

export function marker(run) {
  return h("span", { class: "swatch", style: { background: seriesColour(run.index) } });
}

function timeOf({ result }) {
  const bounds = boundsOf(result.totals.error_bar) ?? boundsOf(result.interval);
  return bounds ? h("span", {}, seconds(result.totals.seconds), h("div", { class: "sub" }, `${seconds(bounds.low)} to ${seconds(bounds.high)}`))
    : seconds(result.totals.seconds);
}

export function totalsTable(runs) {
  const longest = Math.max(...runs.map(({ result }) => result.totals.seconds));
  const first = runs[0].result.totals.seconds;
  const columns = [{ title: "Run" }, { title: "Time", number: true }, { title: "To the first", number: true }, { title: "Where the cycles went" },
    { title: "Throughput", number: true }, { title: "Compute util.", number: true }, { title: "DRAM", number: true }, { title: "Bound by" }];
  const used = kCategories.filter((name) => runs.some(({ result }) => categoryOf(result.totals, name) > 0));
  return section("totals", "Side by side", kExplanation,
    h("ul", { class: "legend", "aria-label": "Colours of the bars" }, used.map((name) => h("li", {}, swatch(name), wordsOf(name)))),
    scrolling("Results", table("Results side by side", columns, runs.map((run) => {
      const { totals } = run.result;
      const parts = sharesOf((name) => categoryOf(totals, name), totals.cycles);
      const bar = h("div", { style: { minWidth: "12rem" } }, stack(parts, { width: longest > 0 ? totals.seconds / longest : 0 }));
      return [h("span", {}, marker(run), " ", run.label), timeOf(run), first > 0 ? times(totals.seconds / first) : "–", bar, rate(totals.ops_per_second),
        percent(totals.compute_utilization), bytes(totals.dram_bytes), boundShares(totals).slice(0, 2).map(([bound, share]) => `${bound} ${percent(share)}`).join(", ")];
    }))));
}
