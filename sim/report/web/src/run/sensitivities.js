// What would change the result: each change was simulated, nothing is extrapolated.
import { h, scrolling, section, table } from "../lib/dom.js";
import { seconds, signedPercent } from "../lib/format.js";

const kExplanation = "Each row changes one thing of the chip and simulates again. A bar to the left means less time. What " +
  "moves nothing is not where the limit is.";

export function sensitivities({ sensitivities: list }) {
  const known = Array.isArray(list) ? list.filter((entry) => typeof entry.time_change === "number") : [];
  if (known.length === 0) {
    return section("whatif", "What would change it", null, h("p", { class: "explain" },
      "This result has no sensitivities. ", h("code", {}, "systole why DIR --save"), " simulates the chip with each part a " +
      "little faster or larger and stores what that does to the time; then make this page again."));
  }
  const largest = Math.max(...known.map((entry) => Math.abs(entry.time_change)), 1e-9);
  const sorted = [...known].sort((a, b) => a.time_change - b.time_change);
  const columns = [{ title: "Change" }, { title: "Less time · more time" }, { title: "Effect", number: true }, { title: "Time", number: true }];
  return section("whatif", "What would change it", kExplanation, scrolling("Sensitivities", table("Sensitivities", columns, sorted.map((entry) => [
    h("span", { title: entry.key }, String(entry.change)), bar(entry.time_change, largest), signedPercent(entry.time_change),
    typeof entry.seconds === "number" ? seconds(entry.seconds) : "–"]))));
}

function bar(change, largest) {
  const width = `${(100 * Math.abs(change)) / largest}%`;
  return h("div", { class: "change", "aria-hidden": "true" }, h("span", { class: change < 0 ? "left" : "right", style: { width } }));
}
