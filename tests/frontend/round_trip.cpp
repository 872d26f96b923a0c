// Writing a graph as a native workload or a trace and reading that again gives the same graph.
#include <cmath>
#include <random>
#include <sstream>

#include <catch2/catch.hpp>

#include "base/data_files.hpp"
#include "frontend/microseconds.hpp"
#include "frontend/native_workload_writer.hpp"
#include "frontend/trace.hpp"
#include "helpers.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::workload;

namespace {

void check_equal(const Operator& a, const Operator& b) {
  CAPTURE(a.name);
  CHECK(a.name == b.name);
  CHECK(a.work == b.work);
  CHECK(a.input_dtype == b.input_dtype);
  CHECK(a.weight_dtype == b.weight_dtype);
  CHECK(a.output_dtype == b.output_dtype);
  CHECK(a.weight_role == b.weight_role);
  CHECK(a.epilogue == b.epilogue);
  CHECK(a.depends_on == b.depends_on);
  CHECK(a.sparsity == b.sparsity);
  CHECK(a.measured_seconds == b.measured_seconds);
  CHECK(a.source_kind == b.source_kind);
}

void check_equal(const Graph& graph, const std::string& written) {
  CAPTURE(written.substr(0, 2000));
  const Graph again = read(written);
  CHECK(again.name == graph.name);
  CHECK(again.notes == graph.notes);
  CHECK(again.parameters == graph.parameters);
  CHECK(again.kv_cache_bytes == graph.kv_cache_bytes);
  REQUIRE(again.operators.size() == graph.operators.size());
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    check_equal(graph.operators[i], again.operators[i]);
  }
}

void check_round_trip(const Graph& graph) {
  std::ostringstream trace;
  write_trace(graph, trace);
  check_equal(graph, trace.str());
  check_equal(graph, write_native_workload(graph));
}

/// One operator of every kind of work, with nothing left at its default.
std::vector<Work> all_kinds() {
  Conv2d conv;
  conv.batch = 3;
  conv.height = 19;
  conv.width = 21;
  conv.channels = 4;
  conv.filters = 8;
  conv.filter_height = 3;
  conv.filter_width = 5;
  conv.stride_width = 2;
  conv.dilation_height = 2;
  conv.pad_top = 1;
  conv.pad_left = 2;
  conv.pad_bottom = 3;
  conv.groups = 2;
  conv.ceil_output = true;
  Conv2d transposed = conv;
  transposed.ceil_output = false;
  transposed.transposed = true;
  transposed.output_pad_width = 1;
  Conv2d depthwise = conv;
  depthwise.groups = depthwise.channels;
  std::vector<Work> works{Gemm{2, 3, 4, 5},
                          GroupedGemm{{3, 0, 5}, 7, 8},
                          GroupedGemm{balanced_rows(13, 6), 7, 8},
                          GroupedGemm{{1}, 7, 8},
                          conv,
                          transposed,
                          depthwise,
                          Attention{2, 8, 2, 5, 9, 64, 32, true, 4, false},
                          Attention{1, 4, 4, 1, 1, 8, 8, false, 0, true},
                          Recurrent{RecurrentKind::gru, 2, 3, 4, 5, 2},
                          Recurrent{RecurrentKind::rnn, 1, 1, 4, 5, 1},
                          Opaque{}};
  for (int i = 0; i <= static_cast<int>(VectorKind::unknown); ++i)
    works.emplace_back(Vector{static_cast<VectorKind>(i), i + 1, 3, i, 1});
  for (int i = 0; i <= static_cast<int>(CollectiveKind::send_receive); ++i)
    works.emplace_back(Collective{static_cast<CollectiveKind>(i), i, 8});
  return works;
}

