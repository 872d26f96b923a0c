// How busy each unit of the machine is, as shares of an operator's time. The same arithmetic as the simulator's
// `bound` (the largest share), so that what is highest here is what the operator is said to be bound by.
import { categoryOf, of } from "../data.js";

export const kUnits = [
  { key: "compute", title: "Matrix units", short: "matrix", says: "multiply; stalls left out" },
  { key: "vector", title: "Vector units", short: "vector", says: "exponentials, normalisation, activations" },
  { key: "dram", title: "DRAM", short: "DRAM", says: "its channels transfer data" },
  { key: "l2", title: "Shared buffer", short: "L2", says: "its slices, or the cores' ports to it, transfer data" },
  { key: "launch", title: "Launch", short: "launch", says: "kernels are being launched" },
];

const share = (part, whole) => (whole > 0 ? Math.min(1, part / whole) : 0);

/** Busy seconds of each unit during one operator. */
export function busySeconds(row, machine) {
  const cycle = 1 / machine.clock_hz;
  const cores = machine.cores;
  const slices = machine.shared_buffer_slices;
  const buffer = slices ? (of(row, "shared_buffer_busy_femtoseconds") * 1e-15) / slices : 0;
  return {
    compute: (of(row, "array_busy_cycles") / cores) * cycle,
    vector: (of(row, "vector_busy_cycles") / cores) * cycle,
    dram: machine.dram_channels ? (of(row, "dram_busy_femtoseconds") * 1e-15) / machine.dram_channels : 0,
    l2: Math.max(buffer, (of(row, "port_busy_cycles") / cores) * cycle),
    launch: categoryOf(row, "launch") * cycle,
  };
}

export function busyShares(row, machine) {
  const seconds = busySeconds(row, machine);
  return Object.fromEntries(Object.entries(seconds).map(([key, value]) => [key, share(value, row.seconds)]));
}

/** Units that this machine has and this run uses. */
export function unitsInUse(operators, machine) {
  const used = new Set();
  for (const { row } of operators) {
    const seconds = busySeconds(row, machine);
    for (const unit of kUnits) if (seconds[unit.key] > 0) used.add(unit.key);
  }
  return kUnits.filter((unit) => used.has(unit.key));
}
