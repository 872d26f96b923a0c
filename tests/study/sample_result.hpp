// A small result made by hand: one GEMM with every counter filled in, and one operator that only
// moves data.
#pragma once

#include "result/result.hpp"

namespace systole::test {

inline result::OperatorResult sample_gemm() {
  result::OperatorResult op;
  op.name = "fc1";
  op.kind = "gemm";
  op.m = 4;
  op.n = 8;
  op.k = 16;
  op.mapping = "tile 4 x 8 x 16";
  op.asked_macs = op.useful_macs = 512;
  op.peak_macs_per_cycle = 64;
  op.cycles = 100;
  op.breakdown.first_fill = 10;
  op.breakdown.stream = 60;
  op.breakdown.array_overhead = 9;
  op.breakdown.stall_load = 7;
  op.breakdown.stall_store = 5;
  op.breakdown.final_drain = 9;
  op.counters.macs = 512;
  op.counters.folds = 4;
  op.counters.used_pes_over_folds = 128;
  op.counters.tiles = 2;
  op.counters.dram_read = {64, 128, 0};
  op.counters.dram_written = {0, 0, 32};
  op.counters.sram_filled = {64, 128, 0};
  op.counters.sram_drained = {0, 0, 32};
  op.counters.sram_reads = {128, 128, 0};
  op.counters.sram_writes = {0, 0, 64};
  op.counters.dram_transactions = 3;
  op.counters.dram_busy_fs = 20'000'000;
  op.counters.array_busy = 69;
  return op;
}

inline result::OperatorResult sample_pass() {
  result::OperatorResult op;
  op.name = "softmax, \"the\" last";
  op.kind = "softmax";
  op.count = 0;
  op.peak_macs_per_cycle = 64;
  op.cycles = 50;
  op.breakdown.memory_pass = 50;
  op.counters.dram_read = {100, 0, 0};
  op.counters.dram_written = {0, 0, 100};
  op.counters.sram_filled = {100, 0, 0};
  op.counters.sram_drained = {0, 0, 100};
  return op;
}

inline result::MachineFacts sample_machine() {
  result::MachineFacts machine;
  machine.clock_hz = 1'000'000'000;
  machine.pes = 64;
  machine.array_rows = machine.array_cols = 8;
  machine.matrix_unit = "8 x 8 PEs";
  machine.dram_channels = 1;
  machine.dram_bytes_per_second = 10'000'000'000;
  machine.accounting = "whole_operator";
  return machine;
}

inline result::Result sample_result() {
  result::Result result;
  result.chip = "toy";
  result.workload = "two_operators";
  result.fidelity = "tile";
  result.machine = sample_machine();
  result.operators = {sample_gemm(), sample_pass()};
  result.cores = {{100, 69, 0, 0}};
  result.kernel = {42, 2, 0};
  result.notes = {"a note"};
  return result;
}

}  // namespace systole::test
