// Writing a graph as a native workload and reading that again gives the same graph.
#include <catch2/catch.hpp>

#include "base/data_files.hpp"
#include "frontend/native_workload_writer.hpp"
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
  CHECK(a.depends_on == b.depends_on);
  CHECK(a.sparsity == b.sparsity);
  REQUIRE(a.measured_seconds.has_value() == b.measured_seconds.has_value());
  if (a.measured_seconds) CHECK(*a.measured_seconds == Approx(*b.measured_seconds).epsilon(1e-15));
}

void check_round_trip(const Graph& graph) {
  const std::string text = write_native_workload(graph);
  CAPTURE(text.substr(0, 2000));
  const Graph again = read(text);
  CHECK(again.name == graph.name);
  CHECK(again.notes == graph.notes);
  REQUIRE(again.operators.size() == graph.operators.size());
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    check_equal(graph.operators[i], again.operators[i]);
  }
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

TEST_CASE("operators that share a name are told apart when written") {
  const Graph graph = read("Layer,M,N,K\na,1,2,3\na,4,5,6\na_2,7,8,9\n");
  const Graph again = read(write_native_workload(graph));
  CHECK(again.operators[1].name == "a_2");
  CHECK(again.operators[2].name == "a_2_2");
  CHECK(again.operators[2].depends_on == std::vector<std::size_t>{1});
}
