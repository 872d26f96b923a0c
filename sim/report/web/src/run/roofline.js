// The roofline: how fast each operator runs against what its bytes and the machine's peak allow.
import { scaleLog, scaleSqrt } from "d3-scale";
import { largest, least, shapeOf } from "../data.js";
import { bottomAxis, leftAxis, logTicks, spread } from "../lib/axes.js";
import { freshId, h, numbersBehind, replace, s, section } from "../lib/dom.js";
import { bandwidth, count, counted, percent, rate, seconds } from "../lib/format.js";
import { onWidth } from "../lib/theme.js";
import { explains } from "../lib/tooltip.js";
import { keepInside, zoomable } from "../lib/zoom.js";
import { boundLegend } from "./legend.js";
import { bandwidthOf, kMemories, peaksOf, pointsOf } from "./roofline_data.js";

const kExplanation = "Each dot is an operator. To the right it does more arithmetic per byte, upwards it runs faster. " +
  "Nothing can pass the roof: on the slope the memory is too slow, under the flat part the matrix units are. A dot far " +
  "below both is held back by something else: latency, stalls, an array that is partly empty, or a launch. The bigger " +
  "the dot, the longer it takes.";
const kMostPoints = 1500;
const kMostZoom = 40;
const kTickRoom = 42;
const kNamed = 5;
const kLongestName = 32;  // letters
const kNarrow = 560;
const kLetter = 6.5;  // pixels, on average
const kLine = 14;
const kBeside = 20;

const titleOf = ({ names }) => (names.length > 1 ? `${names[0]} and ${names.length - 1} like it` : names[0]);

/** What an operator of this intensity could do at best. */
const roofAt = (x, top, slope) => (slope > 0 ? Math.min(top, x * slope) : top);

const domainOf = (values, low, high) => [least(values) * low, largest(values) * high];

export function roofline(result, operators) {
  const memories = Object.keys(kMemories).filter((memory) => pointsOf(memory, operators).points.length > 0);
  if (memories.length === 0) return null;
  const body = h("div", {});
  const show = (memory) => replace(body, chartOf(memory, result, operators));
  const choice = memories.length > 1 ? h("div", { class: "controls" }, h("label", {}, "Bytes of",
    h("select", { onchange: (event) => show(event.target.value) },
      memories.map((memory) => h("option", { value: memory }, `the ${kMemories[memory].title}`))))) : null;
  show(memories[0]);
  return section("roofline", "Roofline", kExplanation, choice, body);
}

function chartOf(memory, { machine, totals }, operators) {
  const { points, outside, outsideSeconds } = pointsOf(memory, operators);
  const model = {
    memory, points, machine, total: totals.seconds, peaks: peaksOf(operators, machine),
    slope: bandwidthOf(memory, operators, machine),
  };
  const shown = points.slice(0, kMostPoints);
  const holder = h("div", { class: "chart" });
  draw(holder, { ...model, shown });
  const note = outside > 0 ? h("p", { class: "hint" },
    `${counted(outside, "operator")} without products or without traffic to the ${kMemories[memory].title} ` +
    `(${percent(outsideSeconds / totals.seconds)} of the time) ${outside === 1 ? "has" : "have"} no place here.`) : null;
  return [holder, boundLegend(points.map((point) => point.row)), note, numbers(model)];
}

function numbers({ points, memory, peaks, slope, total }) {
  const columns = [{ title: "Operator" }, { title: "Operations per byte", number: true }, { title: "Reaches", number: true },
    { title: "Of the roof", number: true }, { title: "Of the time", number: true }, { title: "Bound by" }];
  return numbersBehind(`Roofline of the ${kMemories[memory].title}`, columns, points.map((point) => [titleOf(point),
    count(point.x), rate(point.y), percent(point.y / roofAt(point.x, peaks[0], slope)), percent(point.seconds / total),
    point.row.bound]));
}

function draw(holder, model) {
  const clip = freshId("clip");
  const layer = s("g", {});
  const svg = s("svg", { tabindex: 0, role: "group", "aria-label": "Roofline chart; Tab reaches each operator" }, layer);
  let transform = null;
  let size = null;
  const { behaviour, controls } = zoomable(svg, kMostZoom, (moved) => {
    transform = moved;
    if (size) render();
  });
  const render = () => replace(layer, parts(model, size, transform, clip));
  onWidth(holder, (width) => {
    size = { width, height: width < kNarrow ? 340 : 460, left: width < kNarrow ? 52 : 64, right: 14, top: 30, bottom: 46 };
    svg.setAttribute("viewBox", `0 0 ${width} ${size.height}`);
    svg.setAttribute("height", size.height);
    keepInside(behaviour, width, size.height);
    render();
  });
  holder.append(svg, controls);
}

function scales({ points, peaks, slope }, size, transform) {
  const ridge = slope > 0 ? peaks.map((peak) => peak / slope) : [];
  const x = scaleLog(domainOf([...points.map((point) => point.x), ...ridge], 0.5, 3), [size.left, size.width - size.right]);
  const y = scaleLog(domainOf([...points.map((point) => point.y), ...peaks], 0.5, 1.9), [size.height - size.bottom, size.top]);
  return transform ? { x: transform.rescaleX(x), y: transform.rescaleY(y) } : { x, y };
}

