// Zoom and pan that leave the page's own scrolling alone, with buttons and keys that do the same.
import { select } from "d3-selection";
import { zoom as d3zoom, zoomIdentity } from "d3-zoom";
import { h } from "./dom.js";

const kStep = 1.6;
const kPan = 60;

/** A wheel zooms with Ctrl, or once the chart has the focus; one finger scrolls the page unless the chart is in focus. */
function mayZoom(target) {
  return (event) => {
    if (event.type === "wheel") return event.ctrlKey || event.metaKey || document.activeElement === target;
    return !event.button && (event.type !== "touchstart" || event.touches.length > 1 || document.activeElement === target);
  };
}

/** Calls `moved(transform)` on every change; returns {behaviour, controls}. */
export function zoomable(target, largest, moved) {
  const selection = select(target);
  const behaviour = d3zoom().scaleExtent([1, largest]).filter(mayZoom(target)).on("zoom", (event) => moved(event.transform));
  selection.call(behaviour);
  const by = (factor) => () => selection.call(behaviour.scaleBy, factor);
  const reset = () => selection.call(behaviour.transform, zoomIdentity);
  const keys = {
    "+": by(kStep), "=": by(kStep), "-": by(1 / kStep), "0": reset,
    ArrowLeft: () => selection.call(behaviour.translateBy, kPan / scaleOf(target), 0),
    ArrowRight: () => selection.call(behaviour.translateBy, -kPan / scaleOf(target), 0),
  };
  target.addEventListener("keydown", (event) => {
    const action = event.target === target && keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  const controls = h("div", { class: "controls" },
    h("button", { type: "button", onclick: by(kStep), "aria-label": "Zoom in" }, "+"),
    h("button", { type: "button", onclick: by(1 / kStep), "aria-label": "Zoom out" }, "−"),
    h("button", { type: "button", onclick: reset }, "Whole"),
    h("span", { class: "hint" }, "Drag to pan; Ctrl and wheel, or + − ← → once it has the focus, to zoom."));
  return { behaviour, controls };
}

const scaleOf = (target) => target.__zoom?.k ?? 1;

/** Keeps what is seen inside [0, width] x [0, height]. */
export function keepInside(behaviour, width, height) {
  behaviour.extent([[0, 0], [width, height]]).translateExtent([[0, 0], [width, height]]);
}
