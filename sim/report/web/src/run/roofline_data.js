// The points and ceilings of a roofline, for the bytes of one memory.
import { of, operands, sum } from "../data.js";

const sharedBytes = (row) => sum(["shared_buffer_hit_bytes", "shared_buffer_missed_bytes", "shared_buffer_written_bytes"]
  .flatMap((name) => operands(row, name)));

export const kMemories = {
  dram: { title: "DRAM", bytes: (row) => of(row, "dram_bytes") },
  l2: { title: "shared buffer", bytes: sharedBytes },
};

/** Bandwidth of the shared buffer as this run met it: bytes over the time in which its slices were busy. */
function sharedBandwidth(operators, machine) {
  const busy = sum(operators.map(({ row }) => of(row, "shared_buffer_busy_femtoseconds"))) * 1e-15;
  return busy > 0 ? (sum(operators.map(({ row }) => sharedBytes(row))) / busy) * machine.shared_buffer_slices : 0;
}

/** Bytes per second under the slope; 0 where there is none. */
export function bandwidthOf(memory, operators, machine) {
  return memory === "dram" ? machine.dram_bytes_per_second : sharedBandwidth(operators, machine);
}

/** Operations per second of every element type in the run, highest first. */
export function peaksOf(operators, machine) {
  const rates = new Set(operators.filter(({ row }) => row.useful_macs > 0).map(({ row }) => of(row, "peak_macs_per_cycle")));
  return [...rates].filter((rate) => rate > 0).sort((a, b) => b - a).map((rate) => 2 * rate * machine.clock_hz);
}

/** One point for all operators that measured the same; those without products or bytes have no place. */
export function pointsOf(memory, operators) {
  const points = new Map();
  let outside = 0;
  let outsideSeconds = 0;
  for (const op of operators) {
    const bytes = kMemories[memory].bytes(op.row);
    if (!(op.row.useful_macs > 0 && bytes > 0 && op.row.ops_per_second > 0)) {
      ++outside;
      outsideSeconds += op.row.seconds;
      continue;
    }
    const point = points.get(op.row) ??
      { row: op.row, names: [], x: (2 * op.row.useful_macs) / bytes, y: op.row.ops_per_second, seconds: 0 };
    point.names.push(op.name);
    point.seconds += op.row.seconds;
    points.set(op.row, point);
  }
  return { points: [...points.values()].sort((a, b) => b.seconds - a.seconds), outside, outsideSeconds };
}
