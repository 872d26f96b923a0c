// Traces of real GPUs, where a folder with them is given: SYSTOLE_SHARED. The counts and sums were
// taken from the files by a script that shares nothing with the reader.
#include <cstdlib>
#include <filesystem>

#include <catch2/catch.hpp>

#include "kineto_trace.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::workload;

namespace {

struct RealTrace {
  const char* file;
  double microseconds;  // kernels, copies and fills
  int products;         // GEMM kernels whose launch is in the file
};

Graph read_real(const char* file) {
  const char* folder = std::getenv("SYSTOLE_SHARED");
  if (folder == nullptr || *folder == '\0') return {};
  const auto path = std::filesystem::path(folder) / "inputs/pytorch_profiler" / file;
  REQUIRE(std::filesystem::exists(path));
  Diagnostics diagnostics;
  return read_workload(path.string(), {}, diagnostics);
}

}  // namespace

TEST_CASE("real traces keep their time, and their products have shapes") {
  const auto trace =
      GENERATE(RealTrace{"h100__Qwen_Qwen1.5-0.5B-Chat__1016005.json.gz", 45647.3, 169},
               RealTrace{"h100__gaunernst_bert-small-uncased__1016001.json.gz", 309.437, 26},
               RealTrace{"hta_a100_train_control.json.gz", 501567, 1776},
               RealTrace{"hta_sampled_rank0.json.gz", 607844, 368});
  const Graph graph = read_real(trace.file);
  if (graph.operators.empty()) {
    WARN("skipped: SYSTOLE_SHARED names no folder with inputs/pytorch_profiler");
    return;
  }
  INFO(trace.file);
  CHECK(measured_us(graph) == Approx(trace.microseconds).epsilon(1e-12));
  CHECK(
      is_noted(graph, fmt::format("{0} of {0} GEMM and convolution kernels whose launch is in the "
                                  "file have shapes",
                                  trace.products)));
  CHECK(macs_of(graph) > 0);
}

TEST_CASE("the layers of a real BERT have the MACs that its configuration says") {
  const Graph graph = read_real("h100__gaunernst_bert-small-uncased__1016001.json.gz");
  if (graph.operators.empty()) return;  // the case above warns
  Macs products = 0;
  for (const Operator& op : graph.operators) {
    if (kind_of(op) == "gemm") products += macs_of(op);
  }
  // 4 layers of hidden size 512 with 4 x 512 between, 141 tokens; the head is 512 x 512 and
  // 512 x 30522.
  constexpr Macs kTokens = 141;
  constexpr Macs kLayer = 4 * 512 * 512 + 2 * 512 * 2048;
  CHECK(products == kTokens * (4 * kLayer + 512 * 512 + 512 * 30522));
}