function parts(model, size, transform, clip) {
  const { x, y } = scales(model, size, transform);
  const bottom = size.height - size.bottom;
  const right = size.width - size.right;
  const ticks = spread(logTicks(x), x, kTickRoom);
  return [
    s("clipPath", { id: clip }, s("rect", { x: size.left, y: size.top, width: right - size.left, height: bottom - size.top })),
    bottomAxis(x, ticks, { top: size.top, bottom, format: count, title: `operations per byte of the ${kMemories[model.memory].title}` }),
    leftAxis(y, logTicks(y), { left: size.left, right, format: (value) => count(value), title: "operations per second" }),
    s("g", { "clip-path": `url(#${clip})` }, dots(model, x, y), roofs(model, x, y), size.width < kNarrow ? null : names(model, x, y)),
  ];
}

function roofs({ peaks, slope, memory }, x, y) {
  const [low, high] = x.domain();
  const top = peaks[0];
  const ridge = slope > 0 ? top / slope : low;
  const start = Math.max(low, Math.min(ridge, high));
  const lines = slope > 0 ? [s("path", { class: "roof", d: `M${x(low)},${y(low * slope)}L${x(start)},${y(start * slope)}` })] : [];
  peaks.forEach((peak, index) => {
    const from = slope > 0 ? Math.max(low, Math.min(high, peak / slope)) : low;
    lines.push(s("path", { class: index === 0 ? "roof" : "roof lower", d: `M${x(from)},${y(peak)}H${x(high)}` }),
      s("text", { class: "halo", x: x(high) - 6, y: y(peak) - 7, "text-anchor": "end" }, `peak ${rate(peak)}`));
  });
  if (slope > 0) lines.push(...slopeLabels({ x, y, low, ridge, slope, top, memory }));
  return lines;
}

function slopeLabels({ x, y, low, ridge, slope, top, memory }) {
  const [bottom] = y.range();
  const middle = Math.sqrt(low * Math.min(ridge, x.domain()[1]));
  const angle = (Math.atan2(y(2 * slope) - y(slope), x(2) - x(1)) * 180) / Math.PI;
  const measured = memory === "l2" ? ", while busy" : "";
  return [
    s("text", { class: "halo", "text-anchor": "middle", transform: `translate(${x(middle)},${y(middle * slope) - 8}) rotate(${angle})` },
      `${kMemories[memory].title} ${bandwidth(slope)}${measured}`),
    s("circle", { cx: x(ridge), cy: y(top), r: 4, fill: "var(--ink)" }),
    s("path", { class: "ridge", d: `M${x(ridge)},${y(top)}V${bottom}` }),
    s("text", { class: "halo", x: x(ridge) - 6, y: bottom - 8, "text-anchor": "end" }, `ridge ${count(ridge)} op/B`),
  ];
}

function dots(model, x, y) {
  const radius = scaleSqrt([0, model.points[0].seconds], [3.5, 17]);
  return model.shown.map((point) => {
    const title = titleOf(point);
    const dot = s("circle", {
      class: "point", cx: x(point.x), cy: y(point.y), r: radius(point.seconds), fill: `var(--${point.row.bound})`, tabindex: 0,
      role: "img", "aria-label": `${title}: ${rate(point.y)} at ${count(point.x)} operations per byte, bound by ${point.row.bound}`,
    });
    return explains(dot, () => [title, linesOf(point, model)]);
  });
}

const shortened = (name) => (name.length > kLongestName ? `${name.slice(0, kLongestName)}…` : name);

/** The names of the longest operators, beside their dots, where they would cover no other dot or name. */
function names({ shown }, x, y) {
  const taken = shown.map((point) => ({ left: x(point.x) - 3, right: x(point.x) + 3, y: y(point.y) }));
  const texts = [];
  shown.forEach((point, index) => {
    const name = shortened(titleOf(point));
    const place = placeOf(point, name.length * kLetter, x, y);
    const covers = (other, at) => at !== index && Math.abs(other.y - place.y) < kLine && other.right > place.left && other.left < place.right;
    if (texts.length >= kNamed || taken.some(covers)) return;
    taken.push(place);
    texts.push(s("text", { class: "halo", "aria-hidden": "true", x: place.left, y: place.y + 4 }, name));
  });
  return texts;
}

/** To the right of the dot, or to its left where the chart ends. */
function placeOf(point, width, x, y) {
  const right = x(point.x) + kBeside + width;
  const left = right > x.range()[1] ? x(point.x) - kBeside - width : x(point.x) + kBeside;
  return { left, right: left + width, y: y(point.y) };
}

function linesOf(point, { peaks, slope, total }) {
  const { row } = point;
  return [
    [row.kind, shapeOf(row)],
    ["reaches", rate(point.y)],
    ["of the roof above it", percent(point.y / roofAt(point.x, peaks[0], slope))],
    ["operations per byte", count(point.x)],
    ["takes", `${seconds(row.seconds)}${point.names.length > 1 ? `, ${point.names.length} times` : ""}`],
    ["of the run", percent(point.seconds / total)],
    ["bound by", row.bound],
  ];
}
