// What the chip's file leaves open: each range at both of its ends, simulated.
import { h, scrolling, section, table } from "../lib/dom.js";
import { seconds, signedPercent } from "../lib/format.js";

const kExplanation = "Nobody published these values of the chip; its file gives a range for each. The run was simulated at " +
  "both ends, everything else being nominal. The widest effect comes first.";

export function ranges({ interval, totals }) {
  const list = interval?.ranges;
  if (!Array.isArray(list) || list.length === 0) return null;
  const effect = (time) => `${seconds(time)} (${signedPercent(time / totals.seconds - 1)})`;
  const columns = [{ title: "Key" }, { title: "Lowest" }, { title: "Highest" }, { title: "Time at the lowest", number: true }, { title: "Time at the highest", number: true }];
  return section("ranges", "What is not known of the chip", kExplanation, scrolling("Ranges", table("Ranges of the chip", columns,
    list.map((range) => [h("code", {}, range.key), range.low, range.high, effect(range.seconds_at_low), effect(range.seconds_at_high)]))));
}
