// The colours of what bounds an operator.
import { h } from "../lib/dom.js";

const kTitles = { compute: "the matrix units", vector: "the vector units", dram: "DRAM", l2: "the shared buffer", launch: "launches", latency: "latency (no unit is busy half of the time)" };

export function boundLegend(rows) {
  const bounds = [...new Set(rows.map((row) => row.bound))];
  return h("ul", { class: "legend", "aria-label": "Colours: what bounds the operator" }, bounds.map((bound) =>
    h("li", {}, h("span", { class: "swatch", style: { background: `var(--${bound})` } }), `bound by ${kTitles[bound] ?? bound}`)));
}
