#include <cmath>

#include <catch2/catch.hpp>

#include "workload/graph.hpp"

using namespace systole;
using namespace systole::workload;
using Catch::Matchers::Contains;

namespace {

Operator named(Work work) {
  Operator op;
  op.name = "layer7";
  op.work = std::move(work);
  op.place = {"net.csv", 9, 2};
  return op;
}

std::vector<std::string> errors_of(const Graph& graph) {
  Diagnostics diagnostics;
  validate(graph, diagnostics);
  return diagnostics.errors();
}

std::vector<std::string> errors_of(const Operator& op) {
  Graph graph;
  graph.operators = {op};
  return errors_of(graph);
}

Conv2d good_conv() {
  Conv2d conv;
  conv.height = conv.width = 8;
  conv.channels = 6;
  conv.filters = 4;
  return conv;
}

}  // namespace

TEST_CASE("sound operators pass validation") {
  CHECK(errors_of(named(Gemm{1, 1, 1, 1})).empty());
  CHECK(errors_of(named(good_conv())).empty());
  CHECK(errors_of(named(Vector{VectorKind::embedding, 1, 1, 0, 1})).empty());
}

TEST_CASE("a mistake is reported with the operator's place and name") {
  const auto errors = errors_of(named(Gemm{1, 0, 1, 1}));
  REQUIRE(errors.size() == 1);
  CHECK(errors[0] == "net.csv:9:2: layer7: m is 0, expected at least 1");
}

TEST_CASE("all mistakes of all operators are reported in one go") {
  Graph graph;
  graph.operators = {named(Gemm{0, 0, -1, 1}), named(Vector{VectorKind::add, 1, 1, 0, 0})};
  CHECK(errors_of(graph).size() == 4);
}

TEST_CASE("a dimension of 10^18 is refused") {
  const auto errors = errors_of(named(Gemm{1, 1'000'000'000'000'000'000, 1, 1}));
  REQUIRE(errors.size() == 1);
  CHECK_THAT(errors[0], Contains("m is 1000000000000000000, expected at most"));
}

TEST_CASE("products and tensors that leave 64 bits are refused") {
  CHECK_THAT(errors_of(named(Gemm{1, kMaxDimension, kMaxDimension, 1})).at(0),
             Contains("does not fit in 64 bits"));
  Conv2d conv = good_conv();
  conv.height = conv.width = kMaxDimension;
  CHECK_THAT(errors_of(named(conv)).at(0), Contains("does not fit in 64 bits"));
  Graph graph;
  graph.operators.assign(100, named(Gemm{1, kMaxDimension, 100'000, 10}));
  CHECK(errors_of(graph).at(0).find("does not fit in 64 bits") != std::string::npos);
}

TEST_CASE("a filter must fit into the padded input") {
  Conv2d conv = good_conv();
  conv.filter_height = 9;
  CHECK_THAT(errors_of(named(conv)).at(0),
             Contains("filter height 9 is larger than the padded input height 8"));
  conv.pad_top = 1;
  CHECK(errors_of(named(conv)).empty());
}

TEST_CASE("groups must divide channels and filters") {
  Conv2d conv = good_conv();
  conv.groups = 4;
  CHECK_THAT(errors_of(named(conv)).at(0), Contains("4 groups do not divide 6 channels"));
  conv.groups = 3;
  CHECK_THAT(errors_of(named(conv)).at(0), Contains("3 groups do not divide 4 filters"));
  conv.groups = 0;
  CHECK_THAT(errors_of(named(conv)).at(0), Contains("groups is 0"));
}

TEST_CASE("sparsity, dependencies and measured times are checked") {
  Operator op = named(Gemm{1, 4, 4, 4});
  op.sparsity = GENERATE(Sparsity{0, 4}, Sparsity{5, 4}, Sparsity{-1, -1});
  CHECK_THAT(errors_of(op).at(0), Contains("is impossible"));
  op.sparsity.reset();
  op.depends_on = {0};
  CHECK_THAT(errors_of(op).at(0), Contains("depends on itself"));
  op.depends_on.clear();
  op.measured_seconds = GENERATE(0.0, -1.0, std::nan(""), HUGE_VAL);
  CHECK_THAT(errors_of(op).at(0), Contains("measured time"));
}

TEST_CASE("a workload without operators is refused") {
  CHECK_THAT(errors_of(Graph{}).at(0), Contains("no operators"));
}
