#include "mapping/gemm_commands.hpp"

#include <map>

#include <catch2/catch.hpp>

#include "mapping/choose_tiling.hpp"
#include "mapping/compile.hpp"
#include "mapping/estimate.hpp"
#include "support/machines.hpp"

using namespace systole;
using mapping::Problem;
using mapping::Tiling;

namespace {

struct Seen {
  std::vector<program::Compute> tiles;
  std::map<Operand, std::int64_t> loads;
  std::int64_t stores = 0;
};

Seen walk(const program::Kernel& kernel) {
  Seen seen;
  for (std::int64_t core = 0; core < kernel.header.cores; ++core) {
    const auto source = kernel.open(core);
    program::Command command;
    while (source->next(command)) {
      if (const auto* load = std::get_if<program::Load>(&command.action))
        ++seen.loads[load->operand];
      if (const auto* tile = std::get_if<program::Compute>(&command.action))
        seen.tiles.push_back(*tile);
      if (std::holds_alternative<program::Store>(command.action)) ++seen.stores;
    }
  }
  return seen;
}

/// Whether the tiles cover every (product, m, n, k) exactly once.
bool covers_once(const std::vector<program::Compute>& tiles, const workload::Gemm& gemm) {
  std::map<std::array<std::int64_t, 4>, int> touched;
  for (const program::Compute& t : tiles) {
    for (std::int64_t m = t.m0; m < t.m0 + t.m; ++m) {
      for (std::int64_t n = t.n0; n < t.n0 + t.n; ++n) {
        for (std::int64_t k = t.k0; k < t.k0 + t.k; ++k) ++touched[{t.product, m, n, k}];
      }
    }
  }
  const std::size_t points = static_cast<std::size_t>(gemm.count * gemm.m * gemm.n * gemm.k);
  return touched.size() == points &&
         std::all_of(touched.begin(), touched.end(),
                     [](const auto& entry) { return entry.second == 1; });
}

}  // namespace

TEST_CASE("The tiles of a kernel cover the operator exactly once") {
  test::Dice dice(11);
  for (int i = 0; i < 60; ++i) {
    config::Chip chip = test::small_chip(dice.between(1, 8), dice.between(1, 8),
                                         static_cast<Dataflow>(dice.between(0, 2)));
    chip.core.sram.size_kib = dice.between(1, 2);
    if (i % 4 == 1) chip.core.count = dice.between(2, 9);
    if (i % 2 == 0) {
      chip.accounting = config::Accounting::scalesim;
      chip.core.sram = {3, 1, 1, 1, 2};
    }
    const workload::Gemm gemm{dice.between(1, 2), dice.between(1, 30), dice.between(1, 30),
                              dice.between(1, 30)};
    const auto op = test::gemm_operator(gemm.m, gemm.n, gemm.k, gemm.count);
    const program::Program program = mapping::compile(test::graph_of(op), chip);
    CAPTURE(program.kernels.at(0).mapping);
    CHECK(covers_once(walk(program.kernels.at(0)).tiles, gemm));
  }
}

TEST_CASE("Tiles dealt to many cores cover the operator once, in every order, group and part") {
  test::Dice dice(12);
  for (int i = 0; i < 60; ++i) {
    const workload::Gemm gemm{dice.between(1, 3), dice.between(1, 30), dice.between(1, 30),
                              dice.between(1, 30)};
    const config::Chip chip = test::small_chip(8, 8, Dataflow::weight_stationary);
    const Problem problem(test::gemm_operator(gemm.m, gemm.n, gemm.k, gemm.count), chip);
    Tiling tiling;
    tiling.tile = {dice.between(1, gemm.m), dice.between(1, gemm.n), dice.between(1, gemm.k)};
    if (dice.between(0, 1) == 1)
      tiling.order = {mapping::Dimension::m, mapping::Dimension::n, mapping::Dimension::k};
    tiling.group = dice.between(0, 5);
    tiling.split_k = dice.between(1, mapping::tile_counts(problem.whole(), tiling.tile).k);
    tiling.cores = dice.between(1, 9);
    tiling.tiles_in_flight = dice.between(0, 3);
    tiling.lookups = dice.between(0, 2);
    for (program::SlotPlan& slots : tiling.slots) slots.slots = 2;
    const auto plan = std::make_shared<const mapping::GemmPlan>(
        mapping::GemmPlan{problem, tiling, chip.core.matrix});
    program::Kernel kernel;
    kernel.header.cores = tiling.cores;
    kernel.open = [&](std::int64_t core) {
      return std::make_unique<mapping::GemmCommands>(plan, core);
    };
    CAPTURE(mapping::describe(tiling));
    CHECK(covers_once(walk(kernel).tiles, gemm));
  }
}

