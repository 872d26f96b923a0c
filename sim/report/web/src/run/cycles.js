// Where the cycles went: all of them in one bar, with the meaning of each category.
import { categoryOf, kCategories } from "../data.js";
import { h, section, table } from "../lib/dom.js";
import { integer, percent } from "../lib/format.js";

const kExplanation = "Every cycle of the run falls into exactly one of these categories; together they are the time it " +
  "takes. Blue and green are work. Orange and red are stalls: the matrix units have work, but cannot do it yet.";
const kWideEnough = 0.09;

export const wordsOf = (category) => category.replaceAll("_", " ");

/** Shares of `cycles`, those that are not 0, in the order of the categories. */
export function sharesOf(get, cycles) {
  return kCategories.map((name) => ({ name, cycles: get(name) })).filter((part) => part.cycles > 0)
    .map((part) => ({ ...part, share: cycles > 0 ? part.cycles / cycles : 0 }));
}

/** A bar of coloured parts; `width` is its share of the room. */
export function stack(parts, { width = 1, large = false } = {}) {
  const words = parts.map((part) => `${wordsOf(part.name)} ${percent(part.share)}`).join(", ");
  return h("div", { class: large ? "stack large" : "stack", role: "img", "aria-label": words, title: words, style: { width: `${100 * width}%` } },
    parts.map((part) => h("span", { style: { width: `${100 * part.share}%`, background: `var(--${part.name})` } },
      large && part.share > kWideEnough ? h("b", {}, percent(part.share)) : null)));
}

export function swatch(name) {
  return h("span", { class: "swatch", style: { background: `var(--${name})` } });
}

export function cycles({ totals, meanings }) {
  const parts = sharesOf((name) => categoryOf(totals, name), totals.cycles);
  if (parts.length === 0) return null;
  const sorted = [...parts].sort((a, b) => b.cycles - a.cycles);
  const columns = [{ title: "Category" }, { title: "Of the time", number: true }, { title: "Cycles", number: true }];
  return section("cycles", "Where the cycles went", kExplanation, stack(parts, { large: true }),
    h("div", { style: { marginTop: "0.8rem" } }, table("Cycles by category", columns, sorted.map((part) => [
      h("span", {}, swatch(part.name), " ", wordsOf(part.name),
        h("div", { class: "sub" }, meanings?.[`cycle_categories.${part.name}`]?.description ?? "")),
      percent(part.share), integer(part.cycles)]))));
}
