// Elements without innerHTML: names come from users' files, so text is always set as text.
const kSvg = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") Object.assign(element.style, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** An HTML element; children are elements or texts, null is left out. */
export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);

/** An SVG element. */
export const s = (tag, attributes, ...children) => fill(document.createElementNS(kSvg, tag), attributes, children);

export function replace(parent, ...children) {
  parent.replaceChildren(...children.flat(Infinity).filter((child) => child !== null));
  return parent;
}

/** A section of the page: heading, what one looks at, and the content. Null content leaves it out. */
export function section(id, title, explanation, ...content) {
  return h("section", { id, "aria-labelledby": `${id}-title` },
    h("h2", { id: `${id}-title` }, title),
    explanation ? h("p", { class: "explain" }, explanation) : null,
    ...content);
}

/** The numbers behind a chart, one click away and always there for a screen reader. */
export function numbersBehind(caption, columns, rows) {
  return h("details", { class: "behind" },
    h("summary", {}, "The numbers behind this chart"),
    scrolling(caption, table(caption, columns, rows)));
}

/** Wide content that scrolls by itself, by keyboard too. */
export const scrolling = (label, ...content) => h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label }, content);

/** `columns` are {title, number?}; cells are texts or elements. */
export function table(caption, columns, rows) {
  const cell = (content, index) =>
    h(index === 0 ? "th" : "td", { class: columns[index].number ? "number" : null, scope: index === 0 ? "row" : null },
      content);
  return h("table", {},
    h("caption", { class: "for-readers" }, caption),
    h("thead", {}, h("tr", {}, columns.map((column) =>
      h("th", { scope: "col", class: column.number ? "number" : null, title: column.meaning }, column.title)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell)))));
}

let ids = 0;
export const freshId = (prefix) => `${prefix}-${++ids}`;
