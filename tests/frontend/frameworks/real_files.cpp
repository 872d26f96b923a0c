// Real files of every framework. Sums and counts were taken from the files by a script that shares
// nothing with the readers.
#include <catch2/catch.hpp>

#include "../kineto_trace.hpp"
#include "frontend/native_workload_writer.hpp"
#include "shared_files.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::workload;

namespace {

Graph read_file_at(const std::string& path, const ReadOptions& options = {}) {
  Diagnostics diagnostics;
  return read_workload(path, options, diagnostics);
}

Macs macs_of_kind(const Graph& graph, std::string_view kind) {
  Macs macs = 0;
  for (const Operator& op : graph.operators) {
    if (kind_of(op) == kind) macs += macs_of(op);
  }
  return macs;
}

std::size_t count_of(const Graph& graph, std::string_view kind) {
  std::size_t count = 0;
  for (const Operator& op : graph.operators) count += kind_of(op) == kind ? 1 : 0;
  return count;
}

/// As `systole import` would: written as a native workload and read again.
Graph imported(const Graph& graph) { return read(write_native_workload(graph)); }

}  // namespace

TEST_CASE("the timeline of MindSpore keeps its time, and its products have their shapes") {
  const std::string path = shared_file("mindspore/timeline_display_1.json.gz");
  if (path.empty()) return;
  const Graph graph = read_file_at(path);
  CHECK(graph.operators.size() == 2817);
  CHECK(measured_us(graph) == Approx(1771382.85).epsilon(1e-12));
  CHECK(count_of(graph, "unknown") == 0);
  // Wide & Deep: 16,000 samples through layers of 39 x 64, 1024, 512, 256, 128 and 1, forward and
  // both gradients (none for the first layer's input is left out), 14 steps.
  constexpr Macs kForward = 2496 * 1024 + 1024 * 512 + 512 * 256 + 256 * 128 + 128 * 1;
  CHECK(macs_of(graph) == Macs{14} * 3 * 16000 * kForward);
  CHECK(count_of(graph, "gemm") == 210);
  CHECK(macs_of(imported(graph)) == macs_of(graph));
}

// PaddleClas publishes 906 million for PPLCNet_x2_5 at 224 x 224 (docs/en/models/PP-LCNet_en.md),
// counted by paddle.flops: multiply-accumulates, 2 for each element of batch normalisation, and for
// adaptive pooling each element and each result; for a head of 1000 classes where this one has 512.
TEST_CASE("the PaddleClas model has the operations that are published for it") {
  const std::string path = shared_file("paddle/paddleclas_inference.pdmodel");
  if (path.empty()) return;
  CHECK(macs_of(read_file_at(path)) == 893'095'040);
  ReadOptions as_written;
  as_written.fusion = Fusion::as_written;
  const Graph graph = read_file_at(path, as_written);
  CHECK(macs_of(graph) == 893'095'040);
  CHECK(count_of(graph, "unknown") == 0);
  std::int64_t counted = macs_of(graph) + 1280 * (1000 - 512);
  for (const Operator& op : graph.operators) {
    if (kind_of(op) == "batch_norm") counted += 2 * elements_of(op, Operand::output);
    if (kind_of(op) == "pooling") counted += elements_of(op, Operand::input);
  }
  CHECK(static_cast<double>(counted) == Approx(906e6).epsilon(0.01));
}

TEST_CASE("an execution trace of ResNet-50 training has three steps of 32 images") {
  const std::string path =
      shared_file("pytorch_execution_trace/1.1.0-chakra.0.0.4__resnet_2gpu_et.json.gz");
  if (path.empty()) return;
  const Graph graph = read_file_at(path);
  constexpr Macs kImage = 4'089'184'256;  // as the ONNX export of the same model has
  constexpr Macs kHead = 2048 * 1000;
  CHECK(macs_of_kind(graph, "conv2d") == 3 * 32 * (kImage - kHead));
  CHECK(count_of(graph, "all_reduce") == 15);
  CHECK(macs_of_kind(graph, "unknown") == 0);
  CHECK(macs_of(imported(graph)) == macs_of(graph));
}

TEST_CASE("an execution trace of GPT-2 training has its products") {
  const std::string path = shared_file("pytorch_execution_trace/hf_GPT2_et.json.tar.gz");
  if (path.empty()) return;
  const Unpacked folder(path);
  const Graph graph = read_file_at(folder.file("hf_GPT2_et.json"));
  CHECK(count_of(graph, "gemm") == 651);  // 144 addmm, 291 mm, 216 bmm
  CHECK(macs_of_kind(graph, "unknown") == 0);
}

TEST_CASE("an execution trace of collectives alone has them") {
  const std::string path = shared_file("chakra/1.0.2-chakra.0.0.4.tgz");
  if (path.empty()) return;
  const Unpacked folder(path);
  const Graph graph = read_file_at(folder.file("1.0.2-chakra.0.0.4.json"));
  CHECK(count_of(graph, "all_gather") == 10);
  CHECK(count_of(graph, "copy") == 20);
}

TEST_CASE("Chakra's JSON keeps the time of every node on the device") {
  const std::string path = shared_file("chakra/json_trace.tar.gz");
  if (path.empty()) return;
  const Unpacked folder(path);
  const Graph graph = read_file_at(folder.file("jsonData/chakra.0.json"));
  CHECK(graph.operators.size() == 1216);
  CHECK(measured_us(graph) == Approx(329543).epsilon(1e-12));
  const Graph small = read_file_at(folder.file("jsonData/small_chakra.0.json"));
  CHECK(measured_us(small) == Approx(4 + 28));
}
