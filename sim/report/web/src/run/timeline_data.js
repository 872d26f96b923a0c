// The operators in time, ready to be drawn at any zoom: sorted starts, and running sums of every unit's busy seconds.
import { busySeconds, unitsInUse } from "../lib/busy.js";

export function timelineOf(operators, machine) {
  const units = unitsInUse(operators, machine);
  const starts = Float64Array.from(operators, (op) => op.start);
  const end = operators.length ? operators.at(-1).start + operators.at(-1).row.seconds : 0;
  const busy = Object.fromEntries(units.map(({ key }) => [key, new Float64Array(operators.length + 1)]));
  operators.forEach((op, index) => {
    const seconds = busySeconds(op.row, machine);
    for (const { key } of units) busy[key][index + 1] = busy[key][index] + Math.min(seconds[key], op.row.seconds);
  });
  return { operators, units, starts, busy, bounds: boundSums(operators), end };
}

/** For each bound the running sum of the seconds it bounds. */
function boundSums(operators) {
  const sums = {};
  for (const bound of new Set(operators.map(({ row }) => row.bound))) {
    const sum = (sums[bound] = new Float64Array(operators.length + 1));
    operators.forEach(({ row }, index) => { sum[index + 1] = sum[index] + (row.bound === bound ? row.seconds : 0); });
  }
  return sums;
}

/** The last operator that starts at or before `time`. */
export function indexAt({ starts }, time) {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A running sum at `time`; within an operator it grows evenly. */
function sumUntil(timeline, sums, time) {
  const index = indexAt(timeline, time);
  const { start, row } = timeline.operators[index];
  const part = row.seconds > 0 ? Math.min(1, Math.max(0, (time - start) / row.seconds)) : 0;
  return sums[index] + part * (sums[index + 1] - sums[index]);
}

/** The share of [from, to] that a running sum grew by: of a unit (`busy`) or of a bound (`bounds`). */
export function shareBetween(timeline, sums, from, to) {
  return to > from ? Math.min(1, (sumUntil(timeline, sums, to) - sumUntil(timeline, sums, from)) / (to - from)) : 0;
}
