// One colour that grows stronger with a column's value: told apart by brightness alone.
import { colour } from "../lib/theme.js";

const kWeakest = 0.25;

const channels = (text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));

/** row -> a colour between the paper's and the series'; the series' own without a column. */
export function rampColour(column) {
  const strong = colour("series-0");
  if (!column) return () => strong;
  const [from, to] = [channels(colour("paper")), channels(strong)];
  const at = column.log ? (value) => Math.log(value / column.low) / Math.log(column.high / column.low)
    : (value) => (value - column.low) / (column.high - column.low || 1);
  return ({ values }) => {
    const value = values[column.name];
    const part = value === null ? 0 : kWeakest + (1 - kWeakest) * at(value);
    return `rgb(${from.map((channel, index) => Math.round(channel + (to[index] - channel) * part)).join(" ")})`;
  };
}
