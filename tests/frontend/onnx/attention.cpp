// Attention out of its parts, and by name.
#include <catch2/catch.hpp>

#include "model_writer.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::frontend::onnx_test;
using namespace systole::workload;
using Catch::Matchers::Contains;

namespace {

const std::vector<Message> kHeadsOut{attribute("perm", Dims{0, 2, 1, 3})};

/// Queries, keys and values as batch x length x heads x size, turned to heads.
GraphWriter turned_heads(std::int64_t queries, std::int64_t keys) {
  GraphWriter graph;
  graph.input("q", {2, queries, 12, 64})
      .input("k", {2, keys, 12, 64})
      .input("v", {2, keys, 12, 64});
  graph.op("Transpose", {"q"}, {"qh"}, kHeadsOut);
  graph.op("Transpose", {"k"}, {"kh"}, {attribute("perm", Dims{0, 2, 3, 1})});
  graph.op("Transpose", {"v"}, {"vh"}, kHeadsOut);
  return graph;
}

/// Heads side by side again.
GraphWriter& heads_back(GraphWriter& graph, std::int64_t queries) {
  graph.op("Transpose", {"context"}, {"side"}, kHeadsOut).list("flat", {2, queries, 768});
  return graph.op("Reshape", {"side", "flat"}, {"y"}).output("y");
}

GraphWriter scaled_and_masked() {
  GraphWriter graph = turned_heads(10, 20);
  graph.number("scale", 8).input("mask", {2, 1, 10, 20});
  graph.op("MatMul", {"qh", "kh"}, {"s"}).op("Div", {"s", "scale"}, {"d"});
  graph.op("Add", {"d", "mask"}, {"m"}).op("Softmax", {"m"}, {"p"}, {attribute("axis", -1)});
  graph.op("MatMul", {"p", "vh"}, {"context"});
  return heads_back(graph, 10);
}

GraphWriter queries_scaled_before() {
  GraphWriter graph = turned_heads(10, 20);
  graph.number("scale", 0.125F)
      .op("Mul", {"qh", "scale"}, {"qs"})
      .op("MatMul", {"qs", "kh"}, {"s"});
  graph.op("Softmax", {"s"}, {"p"}, {attribute("axis", 3)}).op("Dropout", {"p"}, {"r"});
  graph.op("MatMul", {"r", "vh"}, {"context"});
  return heads_back(graph, 10);
}

GraphWriter masked_by_choice() {
  GraphWriter graph = turned_heads(10, 20);
  graph.number("low", -1e9F).input("seen", {1, 1, 10, 20}, kBool);
  graph.op("MatMul", {"qh", "kh"}, {"s"}).op("Where", {"seen", "s", "low"}, {"m"});
  graph.op("Softmax", {"m"}, {"p"}, {attribute("axis", -1)}).op("MatMul", {"p", "vh"}, {"context"});
  return heads_back(graph, 10);
}

void check_heads(const Attention& work) {
  CHECK(work.batch == 2);
  CHECK(work.heads == 12);
  CHECK(work.kv_heads == 12);
  CHECK(work.query_length == 10);
  CHECK(work.key_length == 20);
  CHECK(work.head_dim == 64);
  CHECK(work.value_dim == 64);
  CHECK_FALSE(work.causal);
}

}  // namespace

TEST_CASE("Attention in the exporters' spellings is one operator") {
  const GraphWriter graph =
      GENERATE(scaled_and_masked(), queries_scaled_before(), masked_by_choice());
  const Graph result = read(graph);
  REQUIRE(kinds_of(result) == "attention");
  check_heads(work_of<Attention>(result.operators[0]));
  CHECK(result.operators[0].weight_role == WeightRole::activation);
  CHECK(result.operators[0].source_kind == "MatMul+Softmax+MatMul");
  CHECK(macs_of(result) == macs_of(read(graph, as_written())));
}

TEST_CASE("As written, attention is its parts") {
  CHECK(kinds_of(read(scaled_and_masked(), as_written())) ==
        "transpose transpose transpose gemm elementwise add softmax gemm transpose");
}

TEST_CASE("Scores that the model gives out are not hidden in an attention") {
  GraphWriter graph = scaled_and_masked();
  CHECK(kinds_of(read(graph.output("p"))).find("attention") == std::string::npos);
}

TEST_CASE("Keys that go out as a cache still feed the attention, and are turned for both") {
  GraphWriter graph;
  graph.input("q", {1, 12, 1, 64}).input("k", {1, 1, 12, 64}).input("past", {1, 12, 99, 64});
  graph.input("v", {1, 12, 100, 64});
  graph.op("Transpose", {"k"}, {"kh"}, kHeadsOut)
      .op("Concat", {"past", "kh"}, {"present"}, {attribute("axis", 2)});
  graph.op("Transpose", {"present"}, {"kt"}, {attribute("perm", Dims{0, 1, 3, 2})});
  graph.op("MatMul", {"q", "kt"}, {"s"})
      .op("Softmax", {"s"}, {"p"})
      .op("MatMul", {"p", "v"}, {"y"});
  const Graph result = read(graph.output("present").output("y"));
  CHECK(kinds_of(result) == "copy attention");  // k moves axes of one element only
  CHECK(work_of<Attention>(result.operators[1]).key_length == 100);
}

