// Builds the page from the data beside it.
import { pageData } from "./data.js";
import { h, replace } from "./lib/dom.js";
import { watchColours } from "./lib/theme.js";
import { comparePage } from "./compare/page.js";
import { runPage } from "./run/page.js";
import { sweepPage } from "./sweep/page.js";

const kPages = { run: runPage, compare: comparePage, sweep: sweepPage };

function navigation(sections) {
  return h("nav", { "aria-label": "Sections" }, sections.map((section) =>
    h("a", { href: `#${section.id}` }, section.querySelector("h2").textContent)));
}

function build() {
  const data = pageData();
  const { title, subtitle, content, sections } = kPages[data.page](data);
  const page = document.getElementById("page");
  document.title = `${title} · Systole`;
  replace(page, h("header", {}, h("h1", {}, title), h("p", { class: "explain" }, subtitle)), content);
  afterFirstPaint(() => {
    const shown = sections().filter((section) => section !== null);
    page.append(navigation(shown), ...shown);
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
    document.documentElement.dataset.ready = "true";
  });
}

/** The summary is there at once, however large the result is; the charts follow. */
function afterFirstPaint(then) {
  requestAnimationFrame(() => setTimeout(then));
}

watchColours();
build();
