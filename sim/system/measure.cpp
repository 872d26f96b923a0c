#include "system/measure.hpp"

#include <cmath>

#include "timing/memory_channels.hpp"

namespace systole::system {

namespace {

void count_cycles(const hw::KernelMeasurement& measured, result::OperatorResult& op) {
  const hw::ArrayActivity& array = measured.array;
  op.cycles = measured.end - measured.begin;
  if (!array.worked) {
    op.breakdown.memory_pass = op.cycles;
    return;
  }
  op.breakdown.first_fill = array.begin - measured.begin;
  op.breakdown.stream = array.stream;
  op.breakdown.array_overhead = array.overhead;
  op.breakdown.stall_load = array.stall_load;
  op.breakdown.stall_store = array.stall_store;
  op.breakdown.stall_bank = array.stall_bank;
  op.breakdown.final_drain = measured.end - array.end;
}

void count_as_scalesim(result::OperatorResult& op) {
  if (op.breakdown.memory_pass > 0) return;
  op.uncounted_first_fill = op.breakdown.first_fill;
  op.uncounted_final_drain = op.breakdown.final_drain;
  op.breakdown.first_fill = 0;
  op.breakdown.final_drain = 0;
  op.breakdown.numbering = -1;
  op.cycles = op.breakdown.sum();
}

void count_memory_side(const hw::MemorySideTraffic& traffic, result::Counters& counters) {
  counters.interconnect_bytes = traffic.interconnect_delivered;
  counters.interconnect_link_bytes = traffic.interconnect_over_links;
  counters.interconnect_waited = traffic.interconnect_waited;
  if (!traffic.at_buffer) return;
  counters.dram_read = traffic.dram_read;
  counters.dram_written = traffic.dram_written;
  counters.dram_transactions = traffic.dram_transactions;
  counters.shared_hit = traffic.buffer.hit;
  counters.shared_missed = traffic.buffer.missed;
  counters.shared_written = traffic.buffer.written;
  counters.shared_dirtied = traffic.buffer.dirtied;
  counters.shared_left_dirty = traffic.buffer_dirty;
  counters.shared_filled = traffic.buffer.filled;
  counters.shared_written_back = traffic.buffer.written_back;
}

result::Counters counters_of(const hw::KernelMeasurement& measured) {
  result::Counters counters;
  counters.macs = measured.array.macs;
  counters.folds = measured.array.folds;
  counters.used_pes_over_folds = measured.array.used_pes_over_folds;
  counters.tiles = measured.array.tiles;
  counters.dram_read = measured.traffic.read;
  counters.dram_written = measured.traffic.written;
  counters.sram_preloaded = measured.traffic.already_on_chip;
  counters.sram_filled = measured.sram_filled;
  counters.sram_drained = measured.sram_drained;
  counters.sram_reads = measured.array.sram_reads;
  counters.sram_writes = measured.array.sram_writes;
  counters.dram_transactions = measured.traffic.transactions;
  counters.dram_busy_fs = measured.dram_busy;
  counters.array_busy = measured.array.stream + measured.array.overhead;
  counters.read_waste = measured.traffic.read_waste;
  counters.written_waste = measured.traffic.written_waste;
  count_memory_side(measured.memory_side, counters);
  return counters;
}

}  // namespace

result::MachineFacts facts_of(const config::Chip& chip) {
  result::MachineFacts facts;
  facts.clock_hz = std::llround(chip.clock_mhz * 1e6);
  facts.array_rows = chip.core.matrix.rows;
  facts.array_cols = chip.core.matrix.cols;
  facts.pes = chip.core.matrix.rows * chip.core.matrix.cols;
  facts.dram_channels = timing::MemoryChannels(chip.dram).channels();
  facts.dram_bytes_per_second = timing::MemoryChannels(chip.dram).bytes_per_second();
  facts.accounting = name_of(chip.accounting);
  facts.interconnect = name_of(chip.interconnect.topology);
  facts.shared_buffer_bytes = chip.shared_buffer.size_kib * kKib;
  return facts;
}

result::OperatorResult to_result(const program::Kernel& kernel,
                                 const hw::KernelMeasurement& measured, const config::Chip& chip) {
  result::OperatorResult op;
  op.name = kernel.header.name;
  op.kind = kernel.header.kind;
  op.count = kernel.header.count;
  op.m = kernel.header.m;
  op.n = kernel.header.n;
  op.k = kernel.header.k;
  op.dataflow = kernel.header.dataflow;
  op.mapping = kernel.mapping;
  op.counters = counters_of(measured);
  count_cycles(measured, op);
  if (chip.accounting == config::Accounting::scalesim) count_as_scalesim(op);
  return op;
}

}  // namespace systole::system
