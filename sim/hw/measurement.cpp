#include "hw/measurement.hpp"

#include <algorithm>

namespace systole::hw {

namespace {

template <class T>
void add_each(std::array<T, 3>& sums, const std::array<T, 3>& terms) {
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += terms[i];
}

void add(ArrayActivity& sum, const ArrayActivity& array) {
  sum.worked = sum.worked || array.worked;
  sum.stream += array.stream;
  sum.overhead += array.overhead;
  sum.stall_load += array.stall_load;
  sum.stall_store += array.stall_store;
  sum.stall_vector += array.stall_vector;
  sum.stall_bank += array.stall_bank;
  sum.macs += array.macs;
  sum.folds += array.folds;
  sum.used_pes_over_folds += array.used_pes_over_folds;
  sum.tiles += array.tiles;
  add_each(sum.sram_reads, array.sram_reads);
  add_each(sum.sram_writes, array.sram_writes);
}

void add(VectorActivity& sum, const VectorActivity& vector) {
  sum.worked = sum.worked || vector.worked;
  sum.busy += vector.busy;
  sum.tail += vector.tail;
  sum.stall_load += vector.stall_load;
  sum.stall_store += vector.stall_store;
  sum.stall_compute += vector.stall_compute;
  sum.simple += vector.simple;
  sum.special += vector.special;
  sum.reductions += vector.reductions;
}

void add(DmaTraffic& sum, const DmaTraffic& traffic) {
  add_each(sum.read, traffic.read);
  add_each(sum.written, traffic.written);
  add_each(sum.already_on_chip, traffic.already_on_chip);
  add_each(sum.read_waste, traffic.read_waste);
  add_each(sum.written_waste, traffic.written_waste);
  sum.transactions += traffic.transactions;
  sum.port_busy += traffic.port_busy;
}

result::CoreActivity activity_of(const CoreMeasurement& core) {
  return {core.end - core.begin, core.array.stream + core.array.overhead, core.vector.busy,
          core.traffic.port_busy};
}

}  // namespace

void KernelMeasurement::add(const CoreMeasurement& core) {
  const bool first = core_cycles == 0 && end == 0;
  begin = first ? core.begin : std::min(begin, core.begin);
  if (first || core.end > end) last = core;
  end = std::max(end, core.end);
  core_cycles += core.end - core.begin;
  if (!cores) cores = std::make_shared<std::vector<result::CoreActivity>>();
  cores->push_back(activity_of(core));
  hw::add(all.array, core.array);
  hw::add(all.vector, core.vector);
  hw::add(all.traffic, core.traffic);
  add_each(all.sram_filled, core.sram_filled);
  add_each(all.sram_drained, core.sram_drained);
}

void KernelMeasurement::slow_down(const timing::PowerLimit& power) {
  const Cycles more = power.least_cycles(all.array.stream) - (end - begin);
  if (more <= 0) return;
  end += more;
  last.end += more;
  last.array.end += more;
  last.array.overhead += more;
}

}  // namespace systole::hw
