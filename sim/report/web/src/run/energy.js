// Where the energy went, for results that count it.
import { h, scrolling, section, table } from "../lib/dom.js";
import { inUnit, percent, three } from "../lib/format.js";

const kExplanation = "What each part of the machine takes to do this run. Moving a byte from DRAM costs many times what a " +
  "multiplication does; idle is what time alone costs, whether anything happens or not.";
const kPart = "energy_pj.";
const kPico = 1e-12;

export function energy({ totals, meanings }) {
  const parts = Object.entries(totals).filter(([name, value]) => name.startsWith(kPart) && value > 0)
    .map(([name, value]) => ({ key: name, name: name.slice(kPart.length).replaceAll("_", " "), joules: value * kPico }))
    .sort((a, b) => b.joules - a.joules);
  if (parts.length === 0) return null;
  const all = parts.reduce((sum, part) => sum + part.joules, 0);
  const columns = [{ title: "Part" }, { title: "Share of the energy" }, { title: "Share", number: true }, { title: "Energy", number: true }];
  return section("energy", "Where the energy went", kExplanation, scrolling("Energy by part", table("Energy by part", columns, parts.map((part) => [
    h("span", {}, part.name, h("div", { class: "sub" }, meanings?.[part.key]?.description ?? "")), bar(part.joules / parts[0].joules), percent(part.joules / all), joules(part.joules)]))));
}

const bar = (share) => h("div", { class: "stack", "aria-hidden": "true", style: { minWidth: "8rem" } },
  h("span", { style: { width: `${100 * share}%`, background: "var(--series-2)" } }));

export const joules = (value) => (value >= 1 || value === 0 ? inUnit(value, "J") : value >= 1e-3 ? `${three(value * 1e3)} mJ` : `${three(value * 1e6)} µJ`);
