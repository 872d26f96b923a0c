// One tooltip for the whole page: a title and lines of label and value.
import { h, replace } from "./dom.js";

let box = null;

function element() {
  if (!box) {
    box = h("div", { class: "tooltip", role: "status", "aria-live": "polite", hidden: true });
    document.body.append(box);
  }
  return box;
}

function place(x, y) {
  const gap = 14;
  const { width, height } = box.getBoundingClientRect();
  const left = x + gap + width > innerWidth - 8 ? x - gap - width : x + gap;
  const top = y + gap + height > innerHeight - 8 ? y - gap - height : y + gap;
  box.style.left = `${Math.max(8, left)}px`;
  box.style.top = `${Math.max(8, top)}px`;
}

/** Shows `lines` ([label, value] or text) at a place of the window. */
export function showTooltip(x, y, title, lines) {
  const rows = lines.filter(Boolean).map((line) =>
    Array.isArray(line) ? h("div", { class: "line" }, h("span", {}, line[0]), h("b", {}, line[1])) : h("div", {}, line));
  replace(element(), h("div", { class: "title" }, title), ...rows);
  box.hidden = false;
  place(x, y);
}

export function hideTooltip() {
  if (box) box.hidden = true;
}

/** `say()` returns [title, lines]; pointer and keyboard both bring it up. */
export function explains(target, say) {
  target.addEventListener("pointermove", (event) => showTooltip(event.clientX, event.clientY, ...say()));
  target.addEventListener("pointerleave", hideTooltip);
  target.addEventListener("focus", () => {
    const { right, bottom } = target.getBoundingClientRect();
    showTooltip(right, bottom, ...say());
  });
  target.addEventListener("blur", hideTooltip);
  return target;
}

addEventListener("keydown", (event) => event.key === "Escape" && hideTooltip());
addEventListener("scroll", hideTooltip, { passive: true, capture: true });
