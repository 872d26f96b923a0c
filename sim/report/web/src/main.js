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
  const shown = sections.filter((section) => section !== null);
  document.title = `${title} · Systole`;
  replace(document.getElementById("page"),
    h("header", {}, h("h1", {}, title), h("p", { class: "explain" }, subtitle)), content, navigation(shown), shown);
}

watchColours();
build();
