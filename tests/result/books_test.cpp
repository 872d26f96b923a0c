#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "result/result.hpp"

using namespace systole;
using result::OperatorResult;
using result::Result;

namespace {

OperatorResult balanced() {
  OperatorResult op;
  op.name = "conv1";
  op.m = 2;
  op.n = 3;
  op.k = 4;
  op.cycles = 30;
  op.breakdown.stream = 20;
  op.breakdown.stall_load = 10;
  op.counters.macs = 24;
  op.counters.dram_read = {8, 12, 0};
  op.counters.sram_filled = {8, 12, 0};
  op.counters.dram_written = {0, 0, 6};
  op.counters.sram_drained = {0, 0, 6};
  return op;
}

Result result_of(const OperatorResult& op) {
  Result result;
  result.operators = {op};
  return result;
}

}  // namespace

TEST_CASE("A balanced operator passes") {
  CHECK_NOTHROW(result::check_books(result_of(balanced())));
}

TEST_CASE("A cycle without a category is found") {
  OperatorResult op = balanced();
  ++op.cycles;
  CHECK_THROWS_WITH(result::check_books(result_of(op)), Catch::Contains("cycle categories"));
}

TEST_CASE("A missing MAC is found") {
  OperatorResult op = balanced();
  --op.counters.macs;
  CHECK_THROWS_WITH(result::check_books(result_of(op)), Catch::Contains("MACs"));
}

TEST_CASE("A byte that got lost on its way is found, and its operand named") {
  OperatorResult op = balanced();
  ++op.counters.dram_read[1];
  CHECK_THROWS_WITH(result::check_books(result_of(op)), Catch::Contains("weight bytes filled"));
  op = balanced();
  --op.counters.sram_drained[2];
  CHECK_THROWS_WITH(result::check_books(result_of(op)), Catch::Contains("output bytes drained"));
}

TEST_CASE("Written blocks are written back or stay in the shared buffer") {
  OperatorResult op = balanced();
  op.counters.shared_dirtied[2] = 128;
  CHECK_THROWS_WITH(result::check_books(result_of(op)), Catch::Contains("made dirty"));
  op.counters.shared_left_dirty = 128;
  CHECK_NOTHROW(result::check_books(result_of(op)));
}

TEST_CASE("Warm operands count as filled, not as read") {
  OperatorResult op = balanced();
  op.counters.dram_read[0] = 0;
  op.counters.sram_preloaded[0] = 8;
  CHECK_NOTHROW(result::check_books(result_of(op)));
}

TEST_CASE("The bound is the resource that is busy longest, or latency when neither is") {
  result::MachineFacts machine;
  machine.clock_hz = 1'000'000'000;
  machine.dram_channels = 2;
  OperatorResult op = balanced();
  op.cycles = 100;
  op.counters.array_busy = 80;
  op.counters.dram_busy_fs = 2 * 70 * 1'000'000;
  CHECK(result::bound_of(op, machine) == "compute");
  op.counters.dram_busy_fs = 2 * 90 * 1'000'000;
  CHECK(result::bound_of(op, machine) == "dram");
  op.counters.array_busy = 10;
  op.counters.dram_busy_fs = 0;
  CHECK(result::bound_of(op, machine) == "latency");
}

TEST_CASE("Utilizations of an empty run are zero") {
  CHECK(result::compute_utilization(0, 0, 16) == 0.0);
  CHECK(result::mapping_utilization(result::Counters{}, 16) == 0.0);
}
