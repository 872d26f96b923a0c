// The ranges that people ask for; every chart of the page follows them.
export class Filter {
  #ranges = new Map();
  #watchers = [];

  watch(redraw) { this.#watchers.push(redraw); }
  range(name) { return this.#ranges.get(name) ?? null; }

  /** `range` is [low, high], or null for everything. */
  set(name, range) {
    if (range) this.#ranges.set(name, range);
    else this.#ranges.delete(name);
    for (const redraw of this.#watchers) redraw();
  }

  clear() {
    this.#ranges.clear();
    for (const redraw of this.#watchers) redraw();
  }

  kept(rows) {
    const ranges = [...this.#ranges];
    return rows.filter(({ values }) => ranges.every(([name, [low, high]]) => values[name] !== null && values[name] >= low && values[name] <= high));
  }
}