TEST_CASE("Heads that share keys are found behind their expansion") {
  GraphWriter graph;
  graph.input("q", {1, 32, 7, 128}).input("k", {1, 8, 7, 128}).input("v", {1, 8, 7, 128});
  graph.list("axis", {2}).list("wide", {1, 8, 4, 7, 128}).list("heads", {1, 32, 7, 128});
  for (const std::string name : {"k", "v"}) {
    graph.op("Unsqueeze", {name, "axis"}, {name + "1"})
        .op("Expand", {name + "1", "wide"}, {name + "2"});
    graph.op("Reshape", {name + "2", "heads"}, {name + "3"});
  }
  graph.op("Transpose", {"k3"}, {"kt"}, {attribute("perm", Dims{0, 1, 3, 2})});
  graph.op("MatMul", {"q", "kt"}, {"s"})
      .op("Softmax", {"s"}, {"p"})
      .op("MatMul", {"p", "v3"}, {"y"});
  const Graph result = read(graph.output("y"));
  REQUIRE(kinds_of(result) == "attention");
  CHECK(work_of<Attention>(result.operators[0]).heads == 32);
  CHECK(work_of<Attention>(result.operators[0]).kv_heads == 8);
}

TEST_CASE("ai.onnx Attention tells heads, past and mask") {
  GraphWriter graph;
  graph.input("q", {2, 10, 1024}).input("k", {2, 10, 256}).input("v", {2, 10, 256});
  graph.input("pk", {2, 4, 30, 64}).input("pv", {2, 4, 30, 64});
  graph.op("Attention", {"q", "k", "v", "", "pk", "pv"}, {"y", "k2", "v2"},
           {attribute("q_num_heads", 16), attribute("kv_num_heads", 4), attribute("is_causal", 1)});
  graph.op("Relu", {"k2"}, {"z"}).output("y").output("z");
  const Graph result = read(graph, {}, 23);
  const auto work = work_of<Attention>(result.operators.at(0));
  CHECK(work.heads == 16);
  CHECK(work.kv_heads == 4);
  CHECK(work.query_length == 10);
  CHECK(work.key_length == 40);
  CHECK(work.head_dim == 64);
  CHECK(work.causal);
  CHECK(elements_of(result.operators.at(1), Operand::input) == 2 * 4 * 40 * 64);
}

TEST_CASE("Attention of com.microsoft brings its projection along") {
  GraphWriter graph;
  graph.input("x", {2, 128, 768}).weight("w", {768, 2304}).weight("b", {2304});
  graph.op("Attention", {"x", "w", "b"}, {"y"}, {attribute("num_heads", 12)}).output("y");
  const Graph result = read(graph);
  REQUIRE(kinds_of(result) == "gemm attention");
  CHECK(work_of<Gemm>(result.operators[0]).n == 2304);
  CHECK(result.operators[1].depends_on == std::vector<std::size_t>{0});
  CHECK(work_of<Attention>(result.operators[1]).head_dim == 64);
  CHECK(result.parameters == 768 * 2304 + 2304);
}

TEST_CASE("Multi-head and grouped-query attention of com.microsoft") {
  GraphWriter mha;
  mha.input("q", {2, 128, 768}).input("k", {2, 77, 768}).input("v", {2, 77, 768});
  mha.op("MultiHeadAttention", {"q", "k", "v"}, {"y"}, {attribute("num_heads", 12)}).output("y");
  CHECK(work_of<Attention>(read(mha).operators.at(0)).key_length == 77);
  GraphWriter gqa;
  gqa.input("q", {1, 1, 4096}).input("k", {1, 1, 1024}).input("v", {1, 1, 1024});
  gqa.input("pk", {1, 8, 511, 128}).input("pv", {1, 8, 511, 128});
  gqa.op("GroupQueryAttention", {"q", "k", "v", "pk", "pv"}, {"y", "a", "b"},
         {attribute("num_heads", 32), attribute("kv_num_heads", 8),
          attribute("local_window_size", 256)});
  const auto work = work_of<Attention>(read(gqa.output("y")).operators.at(0));
  CHECK(work.kv_heads == 8);
  CHECK(work.key_length == 512);
  CHECK(work.window == 256);
  CHECK(work.causal);
}

TEST_CASE("Heads that do not divide what they share are refused") {
  GraphWriter graph;
  graph.input("q", {2, 10, 100});
  graph.op("MultiHeadAttention", {"q"}, {"y"}, {attribute("num_heads", 12)}).output("y");
  CHECK_THAT(error_of(graph), Contains("queries of 100 do not divide into 12 heads"));
}
