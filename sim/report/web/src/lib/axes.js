// Axes and grid of an SVG chart.
import { s } from "./dom.js";

const gap = 8;

/** Tick values of a logarithmic scale: decades, and 2 and 5 between when few decades are seen. */
export function logTicks(scale) {
  const [low, high] = scale.domain();
  const decades = Math.log10(high / low);
  const steps = decades > 4 ? [1] : [1, 2, 5];
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); ++power) {
    for (const step of steps) {
      const tick = step * 10 ** power;
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

/** Those ticks that are at least `room` pixels from the one before. */
export function spread(ticks, scale, room) {
  let last = -Infinity;
  return ticks.filter((tick) => {
    const free = scale(tick) - last >= room;
    if (free) last = scale(tick);
    return free;
  });
}

export function bottomAxis(scale, ticks, { top, bottom, format, title }) {
  const [left, right] = scale.range();
  return s("g", { class: "axis", "aria-hidden": "true" },
    ticks.map((tick) => [
      s("line", { class: "grid", x1: scale(tick), x2: scale(tick), y1: top, y2: bottom }),
      s("text", { x: scale(tick), y: bottom + 16, "text-anchor": "middle" }, format(tick))]),
    s("text", { x: (left + right) / 2, y: bottom + 34, "text-anchor": "middle" }, title));
}

export function leftAxis(scale, ticks, { left, right, format, title }) {
  return s("g", { class: "axis", "aria-hidden": "true" },
    ticks.map((tick) => [
      s("line", { class: "grid", x1: left, x2: right, y1: scale(tick), y2: scale(tick) }),
      s("text", { x: left - gap, y: scale(tick), "text-anchor": "end", "dominant-baseline": "middle" }, format(tick))]),
    s("text", { x: 4, y: scale.range()[1] - 10, "text-anchor": "start" }, title));
}
