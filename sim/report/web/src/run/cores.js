// A heat map of the cores: one cell each, as dark as the core is busy.
import { h, numbersBehind, replace, s, section } from "../lib/dom.js";
import { integer, percent } from "../lib/format.js";
import { onWidth } from "../lib/theme.js";
import { explains } from "../lib/tooltip.js";

const kExplanation = "One square for each core, by number; the busiest has the full colour. Squares of one strength share " +
  "the work evenly. Pale ones wait for the others at the end of kernels, or get none of the work.";
const kMeasures = [
  ["working_cycles", "at work on a kernel", "series-2"],
  ["array_busy_cycles", "matrix units busy", "compute"],
  ["vector_busy_cycles", "vector unit busy", "vector"],
  ["port_busy_cycles", "memory port busy", "l2"],
];
const kGap = 2;
const kSides = [12, 34];  // pixels of a square, at least and at most

export function cores({ cores: list, totals }) {
  if (!Array.isArray(list) || list.length < 2 || totals.cycles <= 0) return null;
  const measures = kMeasures.filter(([key]) => list.some((core) => core[key] > 0));
  if (measures.length === 0) return null;
  const share = (core, key) => Math.min(1, core[key] / totals.cycles);
  const view = { svg: s("svg", { role: "img" }), said: h("p", { class: "hint", role: "status" }), width: 0, measure: measures[0] };
  const holder = h("div", { class: "chart" }, view.svg);
  const redraw = () => view.width > 0 && draw(view, list, share);
  onWidth(holder, (width) => { view.width = width; redraw(); });
  const choice = h("select", { onchange: (event) => { view.measure = measures[event.target.value]; redraw(); } },
    measures.map(([, title], index) => h("option", { value: index }, title)));
  const columns = [{ title: "Core" }, ...measures.map(([, title]) => ({ title, number: true }))];
  return section("cores", "The cores", kExplanation, h("div", { class: "controls" }, h("label", {}, "Share of the run:", choice)), holder, view.said,
    numbersBehind("How busy each core is", columns, list.map((core, number) => [integer(number), ...measures.map(([key]) => percent(share(core, key)))])));
}

function draw({ svg, said, width, measure: [key, title, colour] }, list, share) {
  const columns = Math.max(1, Math.min(list.length, Math.floor(width / (Math.min(kSides[1], Math.max(kSides[0], width / Math.ceil(Math.sqrt(list.length * 3)))) + kGap))));
  const side = Math.min(kSides[1], Math.floor(width / columns) - kGap);
  const height = Math.ceil(list.length / columns) * (side + kGap);
  const shares = list.map((core) => share(core, key));
  const [low, high] = [Math.min(...shares), Math.max(...shares)];
  said.textContent = `${title}: from ${percent(low)} of the run (the palest) to ${percent(high)} (the strongest).`;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", height);
  svg.setAttribute("aria-label", `${list.length} cores, ${said.textContent}`);
  replace(svg, list.map((core, number) => explains(s("rect", {
    class: "core", x: (number % columns) * (side + kGap), y: Math.floor(number / columns) * (side + kGap), width: side, height: side, rx: 3,
    style: { fill: `color-mix(in srgb, var(--${colour}) ${Math.round((100 * shares[number]) / (high || 1))}%, var(--panel))` },
  }), () => [`Core ${number}`, kMeasures.filter(([name]) => core[name] > 0).map(([name, words]) => [words, percent(share(core, name))])])));
}
