// Two columns against each other with the Pareto front; any other column as colour.
import { scaleLinear, scaleLog } from "d3-scale";
import { bottomAxis, leftAxis, logTicks, spread } from "../lib/axes.js";
import { h, replace, s, scrolling, section, table } from "../lib/dom.js";
import { counted, integer } from "../lib/format.js";
import { onColourChange, onWidth } from "../lib/theme.js";
import { hideTooltip, showTooltip } from "../lib/tooltip.js";
import { cellOf, firstLook, formatOf, moreIsBetter } from "./columns.js";
import { paretoFront } from "./pareto.js";
import { rampColour } from "./ramp.js";

const kExplanation = "Each dot is one design. The line joins the designs that nothing beats in both directions: the Pareto " +
  "front. A design away from it wastes something. Point at a dot to see its configuration.";
const kNear = 14;  // pixels
const kTickRoom = 60;
const kTableRows = 200;

export function scatter(model, filter) {
  const numeric = model.columns.filter((column) => column.numeric);
  if (numeric.length < 2) return null;
  const { x, y } = firstLook(model.columns);
  const state = { x, y, moreX: moreIsBetter(x.name), moreY: moreIsBetter(y.name), colour: numeric.find((column) => column !== x && column !== y) ?? null };
  const view = { canvas: h("canvas", { role: "img" }), svg: s("svg", { "aria-hidden": "true", class: "over" }), behind: h("div", {}), said: h("p", { class: "hint", role: "status" }) };
  const holder = h("div", { class: "chart layered" }, view.canvas, view.svg);
  let width = 0;
  const redraw = () => { if (width > 0) draw(view, model, { ...state, width }, filter); };
  const set = (change) => { Object.assign(state, change); redraw(); };
  onWidth(holder, (now) => { width = now; redraw(); });
  onColourChange(redraw);
  filter.watch(redraw);
  hovers(view, model);
  return section("pareto", "Trade-offs", kExplanation, controls(state, numeric, set), holder, view.said, view.behind);
}

function choice(label, numeric, chosen, change, none) {
  return h("label", {}, label, h("select", { onchange: (event) => change(numeric.find((column) => column.name === event.target.value) ?? null) },
    none ? h("option", { value: "" }, none) : null,
    numeric.map((column) => h("option", { value: column.name, selected: column === chosen }, column.name))));
}

function better(label, more, change) {
  return h("label", {}, h("select", { "aria-label": label, onchange: (event) => change(event.target.value === "more") },
    h("option", { value: "less", selected: !more }, "less is better"), h("option", { value: "more", selected: more }, "more is better")));
}

function controls(state, numeric, set) {
  return h("div", { class: "controls" },
    choice("Across", numeric, state.x, (x) => set({ x })), better("Across", state.moreX, (moreX) => set({ moreX })),
    choice("Up", numeric, state.y, (y) => set({ y })), better("Up", state.moreY, (moreY) => set({ moreY })),
    choice("Colour", numeric, state.colour, (colour) => set({ colour }), "none"));
}

export function scaleOf(column, range) {
  if (column.log) return scaleLog([column.low * 0.9, column.high * 1.1], range);
  const room = (column.high - column.low || 1) * 0.05;
  return scaleLinear([column.low - room, column.high + room], range);
}

const ticksOf = (column, scale, room) => spread((column.log ? logTicks(scale) : scale.ticks(8)).sort((a, b) => scale(a) - scale(b)), scale, room);

function draw(view, model, state, filter) {
  const size = { height: state.width < 560 ? 340 : 440, left: 66, right: 16, top: 30, bottom: 46 };
  const x = scaleOf(state.x, [size.left, state.width - size.right]);
  const y = scaleOf(state.y, [size.height - size.bottom, size.top]);
  const front = paretoFront(filter.kept(model.done), [state.x.name, state.y.name], [state.moreX ? 1 : -1, state.moreY ? 1 : -1]);
  const place = (row) => [x(row.values[state.x.name]), y(row.values[state.y.name])];
  const drawn = model.done.filter(({ values }) => values[state.x.name] !== null && values[state.y.name] !== null);
  view.places = drawn.map((row) => ({ row, place: place(row) }));
  view.front = new Set(front);
  paint(view, model, state, { size, filter });
  view.svg.setAttribute("viewBox", `0 0 ${state.width} ${size.height}`);
  view.svg.setAttribute("height", size.height);
  replace(view.svg, bottomAxis(x, ticksOf(state.x, x, kTickRoom), { top: size.top, bottom: size.height - size.bottom, format: formatOf(state.x), title: state.x.name }),
    leftAxis(y, ticksOf(state.y, y, 24), { left: size.left, right: state.width - size.right, format: formatOf(state.y), title: state.y.name }),
    s("path", { class: "front", d: front.map((row, index) => `${index ? "L" : "M"}${place(row).join(",")}`).join("") }),
    front.map((row) => s("circle", { class: "front-point", cx: place(row)[0], cy: place(row)[1], r: 5 })));
  view.canvas.setAttribute("aria-label", `${state.y.name} against ${state.x.name}; the front follows as a table`);
  view.said.textContent = `${integer(front.length)} of ${counted(drawn.length, "design")} on the front` +
    (state.colour ? `; the stronger a dot's colour, the more ${state.colour.name}.` : ".");
  replace(view.behind, frontTable(front, model, state));
}

function paint(view, model, state, { size, filter }) {
  const ratio = devicePixelRatio || 1;
  view.canvas.width = state.width * ratio;
  view.canvas.height = size.height * ratio;
  view.canvas.style.height = `${size.height}px`;
  const context = view.canvas.getContext("2d");
  context.scale(ratio, ratio);
  const kept = new Set(filter.kept(model.done));
  const colourOf = rampColour(state.colour);
  for (const { row, place } of view.places) {
    context.globalAlpha = kept.has(row) ? 0.85 : 0.08;
    context.fillStyle = colourOf(row);
    context.beginPath();
    context.arc(place[0], place[1], 4, 0, 2 * Math.PI);
    context.fill();
  }
}

function frontTable(front, model, { x, y }) {
  const columns = [x, y, ...model.columns.filter((column) => column !== x && column !== y)];
  return h("details", { class: "behind", open: front.length <= 12 }, h("summary", {}, "The designs on the front"),
    scrolling("The Pareto front", table("The Pareto front",
      columns.map(({ name, numeric }) => ({ title: name, number: numeric })),
      front.slice(0, kTableRows).map((row) => columns.map((column) => cellOf(column, row))))));
}

function hovers(view, model) {
  view.canvas.addEventListener("pointermove", (event) => {
    const near = (view.places ?? []).map(({ row, place }) => ({ row, distance: Math.hypot(place[0] - event.offsetX, place[1] - event.offsetY) }))
      .reduce((best, point) => (point.distance < best.distance ? point : best), { distance: kNear });
    if (!near.row) return hideTooltip();
    const { row } = near;
    showTooltip(event.clientX, event.clientY, `Design ${row.cells.number ?? row.number + 1}${view.front.has(row) ? ", on the front" : ""}`,
      model.columns.map((column) => [column.name, cellOf(column, row)]));
  });
  view.canvas.addEventListener("pointerleave", hideTooltip);
}
