// The chip with every key spelled out; a search keeps the lines that match and the keys above them.
import { h, replace, section } from "../lib/dom.js";
import { counted } from "../lib/format.js";

const kExplanation = "The chip as it was simulated, with every default spelled out. Saved as a file, it gives the same result again.";

const indentOf = (line) => line.length - line.trimStart().length;

/** Lines that hold `word`, each with the lines above it that it belongs to; all lines for no word. */
export function matching(lines, word) {
  if (!word) return lines;
  const kept = new Set();
  lines.forEach((line, index) => {
    if (!line.toLowerCase().includes(word)) return;
    let indent = indentOf(line);
    kept.add(index);
    for (let above = index - 1; above >= 0 && indent > 0; --above) {
      if (!lines[above].trim() || indentOf(lines[above]) >= indent) continue;
      kept.add(above);
      indent = indentOf(lines[above]);
    }
  });
  return lines.filter((_, index) => kept.has(index));
}

function marked(line, word) {
  const at = word ? line.toLowerCase().indexOf(word) : -1;
  if (at < 0) return `${line}\n`;
  return [line.slice(0, at), h("mark", {}, line.slice(at, at + word.length)), `${line.slice(at + word.length)}\n`];
}

export function configuration(text) {
  if (!text) {
    return section("configuration", "The configuration", null, h("p", { class: "explain" }, "The result was read without its ",
      h("code", {}, "resolved.yaml"), ", which ", h("code", {}, "systole run --out DIR"), " leaves beside it."));
  }
  const lines = text.trimEnd().split("\n");
  const view = h("pre", { class: "configuration", tabindex: 0, "aria-label": "Resolved configuration" });
  const said = h("span", { class: "hint", role: "status" });
  const show = (word) => {
    const kept = matching(lines, word);
    replace(view, kept.map((line) => marked(line, word)));
    said.textContent = word ? counted(kept.length, "line") : "";
  };
  show("");
  const search = h("input", { type: "search", placeholder: "sram, dram, 1024 …", oninput: (event) => show(event.target.value.trim().toLowerCase()) });
  return section("configuration", "The configuration", kExplanation,
    h("details", {}, h("summary", {}, counted(lines.length, "line")), h("div", { class: "controls" }, h("label", {}, "Find", search), said), view));
}
