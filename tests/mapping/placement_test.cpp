#include "mapping/placement.hpp"

#include <catch2/catch.hpp>

#include "mapping/problem.hpp"
#include "support/machines.hpp"

using namespace systole;
using mapping::base_address;

namespace {

Address lies_at(const mapping::Placement& placement, Operand operand) {
  return base_address(operand) + placement[static_cast<std::size_t>(operand)];
}

}  // namespace

TEST_CASE("An operator's input lies where its producer's output lies, and weights lie alone") {
  workload::Graph graph = test::graph_of(test::gemm_operator(32, 48, 64));
  graph.operators.push_back(test::gemm_operator(32, 16, 48));
  graph.operators.push_back(test::gemm_operator(32, 16, 48));
  graph.operators[1].depends_on = {0};
  graph.operators[2].depends_on = {0, 1};
  const auto placements = mapping::place(graph);
  REQUIRE(placements.size() == 3);
  CHECK(lies_at(placements[1], Operand::input) == lies_at(placements[0], Operand::output));
  CHECK(lies_at(placements[2], Operand::input) == lies_at(placements[0], Operand::output));
  CHECK(lies_at(placements[2], Operand::weight) == lies_at(placements[1], Operand::output));
  CHECK(lies_at(placements[1], Operand::weight) >=
        lies_at(placements[0], Operand::weight) + 48 * 64);
  CHECK(lies_at(placements[2], Operand::output) >=
        lies_at(placements[1], Operand::output) + 32 * 16);
}

TEST_CASE("Inputs that nobody makes lie apart") {
  workload::Graph graph = test::graph_of(test::gemm_operator(32, 48, 64));
  graph.operators.push_back(test::gemm_operator(32, 48, 64));
  const auto placements = mapping::place(graph);
  CHECK(lies_at(placements[1], Operand::input) >= lies_at(placements[0], Operand::input) + 32 * 64);
}