Graph graph_of_all_kinds() {
  Graph graph;
  graph.name = "kinds";
  graph.parameters = 123'456'789'012;
  graph.kv_cache_bytes = 0;
  for (const Work& work : all_kinds()) {
    Operator op;
    op.name = "op" + std::to_string(graph.operators.size());
    op.work = work;
    op.weight_role =
        graph.operators.size() % 2 == 0 ? WeightRole::parameter : WeightRole::activation;
    op.epilogue = {VectorKind::add, VectorKind::relu};
    op.source_kind = "aten::" + op.name;
    op.measured_seconds = 1e-6 * static_cast<double>(graph.operators.size() + 1) / 7.0;
    graph.operators.push_back(op);
  }
  return graph;
}

Graph graph_with_everything() {
  Conv2d conv;
  conv.batch = 3;
  conv.height = 9;
  conv.width = 11;
  conv.channels = 4;
  conv.filters = 8;
  conv.filter_height = 3;
  conv.filter_width = 5;
  conv.stride_width = 2;
  conv.pad_top = conv.pad_bottom = 1;
  conv.groups = 2;
  conv.ceil_output = true;
  Graph graph;
  graph.name = "true";  // a word that YAML would take for something else
  graph.notes = {"net.csv:3:1: a \"quoted\" note", "two: parts"};
  graph.operators.resize(5);
  graph.operators[0].name = "Conv 1, first";
  graph.operators[0].work = conv;
  graph.operators[1].name = "layer0.qkv";
  graph.operators[1].work = Gemm{12, 5, 6, 7};
  graph.operators[1].depends_on = {0};
  graph.operators[1].weight_dtype = DType::int4;
  graph.operators[1].sparsity = Sparsity{2, 4};
  graph.operators[2].name = "\xC3\xA9t\xC3\xA9";
  graph.operators[2].work = Vector{VectorKind::softmax, 2, 5, 10, 0};
  graph.operators[2].measured_seconds = 12.345e-6;
  graph.operators[3].name = "123";
  graph.operators[3].work = Vector{VectorKind::unknown, 1, 20, 0, 20};
  graph.operators[3].depends_on = {0, 2};
  graph.operators[4].name = "- {a: b} # c";
  graph.operators[4].work = Gemm{1, 1, 1, 1};
  graph.operators[4].depends_on = {3};
  return graph;
}

}  // namespace

TEST_CASE("every kind of work survives writing and reading, with all that an operator can say") {
  check_round_trip(graph_of_all_kinds());
}

TEST_CASE("measured times keep every bit") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const double seconds = std::ldexp(1.0 + 1e-19 * static_cast<double>(random() >> 1),
                                      static_cast<int>(random() % 80) - 60);
    const auto again = seconds_from_microseconds(microseconds_text(seconds));
    if (again != seconds) FAIL(microseconds_text(seconds) << " reads as another number");
  }
  CHECK(microseconds_text(12.345e-6) == "12.345");
  CHECK(microseconds_text(1.0) == "1000000");
  CHECK(microseconds_text(0.5e-9) == "0.0005");
}

TEST_CASE("a graph with everything in it survives writing and reading") {
  check_round_trip(graph_with_everything());
}

TEST_CASE("every shipped workload survives writing and reading") {
  for (const std::string& name : list_data_files("workloads")) {
    Diagnostics diagnostics;
    CAPTURE(name);
    check_round_trip(read_workload(name, {}, diagnostics));
  }
}

TEST_CASE("names that the format does not allow are mended when written") {
  Graph graph = read("Layer,M,N,K\na,1,2,3\nb,4,5,6\n");
  graph.operators[0].name = " ";
  graph.operators[1].name = std::string(5000, 'x');
  const Graph again = read(write_native_workload(graph));
  CHECK(again.operators[0].name == "unnamed");
  CHECK(again.operators[1].name.size() < 1000);
}

TEST_CASE("operators that share a name are told apart when written") {
  const Graph graph = read("Layer,M,N,K\na,1,2,3\na,4,5,6\na_2,7,8,9\n");
  const Graph again = read(write_native_workload(graph));
  CHECK(again.operators[1].name == "a_2");
  CHECK(again.operators[2].name == "a_2_2");
  CHECK(again.operators[2].depends_on == std::vector<std::size_t>{1});
}
