// Colours live in style/colours.css, for light, dark and print; canvases read them here.
const watchers = new Set();

export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** Calls `redraw` whenever the colours change: another scheme, or the page goes to a printer. */
export function onColourChange(redraw) {
  watchers.add(redraw);
}

function tell() {
  for (const redraw of watchers) redraw();
}

export function watchColours() {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tell);
  const printing = (on) => () => {
    document.documentElement.classList.toggle("printing", on);
    tell();
  };
  addEventListener("beforeprint", printing(true));
  addEventListener("afterprint", printing(false));
}

/** Calls `draw(width)` now and whenever the element's width changes. */
export function onWidth(element, draw) {
  let last = 0;
  new ResizeObserver(() => {
    const width = Math.floor(element.clientWidth);
    if (width > 0 && width !== last) draw((last = width));
  }).observe(element);
}
