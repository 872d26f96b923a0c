// Paints what is seen of the timeline. Work is per pixel, not per operator, so that any number of operators is fluid.
import { colour } from "../lib/theme.js";
import { seconds } from "../lib/format.js";
import { indexAt, shareBetween } from "./timeline_data.js";

const kAxis = 26;
const kOperators = 46;
const kTitle = 21;
const kBand = 40;
const kNarrow = 3;  // pixels; narrower operators are drawn pixel by pixel
const kRoomForName = 34;
const kRoomForWords = 480;

export function sizeOf({ units }) {
  return { height: kAxis + kTitle + kOperators + units.length * (kTitle + kBand) + 4 };
}

const bandTop = (index) => kAxis + kTitle + kOperators + index * (kTitle + kBand) + kTitle;

function prepared(canvas, width, height) {
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.font = "12px system-ui, sans-serif";
  return context;
}

export function paint(canvas, model, scale, width) {
  const { height } = sizeOf(model);
  const context = prepared(canvas, width, height);
  const view = { context, model, scale, width, height };
  paintAxis(view);
  paintTitle(view, "Operators", kAxis);
  paintOperators(view);
  model.units.forEach((unit, index) => paintUnit(view, unit, bandTop(index)));
}

function paintAxis({ context, scale, width, height }) {
  const ticks = scale.ticks(Math.max(2, Math.floor(width / 130)));
  context.lineWidth = 1;
  for (const tick of ticks) {
    const x = Math.round(scale(tick)) + 0.5;
    context.strokeStyle = colour("line");
    context.beginPath();
    context.moveTo(x, kAxis - 6);
    context.lineTo(x, height);
    context.stroke();
    context.fillStyle = colour("soft");
    context.textAlign = x < 24 ? "left" : x > width - 30 ? "right" : "center";
    context.fillText(labelOf(tick, scale), x, 13);
  }
}

/** Close zooms need more digits than people's three. */
function labelOf(tick, scale) {
  const [from, to] = scale.domain();
  if (to - from > 0.02 * to) return seconds(tick);
  const [size, unit] = to >= 1 ? [1, "s"] : to >= 1e-3 ? [1e-3, "ms"] : [1e-6, "µs"];
  const digits = Math.max(0, Math.ceil(-Math.log10((to - from) / size)) + 1);
  return `${(tick / size).toFixed(Math.min(9, digits))} ${unit}`;
}

function paintTitle({ context }, text, top) {
  context.textAlign = "left";
  context.fillStyle = colour("soft");
  context.fillText(text, 2, top + 15);
}

function visible({ model, scale, width }) {
  const first = indexAt(model, Math.max(0, scale.invert(0)));
  return [first, indexAt(model, Math.min(model.end, scale.invert(width)))];
}

function paintOperators(view) {
  const { context, model, scale, width } = view;
  const top = kAxis + kTitle;
  const [first, last] = visible(view);
  const paper = colour("paper");
  const colours = {};
  const fillOf = (bound) => (colours[bound] ??= colour(bound));
  if (last - first > width / kNarrow) {
    paintBounds(view, top, fillOf);
    return;
  }
  for (let index = first; index <= last; ++index) paintOperator(view, index, { top, paper, fillOf });
}

/** Too many operators to tell apart: each pixel shows how much of its time is bound by what. */
function paintBounds({ context, model, scale, width }, top, fillOf) {
  for (let x = 0; x < width; ++x) {
    const from = Math.max(0, scale.invert(x));
    const to = Math.min(model.end, scale.invert(x + 1));
    let bottom = top + kOperators;
    for (const [bound, sums] of Object.entries(model.bounds)) {
      const height = kOperators * shareBetween(model, sums, from, to);
      context.fillStyle = fillOf(bound);
      context.fillRect(x, bottom - height, 1, height);
      bottom -= height;
    }
  }
}

function paintOperator({ context, model, scale, width }, index, { top, paper, fillOf }) {
  const { start, row, name } = model.operators[index];
  const left = Math.max(0, scale(start));
  const right = Math.min(width, scale(start + row.seconds));
  context.fillStyle = fillOf(row.bound);
  context.fillRect(left, top, Math.max(0.5, right - left), kOperators);
  context.fillStyle = paper;
  if (right - left > kNarrow) context.fillRect(right - 1, top, 1, kOperators);
  if (right - left > kRoomForName) paintName(context, name, { left, right, top });
}

function paintName(context, name, { left, right, top }) {
  context.save();
  context.beginPath();
  context.rect(left, top, right - left - 3, kOperators);
  context.clip();
  context.textAlign = "left";
  context.fillStyle = colour("paper");
  context.fillText(name, left + 5, top + kOperators / 2 + 4);
  context.restore();
}

function paintUnit(view, unit, top) {
  const { context, model, scale, width } = view;
  paintTitle(view, width < kRoomForWords ? unit.title : `${unit.title}: ${unit.says}`, top - kTitle);
  context.fillStyle = colour("panel");
  context.fillRect(0, top, width, kBand);
  context.fillStyle = colour(unit.key);
  for (let x = 0; x < width; ++x) {
    const from = Math.max(0, scale.invert(x));
    const height = kBand * shareBetween(model, model.busy[unit.key], from, Math.min(model.end, scale.invert(x + 1)));
    if (height > 0) context.fillRect(x, top + kBand - height, 1, height);
  }
}