TEST_CASE("A thread block loads when the one before it is stored, a kernel without them ahead") {
  const config::Chip chip = test::small_chip(8, 8, Dataflow::output_stationary);
  const Problem problem(test::gemm_operator(16, 8, 8), chip);
  const auto waits_of_loads = [&](std::int64_t in_flight, std::int64_t lookups) {
    Tiling tiling;
    tiling.tile = {8, 8, 8};
    tiling.tiles_in_flight = in_flight;
    tiling.lookups = lookups;
    for (program::SlotPlan& slots : tiling.slots) slots.slots = 2;
    mapping::GemmCommands source(std::make_shared<const mapping::GemmPlan>(
                                     mapping::GemmPlan{problem, tiling, chip.core.matrix}),
                                 0);
    std::int64_t waits = 0;
    program::Command command;
    while (source.next(command)) {
      const bool waiting = std::holds_alternative<program::Wait>(command.action);
      if (waiting && command.queue == program::Queue::load) ++waits;
    }
    return waits;
  };
  CHECK(waits_of_loads(0, 0) == 0);
  CHECK(waits_of_loads(1, 0) == 1);  // the second tile
  CHECK(waits_of_loads(1, 3) == 4);  // and each read behind the one before
}

TEST_CASE("The loads that the mapper reckons with are the loads of the program") {
  const auto outer = GENERATE(mapping::Dimension::m, mapping::Dimension::n);
  const auto tile = GENERATE(timing::TileShape{8, 8, 8}, timing::TileShape{32, 8, 8},
                             timing::TileShape{8, 32, 32}, timing::TileShape{32, 32, 32},
                             timing::TileShape{5, 7, 32});
  const config::Chip chip = test::small_chip(8, 8, Dataflow::weight_stationary);
  const auto op = test::gemm_operator(32, 32, 32);
  const Problem problem(op, chip);
  Tiling tiling;
  tiling.tile = tile;
  tiling.order = {outer,
                  outer == mapping::Dimension::m ? mapping::Dimension::n : mapping::Dimension::m,
                  mapping::Dimension::k};
  REQUIRE(mapping::assign_slots(problem, chip.core.sram, {}, tiling));
  const auto plan = std::make_shared<const mapping::GemmPlan>(
      mapping::GemmPlan{problem, tiling, chip.core.matrix});
  program::Kernel kernel;
  kernel.open = [&](std::int64_t) { return std::make_unique<mapping::GemmCommands>(plan, 0); };
  const Seen seen = walk(kernel);
  CHECK(seen.loads.at(Operand::input) ==
        mapping::loads_of(Operand::input, tiling, problem.whole()));
  CHECK(seen.loads.at(Operand::weight) ==
        mapping::loads_of(Operand::weight, tiling, problem.whole()));
  CHECK(seen.stores == mapping::loads_of(Operand::output, tiling, problem.whole()));
}

TEST_CASE("An operand memory too small for one tile names the operand and the bytes it needs") {
  config::Chip chip = test::small_chip(64, 64, Dataflow::weight_stationary);
  chip.accounting = config::Accounting::scalesim;
  chip.core.sram = {12, 4, 4, 4, 2};
  CHECK_THROWS_WITH(mapping::compile(test::graph_of(test::gemm_operator(100, 100, 100)), chip),
                    Catch::Contains("weight SRAM is too small") && Catch::Contains("4096 bytes"));
}

TEST_CASE("Identical operators share a kernel, different ones do not") {
  const config::Chip chip = test::small_chip(8, 8, Dataflow::weight_stationary);
  workload::Graph graph;
  graph.operators = {test::gemm_operator(8, 8, 8), test::gemm_operator(8, 8, 9),
                     test::gemm_operator(8, 8, 8)};
  workload::Operator wide = test::gemm_operator(8, 8, 8);
  wide.input_dtype = DType::fp16;
  graph.operators.push_back(wide);
  const program::Program program = mapping::compile(graph, chip);
  CHECK(program.kernels.size() == 3);
  CHECK(program.steps.at(2).kernels.at(0) == 0);
  CHECK(program.steps.at(3).kernels.at(0) == 2);
}

TEST_CASE("Dimensions too large for 64 bits are refused") {
  const config::Chip chip = test::small_chip(8, 8, Dataflow::weight_stationary);
  const std::int64_t huge = 1'000'000'000'000;
  CHECK_THROWS_WITH(mapping::compile(test::graph_of(test::gemm_operator(huge, huge, huge)), chip),
                    Catch::Contains("64 bits"));
}
