// Points that no other point beats in both directions.

/** `better` are -1 (less is better) or 1 for x and y. Returns the front in the order of x. */
export function paretoFront(rows, [x, y], [betterX, betterY]) {
  const known = rows.filter(({ values }) => values[x] !== null && values[y] !== null);
  const order = (a, b) => betterX * (b.values[x] - a.values[x]) || betterY * (b.values[y] - a.values[y]);
  const front = [];
  let best = -Infinity;
  for (const row of [...known].sort(order)) {
    const value = betterY * row.values[y];
    if (value > best) {
      front.push(row);
      best = value;
    }
  }
  return front.sort((a, b) => a.values[x] - b.values[x]);
}
