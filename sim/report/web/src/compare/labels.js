// What to call each of several results: what tells them apart.
export const kSeries = 8;
export const seriesColour = (index) => `var(--series-${index % kSeries})`;

export function labelsOf(results) {
  const chips = new Set(results.map((result) => result.chip));
  const workloads = new Set(results.map((result) => result.workload));
  const base = results.map(({ chip, workload }) =>
    chips.size === 1 && workloads.size > 1 ? workload : workloads.size === 1 && chips.size > 1 ? chip : `${workload} on ${chip}`);
  return base.map((label, index) => {
    const same = base.filter((other) => other === label).length;
    return same > 1 ? `${label} (${base.slice(0, index + 1).filter((other) => other === label).length})` : label;
  });
}

export function titleOf(results) {
  const chips = new Set(results.map((result) => result.chip));
  const workloads = new Set(results.map((result) => result.workload));
  if (workloads.size === 1 && chips.size > 1) return `${[...workloads][0]} on ${chips.size} chips`;
  if (chips.size === 1 && workloads.size > 1) return `${workloads.size} workloads on ${[...chips][0]}`;
  return `${results.length} results compared`;
}
