// Recurrent networks in profiler traces: one call of cuDNN becomes its layers.
#include <catch2/catch.hpp>

#include "kineto_trace.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::workload;

namespace {

/// Fifty steps of eight sequences through two layers of 256 in both directions.
const std::string kShapes =
    "[[50, 8, 100], %, [], [], [4, 8, 256], [4, 8, 256], [], [], [], [], [], [], [], [], [], []]";
const std::string kMatrices =
    "[[1024, 100], [1024, 256], [1024], [1024], [1024, 100], [1024, 256], [1024], [1024], "
    "[1024, 512], [1024, 256], [1024], [1024], [1024, 512], [1024, 256], [1024], [1024]]";
const std::string kValues =
    R"(["", "", "4", "", "", "", "2", "256", "0", "2", "False", "0.", "True", "True", "[]", ""])";

std::string shapes(const std::string& matrices) {
  std::string text = kShapes;
  return text.replace(text.find('%'), 1, matrices);
}

Recurrent layer(const Graph& graph, std::size_t i) {
  return std::get<Recurrent>(graph.operators.at(i).work);
}

void check_both_layers(const Graph& graph) {
  REQUIRE(graph.operators.size() == 2);
  for (const std::size_t i : {0U, 1U}) {
    CHECK(layer(graph, i).kind == RecurrentKind::lstm);
    CHECK(layer(graph, i).batch == 8);
    CHECK(layer(graph, i).steps == 50);
    CHECK(layer(graph, i).hidden_size == 256);
    CHECK(layer(graph, i).directions == 2);
  }
  CHECK(layer(graph, 0).input_size == 100);
  CHECK(layer(graph, 1).input_size == 512);
  const std::int64_t rows = 50 * 8 * 2;
  CHECK(macs_of(graph) == rows * 1024 * (100 + 256) + rows * 1024 * (512 + 256));
  CHECK(measured_us(graph) == Approx(10));
}

}  // namespace

TEST_CASE("cuDNN's recurrent networks are a layer after the other") {
  check_both_layers(graph_of_call("aten::_cudnn_rnn", {shapes("[]"), "", kValues}));
}

TEST_CASE("without values, the weights tell gates and directions") {
  check_both_layers(graph_of_call("aten::_cudnn_rnn", {shapes(kMatrices)}));
}

TEST_CASE("the call inside is asked first, the one around it where that says nothing") {
  const std::string outer =
      "[[50, 8, 100], [[4, 8, 256], [4, 8, 256]], " + kMatrices + ", [], [], [], [], [], []]";
  const std::string values = R"(["", "", "", "True", "2", "0.", "True", "True", "False"])";
  for (const std::string& inner : {shapes(kMatrices), std::string("[[], [], [], [], [], []]")}) {
    const Graph graph = TraceText()
                            .op("aten::lstm", 0, 40, {outer, "", values})
                            .op("aten::_cudnn_rnn", 1, 30, {inner})
                            .launch(1, 5)
                            .kernel("RNN_blockPersist_fp_LSTM", 1, 100, 4)
                            .launch(2, 10)
                            .kernel("ampere_sgemm_32x128_tn", 2, 110, 6)
                            .graph();
    check_both_layers(graph);
    CHECK(is_noted(graph, "1 of 1 GEMM and convolution kernels"));
  }
}

TEST_CASE("batch first, packed sequences and other cells") {
  const Graph first =
      graph_of_call("aten::gru", {"[[8, 50, 100], [1, 8, 64], [[192, 100], [192, 64]], [], []]"});
  CHECK(layer(first, 0).kind == RecurrentKind::gru);
  CHECK(layer(first, 0).steps == 50);
  CHECK(layer(first, 0).directions == 1);
  const Graph packed = graph_of_call(
      "aten::rnn_tanh", {"[[390, 100], [50], [1, 8, 64], [[64, 100], [64, 64]], [], []]",
                         R"(["float", "long int", "float", "TensorList", "", ""])"});
  CHECK(layer(packed, 0).kind == RecurrentKind::rnn);
  CHECK(layer(packed, 0).steps == 49);
  CHECK(layer(packed, 0).batch == 8);
}

TEST_CASE("the backward pass of a recurrent layer costs twice the forward") {
  const std::string dims =
      "[[50, 8, 100], [], [], [], [1, 8, 256], [1, 8, 256], [], [], [], [], [], [], [], [], [], "
      "[], [], []]";
  const std::string values = R"(["", "", "4", "", "", "", "", "", "", "", "2", "256", "0", "1",)"
                             R"( "False", "0.", "True", "False"])";
  const Graph graph = graph_of_call("aten::_cudnn_rnn_backward", {dims, "", values});
  REQUIRE(graph.operators.size() == 2);
  const std::int64_t forward = 50LL * 8 * 1024 * (100 + 256);
  CHECK(macs_of(graph.operators[0]) == forward);
  CHECK(macs_of(graph.operators[1]) == forward);
  CHECK(std::holds_alternative<Gemm>(graph.operators[1].work));
  CHECK(measured_us(graph) == Approx(10));
}

TEST_CASE("a recurrent network that the trace does not describe is counted and listed") {
  const std::string projected =
      R"(["", "", "4", "", "", "", "2", "256", "64", "2", "False", "0.", "True", "True", "[]"])";
  const Graph graph = graph_of_call("aten::_cudnn_rnn", {shapes("[]"), "", projected}, "elemWise");
  REQUIRE(graph.operators.size() == 1);
  CHECK(std::holds_alternative<Opaque>(graph.operators[0].work));
  CHECK(is_noted(graph, "only the time is known of: 1 x aten::_cudnn_rnn"));
  CHECK(measured_us(graph) == Approx(10));
}
