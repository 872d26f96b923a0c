#include "system/measure.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "result/members.hpp"
#include "timing/matrix_rate.hpp"
#include "timing/memory_channels.hpp"

namespace systole::system {

namespace {

/// The longest core's cycles; those of its array where it worked, else those of its vector unit.
void count_array_cycles(const hw::CoreMeasurement& core, result::CycleBreakdown& cycles) {
  const hw::ArrayActivity& array = core.array;
  cycles.first_fill = array.begin - core.begin;
  cycles.stream = array.stream;
  cycles.array_overhead = array.overhead;
  cycles.stall_load = array.stall_load;
  cycles.stall_store = array.stall_store;
  cycles.stall_vector = array.stall_vector;
  cycles.stall_bank = array.stall_bank;
  cycles.final_drain = core.end - array.end;
}

void count_vector_cycles(const hw::CoreMeasurement& core, result::CycleBreakdown& cycles) {
  const hw::VectorActivity& vector = core.vector;
  cycles.first_fill = vector.begin - core.begin;
  cycles.vector = vector.busy + vector.tail;
  cycles.stall_load = vector.stall_load + vector.stall_compute;
  cycles.stall_store = vector.stall_store;
  cycles.final_drain = core.end - vector.end;
}

void count_cycles(const hw::KernelMeasurement& measured, result::OperatorResult& op) {
  const hw::CoreMeasurement& core = measured.last;
  op.cycles = core.end - measured.begin;
  if (core.array.worked) {
    count_array_cycles(core, op.breakdown);
  } else if (core.vector.busy > 0) {
    count_vector_cycles(core, op.breakdown);
  } else {
    op.breakdown.memory_pass = core.end - core.begin;
  }
  op.breakdown.first_fill += core.begin - measured.begin;
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
  counters.shared_multicast = traffic.buffer.multicast;
  counters.shared_missed = traffic.buffer.missed;
  counters.shared_written = traffic.buffer.written;
  counters.shared_dirtied = traffic.buffer.dirtied;
  counters.shared_left_dirty = traffic.buffer_dirty;
  counters.shared_filled = traffic.buffer.filled;
  counters.shared_written_back = traffic.buffer.written_back;
  counters.shared_busy_fs = traffic.buffer.busy;
}

void count_traffic(const hw::CoreMeasurement& all, result::Counters& counters) {
  counters.dram_read = all.traffic.read;
  counters.dram_written = all.traffic.written;
  counters.dram_transactions = all.traffic.transactions;
  counters.port_busy = all.traffic.port_busy;
  counters.read_waste = all.traffic.read_waste;
  counters.written_waste = all.traffic.written_waste;
  counters.sram_preloaded = all.traffic.already_on_chip;
  counters.sram_filled = all.sram_filled;
  counters.sram_drained = all.sram_drained;
  counters.sram_reads = all.array.sram_reads;
  counters.sram_writes = all.array.sram_writes;
}

void count_work(const hw::CoreMeasurement& all, result::Counters& counters) {
  counters.macs = all.array.macs;
  counters.folds = all.array.folds;
  counters.used_pes_over_folds = all.array.used_pes_over_folds;
  counters.tiles = all.array.tiles;
  counters.array_busy = all.array.stream + all.array.overhead;
  counters.vector_simple = all.vector.simple;
  counters.vector_special = all.vector.special;
  counters.vector_reductions = all.vector.reductions;
  counters.vector_busy = all.vector.busy;
}

result::Counters counters_of(const hw::KernelMeasurement& measured, std::int64_t cores) {
  result::Counters counters;
  counters.launches = 1;
  count_work(measured.all, counters);
  count_traffic(measured.all, counters);
  count_memory_side(measured.memory_side, counters);
  counters.dram_busy_fs = measured.dram_busy;
  counters.core_idle = cores * (measured.end - measured.begin) - measured.core_cycles;
  return counters;
}

std::string words_of(const config::MatrixUnitConfig& unit) {
  if (unit.kind == config::MatrixUnitKind::systolic) {
    return fmt::format("{} x {} PEs", unit.rows, unit.cols);
  }
  return fmt::format("{} units of {} x {} x {}", unit.units, unit.step_m, unit.step_n, unit.step_k);
}

/// Of the whole chip; operators without products count at the rate that the unit is described in.
std::int64_t peak_macs_per_cycle(const program::KernelHeader& header, const config::Chip& chip) {
  const std::int64_t of_a_core = header.macs > 0
                                     ? timing::peak_macs_per_cycle(chip.core.matrix, header.dtype)
                                     : timing::places(chip.core.matrix);
  return of_a_core * chip.core.count;
}

/// Shares follow each other, so cycles and counts add up; the launch is one.
void count_for_all_shares(std::int64_t shares, result::OperatorResult& op) {
  if (shares == 1) return;
  const auto times = [shares](std::int64_t& count) {
    count = checked_mul(count, shares, "counts of all shares");
  };
  times(op.cycles);
  times(op.asked_macs);
  for (const auto& category : result::cycle_categories()) times(op.breakdown.*category.member);
  for (const auto& count : result::plain_counts()) times(op.counters.*count.member);
  for (const auto& traffic : result::traffic_by_operand()) {
    for (std::int64_t& bytes : op.counters.*traffic.member) times(bytes);
  }
  op.counters.launches = 1;
}

}  // namespace

result::MachineFacts facts_of(const config::Chip& chip) {
  result::MachineFacts facts;
  facts.clock_hz = std::llround(chip.clock_mhz * 1e6);
  const config::MatrixUnitConfig& unit = chip.core.matrix;
  if (unit.kind == config::MatrixUnitKind::systolic) {
    facts.array_rows = unit.rows;
    facts.array_cols = unit.cols;
  }
  facts.cores = chip.core.count;
  facts.pes = timing::places(unit) * chip.core.count;
  facts.matrix_unit = words_of(unit);
  facts.vector_lanes = chip.core.vector.lanes;
  facts.dram_channels = timing::MemoryChannels(chip.dram).channels();
  facts.dram_bytes_per_second = timing::MemoryChannels(chip.dram).bytes_per_second();
  facts.accounting = name_of(chip.accounting);
  facts.interconnect = name_of(chip.interconnect.topology);
  facts.shared_buffer_bytes = chip.shared_buffer.size_kib * kKib;
  facts.shared_buffer_slices = chip.shared_buffer.exists() ? chip.shared_buffer.slices : 0;
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
  op.dtype = kernel.header.dtype;
  op.dataflow = kernel.header.dataflow;
  op.mapping = kernel.mapping;
  op.asked_macs = kernel.header.macs;
  op.peak_macs_per_cycle = peak_macs_per_cycle(kernel.header, chip);
  op.counters = counters_of(measured, chip.core.count);
  count_cycles(measured, op);
  if (chip.accounting == config::Accounting::scalesim) count_as_scalesim(op);
  count_for_all_shares(kernel.header.shares, op);
  return op;
}

}  // namespace systole::system
