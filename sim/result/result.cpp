#include "result/result.hpp"

namespace systole::result {

namespace {

template <class T>
void add_each(std::array<T, 3>& sums, const std::array<T, 3>& terms) {
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += terms[i];
}

}  // namespace

Cycles CycleBreakdown::sum() const {
  return first_fill + stream + array_overhead + stall_load + stall_store + stall_bank +
         final_drain + memory_pass + numbering;
}

CycleBreakdown& CycleBreakdown::operator+=(const CycleBreakdown& other) {
  first_fill += other.first_fill;
  stream += other.stream;
  array_overhead += other.array_overhead;
  stall_load += other.stall_load;
  stall_store += other.stall_store;
  stall_bank += other.stall_bank;
  final_drain += other.final_drain;
  memory_pass += other.memory_pass;
  numbering += other.numbering;
  return *this;
}

Counters& Counters::operator+=(const Counters& other) {
  macs += other.macs;
  folds += other.folds;
  used_pes_over_folds += other.used_pes_over_folds;
  tiles += other.tiles;
  add_each(dram_read, other.dram_read);
  add_each(dram_written, other.dram_written);
  add_each(sram_filled, other.sram_filled);
  add_each(sram_preloaded, other.sram_preloaded);
  add_each(sram_drained, other.sram_drained);
  add_each(sram_reads, other.sram_reads);
  add_each(sram_writes, other.sram_writes);
  dram_transactions += other.dram_transactions;
  dram_busy_fs += other.dram_busy_fs;
  array_busy += other.array_busy;
  add_each(read_waste, other.read_waste);
  add_each(written_waste, other.written_waste);
  add_each(shared_hit, other.shared_hit);
  add_each(shared_missed, other.shared_missed);
  add_each(shared_written, other.shared_written);
  add_each(shared_dirtied, other.shared_dirtied);
  shared_left_dirty += other.shared_left_dirty;
  add_each(shared_filled, other.shared_filled);
  add_each(shared_written_back, other.shared_written_back);
  interconnect_bytes += other.interconnect_bytes;
  interconnect_link_bytes += other.interconnect_link_bytes;
  interconnect_waited += other.interconnect_waited;
  return *this;
}

Totals totals_of(const Result& result) {
  Totals totals;
  for (const OperatorResult& op : result.operators) {
    totals.cycles += op.cycles;
    totals.breakdown += op.breakdown;
    totals.counters += op.counters;
  }
  return totals;
}

double compute_utilization(Macs macs, Cycles cycles, std::int64_t pes) {
  if (cycles <= 0 || pes <= 0) return 0.0;
  return static_cast<double>(macs) / (static_cast<double>(cycles) * static_cast<double>(pes));
}

double mapping_utilization(const Counters& counters, std::int64_t pes) {
  if (counters.folds == 0 || pes <= 0) return 0.0;
  return static_cast<double>(counters.used_pes_over_folds) /
         (static_cast<double>(counters.folds) * static_cast<double>(pes));
}

std::string_view bound_of(const OperatorResult& op, const MachineFacts& machine) {
  if (op.cycles <= 0) return "latency";
  const double seconds = static_cast<double>(op.cycles) / static_cast<double>(machine.clock_hz);
  const double channel_seconds = static_cast<double>(op.counters.dram_busy_fs) * 1e-15;
  const double dram_share =
      channel_seconds / (seconds * static_cast<double>(machine.dram_channels));
  const double array_share =
      static_cast<double>(op.counters.array_busy) / static_cast<double>(op.cycles);
  if (dram_share < 0.5 && array_share < 0.5) return "latency";
  return array_share >= dram_share ? "compute" : "dram";
}

Bytes dram_bytes(const Counters& counters) {
  Bytes bytes = 0;
  for (std::size_t i = 0; i < counters.dram_read.size(); ++i) {
    bytes += counters.dram_read[i] + counters.dram_written[i];
  }
  return bytes;
}

}  // namespace systole::result
