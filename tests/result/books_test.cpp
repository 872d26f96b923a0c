#include <set>

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "result/members.hpp"
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
  op.asked_macs = op.useful_macs = 2 * 3 * 4;
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

TEST_CASE("What the cores did is what the operators count") {
  OperatorResult op = balanced();
  op.counters.array_busy = 20;
  op.counters.port_busy = 7;
  Result result = result_of(op);
  result.cores = {{30, 15, 0, 3}, {10, 5, 0, 4}};
  CHECK_NOTHROW(result::check_books(result));
  ++result.cores[1].array_busy;
  CHECK_THROWS_WITH(result::check_books(result), Catch::Contains("cycles of arrays"));
  --result.cores[1].array_busy;
  ++result.cores[0].port_busy;
  CHECK_THROWS_WITH(result::check_books(result), Catch::Contains("memory ports"));
}

TEST_CASE("Warm operands count as filled, not as read") {
  OperatorResult op = balanced();
  op.counters.dram_read[0] = 0;
  op.counters.sram_preloaded[0] = 8;
  CHECK_NOTHROW(result::check_books(result_of(op)));
}

TEST_CASE("The bound is what is busy longest, or latency when nothing is half of the time") {
  result::MachineFacts machine;
  machine.clock_hz = 1'000'000'000;
  machine.dram_channels = 2;
  machine.cores = 4;
  machine.shared_buffer_slices = 8;
  OperatorResult op = balanced();
  op.cycles = 100;
  CHECK(result::bound_of(op, machine) == "latency");
  op.counters.array_busy = 4 * 60;
  CHECK(result::bound_of(op, machine) == "compute");
  op.counters.vector_busy = 4 * 61;
  CHECK(result::bound_of(op, machine) == "vector");
  op.counters.dram_busy_fs = 2 * 70 * 1'000'000;
  CHECK(result::bound_of(op, machine) == "dram");
  op.counters.shared_busy_fs = 8 * 80 * 1'000'000;
  CHECK(result::bound_of(op, machine) == "l2");
  op.breakdown.launch = 85;
  CHECK(result::bound_of(op, machine) == "launch");
  op.counters.port_busy = 4 * 90;
  CHECK(result::bound_of(op, machine) == "l2");
}

TEST_CASE("Utilizations of an empty run are zero, others are of the chip at its rate") {
  CHECK(result::compute_utilization(OperatorResult{}) == 0.0);
  CHECK(result::compute_utilization(result::Totals{}) == 0.0);
  CHECK(result::mapping_utilization(result::Counters{}, {}) == 0.0);
  OperatorResult op = balanced();
  op.peak_macs_per_cycle = 4;
  CHECK(result::compute_utilization(op) == 24.0 / (30.0 * 4.0));
  CHECK(result::compute_utilization(result::totals_of(result_of(op))) == 24.0 / (30.0 * 4.0));
}

TEST_CASE("Every member is in the tables that sums go through, once") {
  std::set<std::string_view> names;
  result::CycleBreakdown cycles;
  for (const auto& category : result::cycle_categories()) {
    cycles.*category.member += 1;
    names.insert(category.name);
  }
  CHECK(sizeof(cycles) == names.size() * sizeof(Cycles));
  CHECK(cycles.sum() == static_cast<Cycles>(names.size()));
  result::Counters counters;
  for (const auto& count : result::plain_counts()) names.insert(count.name);
  const std::size_t numbers =
      result::plain_counts().size() + kOperands.size() * result::traffic_by_operand().size();
  CHECK(sizeof(counters) == numbers * sizeof(std::int64_t));
  CHECK(names.size() == result::cycle_categories().size() + result::plain_counts().size());
}
