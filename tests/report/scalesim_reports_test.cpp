#include "report/scalesim_reports.hpp"

#include <catch2/catch.hpp>

#include "report/scalesim_layer.hpp"

using namespace systole;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

namespace {

struct Layer {
  Dataflow dataflow;
  std::int64_t m, n, k, folds, used_pes_over_folds;
};

/// A layer without stalls, as SCALE-Sim counts it.
result::Result run_of(const Layer& layer, std::int64_t rows, std::int64_t cols) {
  result::Result result;
  result.machine.clock_hz = 1'000'000'000;
  result.machine.pes = rows * cols;
  result.machine.array_rows = rows;
  result.machine.array_cols = cols;
  result.machine.dram_channels = 1;
  result.machine.accounting = "scalesim";
  result::OperatorResult op;
  op.dataflow = layer.dataflow;
  op.m = layer.m;
  op.n = layer.n;
  op.k = layer.k;
  op.asked_macs = op.useful_macs = layer.m * layer.n * layer.k;
  op.peak_macs_per_cycle = rows * cols;
  op.counters.macs = layer.m * layer.n * layer.k;
  op.counters.folds = layer.folds;
  op.counters.used_pes_over_folds = layer.used_pes_over_folds;
  op.cycles = layer.folds * report::scalesim_fold_cycles(op, result.machine) - 1;
  op.breakdown.stream = op.cycles;
  result.operators.push_back(op);
  return result;
}

/// Published by SCALE-Sim v3 for its own topology vit_s, first layer, on a 256 x 256 array.
constexpr Layer kOutputStationary{Dataflow::output_stationary, 196, 192, 384, 1, 196 * 192};
constexpr Layer kWeightStationary{Dataflow::weight_stationary, 196, 192, 384, 2, 384 * 192};
constexpr Layer kInputStationary{Dataflow::input_stationary, 196, 192, 384, 2, 384 * 196};

}  // namespace

TEST_CASE("COMPUTE_REPORT.csv has SCALE-Sim's columns, trailing commas and figures") {
  const auto row = [](const Layer& layer) {
    const std::string text = report::scalesim_compute_report(run_of(layer, 256, 256));
    return text.substr(text.find('\n') + 1);
  };
  CHECK_THAT(report::scalesim_compute_report(run_of(kOutputStationary, 256, 256)),
             StartsWith("LayerID, Total Cycles (incl. prefetch), Total Cycles, Stall Cycles, "
                        "Overall Util %, Mapping Efficiency %, Compute Util %,\n"));
  CHECK(row(kOutputStationary) == "0, 893, 893, 0, 24.692, 57.4219, 24.6644,\n");
  CHECK(row(kWeightStationary) == "0, 1923, 1923, 0, 11.4665, 56.25, 9.05916,\n");
  CHECK(row(kInputStationary) == "0, 1915, 1915, 0, 11.5144, 57.4219, 9.08904,\n");
}

TEST_CASE(
    "COMPUTE_REPORT.csv counts the first fill and the write-back only in the prefetch column") {
  result::Result result = run_of(kOutputStationary, 256, 256);
  result.operators[0].uncounted_first_fill = 10;
  result.operators[0].uncounted_final_drain = 7;
  CHECK_THAT(report::scalesim_compute_report(result), Contains("\n0, 910, 893, 0, "));
}

TEST_CASE("BANDWIDTH_REPORT.csv divides accesses by cycles") {
  result::Result result = run_of(kOutputStationary, 256, 256);
  result.operators[0].counters.sram_reads = {893 * 2, 893 * 3, 0};
  result.operators[0].counters.sram_writes = {0, 0, 893};
  const std::string text = report::scalesim_bandwidth_report(result);
  CHECK_THAT(text, StartsWith("LayerID, Avg IFMAP SRAM BW, Avg FILTER SRAM BW, Avg OFMAP SRAM BW, "
                              "Avg IFMAP DRAM BW, Avg FILTER DRAM BW, Avg OFMAP DRAM BW,\n"));
  CHECK_THAT(text, EndsWith("\n0, 2, 3, 1, 0, 0, 0,\n"));
}

TEST_CASE(
    "DETAILED_ACCESS_REPORT.csv has eighteen columns after the layer and spans within the run") {
  result::Result result = run_of(kWeightStationary, 256, 256);
  result.operators[0].uncounted_first_fill = 40;
  result.operators[0].uncounted_final_drain = 30;
  result.operators[0].counters.dram_read = {100, 200, 0};
  const std::string text = report::scalesim_detailed_access_report(result);
  CHECK_THAT(text, StartsWith("LayerID, SRAM IFMAP Start Cycle, SRAM IFMAP Stop Cycle, "
                              "SRAM IFMAP Reads, SRAM Filter Start Cycle, "));
  CHECK_THAT(text, Contains("DRAM OFMAP Stop Cycle, DRAM OFMAP Writes,\n"));
  CHECK_THAT(text, EndsWith("\n0, 256, 1668, 0, 0, 1217, 0, 511, 1923, 0, "
                            "-40, 962, 100, -40, 962, 200, 511, 1953, 0,\n"));
}

TEST_CASE("the array asks for operands in the cycles that the dataflow's closed form gives") {
  // AlexNet's first layer on 32 x 32, weight stationary: SCALE-Sim's own traces end the filter at
  // 109,197 and start the outputs at 63; its read ports answer one cycle after they are asked.
  const result::Result result =
      run_of({Dataflow::weight_stationary, 3025, 96, 363, 36, 36 * 1024}, 32, 32);
  const report::OperandSpans spans = report::sram_spans(result.operators[0], result.machine);
  CHECK(spans.filter.start + 1 == 1);
  CHECK(spans.filter.stop + 1 == 109197);
  CHECK(spans.ifmap.start + 1 == 33);
  CHECK(spans.ofmap.start == 63);
  CHECK(spans.ofmap.stop == 112283);
}
