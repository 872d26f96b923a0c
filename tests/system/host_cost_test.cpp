// What the host takes stands in the launch cycles of the kernels that wait for it.
#include <catch2/catch.hpp>

#include "mapping/compile.hpp"
#include "support/machines.hpp"
#include "system/run.hpp"

using namespace systole;

namespace {

workload::Graph two_products() {
  workload::Graph graph = test::graph_of(test::gemm_operator(64, 64, 64));
  graph.operators.push_back(graph.operators.front());
  graph.operators.back().name = "second";
  return graph;
}

result::Result run_with(const system::HostCost& host) {
  config::Chip chip = test::small_chip(8, 8, Dataflow::weight_stationary);
  chip.clock_mhz = 1000.0;
  chip.launch = {2.0, 1.0};
  system::RunOptions options;
  options.fidelity = system::Fidelity::analytic;
  options.host = host;
  return system::run(chip, mapping::compile(two_products(), chip), options);
}

Cycles launch_of(const result::Result& result, std::size_t index) {
  return result.operators.at(index).breakdown.launch;
}

}  // namespace

TEST_CASE(
    "Without host costs the first kernel finds the chip idle and the second waits behind it") {
  const result::Result result = run_with({});
  CHECK(launch_of(result, 0) == 2000);
  CHECK(launch_of(result, 1) == 1000);
}

TEST_CASE("A step's cost comes once, before the first kernel") {
  const result::Result result = run_with({10.0, 0.0});
  CHECK(launch_of(result, 0) == 12'000);
  CHECK(launch_of(result, 1) == 1000);
}

TEST_CASE("A kernel that the host issues late finds the chip idle; one issued in time does not") {
  const Cycles body = run_with({}).operators.front().cycles - 2000;
  // Issued at 100 us and at 200 us: the first is done long before that.
  const result::Result slow = run_with({0.0, 100.0});
  REQUIRE(body < 90'000);
  CHECK(launch_of(slow, 0) == 100'000 + 2000);
  CHECK(launch_of(slow, 1) == 200'000 - (102'000 + body) + 2000);
  // Issued at 1 us and at 2 us, while the first one runs.
  const result::Result fast = run_with({0.0, 1.0});
  CHECK(launch_of(fast, 0) == 1000 + 2000);
  CHECK(launch_of(fast, 1) == 1000);
}
