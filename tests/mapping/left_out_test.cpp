#include "mapping/left_out.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "mapping/compile.hpp"
#include "mapping/placement.hpp"
#include "support/machines.hpp"

using namespace systole;

namespace {

workload::Operator opaque(const std::string& source_kind, double seconds) {
  workload::Operator op;
  op.name = source_kind;
  op.work = workload::Opaque{};
  op.source_kind = source_kind;
  op.measured_seconds = seconds;
  return op;
}

/// A product between work that no chip is asked for.
workload::Graph mixed_graph() {
  workload::Graph graph = test::graph_of(opaque("cat", 2e-6));
  graph.operators.push_back(test::gemm_operator(8, 8, 8));
  graph.operators.push_back(opaque("cat", 3e-6));
  graph.operators.push_back(opaque("memcpy", 1e-6));
  graph.operators[3].work = workload::Collective{workload::CollectiveKind::all_reduce, 64, 8};
  graph.operators[1].depends_on = {0};
  return graph;
}

}  // namespace

TEST_CASE("what no chip is asked for is left out of the steps, and kept by kind with its time") {
  const auto chip = test::small_chip(8, 8, Dataflow::weight_stationary);
  const program::Program program = mapping::compile(mixed_graph(), chip);
  REQUIRE(program.steps.size() == 1);
  CHECK(program.steps[0].name == "gemm");
  REQUIRE(program.left_out.size() == 2);
  CHECK(program.left_out[0].kind == "opaque");
  CHECK(program.left_out[0].source_kind == "cat");
  CHECK(program.left_out[0].operators == 2);
  CHECK(program.left_out[0].measured_seconds == Approx(5e-6));
  CHECK(program.left_out[1].kind == "all_reduce");
  CHECK(program.left_out[1].measured_seconds == Approx(1e-6));
}

TEST_CASE("a workload with nothing to simulate and nothing measured is refused") {
  const workload::Graph graph = test::graph_of(opaque("cat", 0.0));
  CHECK_THROWS_AS(mapping::left_out_of(graph), UserError);
  CHECK_THROWS_WITH(mapping::left_out_of(graph), Catch::Contains("nothing to simulate"));
}

TEST_CASE("a workload of measured times only is left out as a whole") {
  const auto left_out = mapping::left_out_of(test::graph_of(opaque("cat", 1e-6)));
  REQUIRE(left_out.size() == 1);
  CHECK(left_out[0].measured_seconds == Approx(1e-6));
}

TEST_CASE("the input behind opaque work is a tensor of its own") {
  workload::Graph graph = mixed_graph();
  graph.operators.push_back(test::gemm_operator(8, 8, 8));
  graph.operators.back().depends_on = {0};
  const auto placements = mapping::place(graph);
  CHECK(placements[4][0] >= placements[1][0] + 64);
}
