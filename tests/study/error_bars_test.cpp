#include "study/error_bars.hpp"

#include <catch2/catch.hpp>

using namespace systole;
using Catch::Matchers::Contains;

namespace {

config::Chip chip_of(const std::string& family) {
  config::Chip chip;
  chip.facts.vendor = "Maker";
  chip.facts.family = family;
  return chip;
}

workload::Operator gemm() {
  workload::Operator op;
  op.name = "a";
  op.work = workload::Gemm{1, 64, 64, 64};
  return op;
}

workload::Operator softmax() {
  workload::Operator op;
  op.name = "b";
  op.work = workload::vector_work(workload::VectorKind::softmax, 64, 64);
  return op;
}

/// Operators of a thousand cycles each, at a clock of 1 MHz: a millisecond.
result::Result result_of(const workload::Graph& graph) {
  result::Result result;
  result.machine.clock_hz = 1'000'000;
  for (const workload::Operator& op : graph.operators) {
    result::OperatorResult one;
    one.kind = workload::kind_of(op);
    one.cycles = 1000;
    one.breakdown.stream = 1000;
    result.operators.push_back(one);
  }
  return result;
}

study::Residuals table() {
  return study::Residuals(
      {{{"Maker Big", study::kHardware, "gemm", "16", "", "all"}, 40, 0.8, 1.0, 1.5, "made"}});
}

result::Result charged(const std::vector<workload::Operator>& operators,
                       const std::string& family) {
  workload::Graph graph;
  graph.operators = operators;
  result::Result result = result_of(graph);
  study::charge_error_bars(chip_of(family), graph, table(), result);
  return result;
}

}  // namespace

TEST_CASE("an operator's error bar is its time by the quantiles of its group") {
  const result::Result result = charged({gemm()}, "Big");
  CHECK(result.operators[0].error_bar.low_seconds == Approx(0.8e-3));
  CHECK(result.operators[0].error_bar.high_seconds == Approx(1.5e-3));
  CHECK_THAT(result.operators[0].error_bar.basis, Contains("40 measured rows"));
}

TEST_CASE("errors of operators add up and do not cancel") {
  const result::Result result = charged({gemm(), gemm(), gemm()}, "Big");
  CHECK(result.error_bar.low_seconds == Approx(2.4e-3));
  CHECK(result.error_bar.high_seconds == Approx(4.5e-3));
}

TEST_CASE("operators that nothing like was measured count as predicted, and are named") {
  const result::Result result = charged({gemm(), gemm(), softmax()}, "Big");
  CHECK(result.error_bar.low_seconds == Approx(2.6e-3));
  CHECK_FALSE(result.operators[2].error_bar.is_known());
  CHECK_THAT(result.error_bar.basis, Contains("67 %") && Contains("not validated: softmax"));
}

TEST_CASE("a run has no error bar where most of its time is of unknown kinds") {
  const result::Result result = charged({gemm(), softmax(), softmax()}, "Big");
  CHECK_FALSE(result.error_bar.is_known());
  CHECK_THAT(result.error_bar.basis, Contains("not validated"));
}

TEST_CASE("another family, and a chip that was fitted, have no part in it") {
  CHECK_FALSE(charged({gemm()}, "Small").error_bar.is_known());
  workload::Graph graph;
  graph.operators = {gemm()};
  result::Result result = result_of(graph);
  config::Chip fitted = chip_of("Big");
  fitted.provenance.push_back({"clock_mhz", "calibrated: made.csv, 40 rows", "", ""});
  study::charge_error_bars(fitted, graph, table(), result);
  CHECK_FALSE(result.error_bar.is_known());
}

TEST_CASE("ranges of the chip's file widen an error bar") {
  workload::Graph graph;
  graph.operators = {gemm()};
  const result::Result nominal = charged({gemm()}, "Big");
  study::Interval interval{nominal, nominal, {}};
  interval.slowest.operators[0].cycles = 2000;
  interval.slowest.operators[0].breakdown.stream = 2000;
  const result::ErrorBar bar = study::widened(nominal, interval);
  CHECK(bar.low_seconds == Approx(0.8e-3));
  CHECK(bar.high_seconds == Approx(3.0e-3));
}

TEST_CASE("residuals belong to the mapper whose predictions they are of") {
  const auto entry = [](const char* family, const char* mapper, double middle) {
    return study::Residual{
        {family, study::kHardware, "gemm", "16", mapper, "all"}, 40, 0.5, middle, 2.0, "made"};
  };
  const study::Residuals before(
      {entry("Maker Big", "best", 1.1), entry("Maker Big", "library:cann", 1.2)});
  const study::Residuals both = before.replaced_by(study::Residuals(
      {entry("Maker Big", "best", 1.3), entry("Maker Small", "library:cann", 1.4)}));
  REQUIRE(both.table().size() == 3);
  const study::Residuals searched = both.of_mapper("best");
  REQUIRE(searched.table().size() == 1);
  CHECK(searched.table()[0].p50 == 1.3);
  CHECK(searched.find({"Maker Big", study::kHardware, "gemm", "16", "", "memory"}) != nullptr);
  CHECK(both.of_mapper("library:cann").table().size() == 2);
  CHECK(study::parse_residuals(study::write_residuals(both), "made.yaml").table().size() == 3);
}
