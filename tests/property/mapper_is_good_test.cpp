// What the search finds, held against the simulator: near the best of all mappings, and never
// misled by a larger machine.
#include <algorithm>
#include <cmath>
#include <optional>

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "mapping/choose_tiling.hpp"
#include "mapping/compile.hpp"
#include "mapping/replay.hpp"
#include "runner/runner.hpp"
#include "support/machines.hpp"
#include "support/many_core_chips.hpp"

using namespace systole;
using mapping::Mapper;
using mapping::ProductMapping;

namespace {

workload::Operator product(std::int64_t m, std::int64_t n, std::int64_t k) {
  workload::Operator op = test::gemm_operator(m, n, k);
  op.input_dtype = op.weight_dtype = op.output_dtype = DType::fp16;
  return op;
}

Cycles cycles_of(const program::Program& program, const config::Chip& chip) {
  return result::totals_of(runner::run_in_child(chip, program, {})).cycles;
}

Cycles best_cycles(const workload::Operator& op, const config::Chip& chip) {
  return cycles_of(mapping::compile(test::graph_of(op), chip), chip);
}

/// Nothing where the mapping does not fit the chip.
std::optional<Cycles> cycles_with(const ProductMapping& mapping, const workload::Operator& op,
                                  const config::Chip& chip) {
  Mapper mapper;
  mapper.given.products = {mapping};
  try {
    return cycles_of(mapping::compile(test::graph_of(op), chip, mapper).program, chip);
  } catch (const UserError&) {
    return std::nullopt;
  }
}

/// Lengths along one dimension: all that differ in how often they fit.
std::vector<std::int64_t> lengths(std::int64_t whole, std::int64_t unit) {
  std::vector<std::int64_t> all;
  for (std::int64_t length = unit; length < whole; length *= 2) {
    all.push_back(length);
    if (length + length / 2 < whole) all.push_back(length + length / 2);
  }
  all.push_back(whole);
  return all;
}

std::vector<ProductMapping> whole_space(const workload::Gemm& gemm, const config::Chip& chip) {
  std::vector<ProductMapping> space;
  for (const std::int64_t m : lengths(gemm.m, 16)) {
    for (const std::int64_t n : lengths(gemm.n, 16)) {
      for (const std::int64_t k : lengths(gemm.k, 16)) {
        for (const std::int64_t parts : {1, 2, 3, 4, 8}) {
          for (const auto order : {mapping::TileOrder::nmk, mapping::TileOrder::mnk}) {
            for (const std::int64_t slots : {1, 2}) {
              ProductMapping one;
              one.operator_name = "gemm";
              one.tile_m = m;
              one.tile_n = n;
              one.tile_k = k;
              one.order = order;
              one.split_k = parts;
              one.cores = chip.core.count;
              one.input_slots = one.weight_slots = 2;
              one.output_slots = slots;
              space.push_back(one);
            }
          }
        }
      }
    }
  }
  return space;
}

/// The fastest of all mappings, or of `sample` of them.
Cycles fastest(const workload::Operator& op, const config::Chip& chip, std::size_t sample) {
  const std::vector<ProductMapping> space = whole_space(std::get<workload::Gemm>(op.work), chip);
  test::Dice dice(7);
  Cycles least = std::numeric_limits<Cycles>::max();
  const std::size_t count = test::full_tests() ? space.size() : sample;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t pick = test::full_tests()
                                 ? i
                                 : static_cast<std::size_t>(dice.between(
                                       0, static_cast<std::int64_t>(space.size()) - 1));
    least = std::min(least, cycles_with(space[pick], op, chip).value_or(least));
  }
  return least;
}

config::Chip small_gpu() {
  config::Chip chip = test::gpu_like(4);
  chip.shared_buffer.size_kib = 1024;
  chip.shared_buffer.slices = 4;
  chip.dram.channels = 2;
  return chip;
}

}  // namespace

TEST_CASE("The search is within 3 % of the best of all mappings under the simulator") {
  const auto [m, n, k] = GENERATE(table<std::int64_t, std::int64_t, std::int64_t>(
      {{128, 128, 128}, {256, 96, 64}, {32, 32, 1024}, {200, 200, 72}, {1, 512, 256}}));
  const config::Chip chip = GENERATE(as<config::Chip>(), small_gpu(), test::arrays_like(4));
  const workload::Operator op = product(m, n, k);
  CAPTURE(chip.name, m, n, k);
  const Cycles best = best_cycles(op, chip);
  const Cycles least = fastest(op, chip, 25);
  CAPTURE(best, least);
  CHECK(static_cast<double>(best) <= 1.03 * static_cast<double>(least));
}

namespace {

config::Chip generated_chip(test::Dice& dice) {
  config::Chip chip = dice.between(0, 1) == 1 ? small_gpu() : test::arrays_like(1);
  chip.core.count = dice.between(1, 24);
  chip.dram.channels = dice.between(1, 8);
  return chip;
}

/// The same chip with more of something.
config::Chip larger(config::Chip chip, std::int64_t what) {
  config::SramConfig& sram = chip.core.sram;
  switch (what) {
    case 0:
      chip.core.count += chip.core.count / 2 + 1;
      break;
    case 1:
      chip.dram.channel_bandwidth_gb_per_s *= 1.5;
      break;
    default:
      for (std::int64_t* part :
           {&sram.size_kib, &sram.input_kib, &sram.weight_kib, &sram.output_kib})
        *part *= 2;
      break;
  }
  return chip;
}

}  // namespace

// Of 500 drawn cases 499 are within 2 %. In one (452 x 240 x 479 on 16 cores) half as much
// bandwidth again makes the same tiling 2.3 % slower, and none that is looked at is faster: who is
// served first changes, and with it every finish.
TEST_CASE("More cores, bandwidth or operand memory make hardly a product slower by more than 2 %") {
  test::Dice dice(31);
  const int cases = test::full_tests() ? 500 : 12;
  int slower = 0;
  for (int i = 0; i < cases; ++i) {
    const config::Chip chip = generated_chip(dice);
    const workload::Operator op =
        product(dice.between(1, 700), dice.between(1, 700), dice.between(1, 1500));
    const std::int64_t what = dice.between(0, 2);
    const Cycles before = best_cycles(op, chip);
    const Cycles after = best_cycles(op, larger(chip, what));
    const auto& gemm = std::get<workload::Gemm>(op.work);
    CAPTURE(i, what, chip.name, chip.core.count, gemm.m, gemm.n, gemm.k, before, after);
    CHECK(static_cast<double>(after) <= 1.025 * static_cast<double>(before));
    if (static_cast<double>(after) > 1.02 * static_cast<double>(before)) ++slower;
  }
  CHECK(slower <= cases / 500);
}

namespace {

/// What a replay expects of the tiling that the mapper chose, the sum of the parts of K left out.
Cycles replayed(const workload::Operator& op, const config::Chip& chip,
                const mapping::Tiling& tiling) {
  mapping::ReplayLimit limit{1'000'000};
  const mapping::GemmPlan plan = mapping::gemm_plan(mapping::Problem(op, chip), {}, tiling, chip);
  return mapping::replay(plan, chip, limit).value();
}

}  // namespace

TEST_CASE("A replay takes as long as the simulator says") {
  test::Dice dice(53);
  const int cases = test::full_tests() ? 300 : 30;
  double sum = 0;
  for (int i = 0; i < cases; ++i) {
    const config::Chip chip = generated_chip(dice);
    const workload::Operator op =
        product(dice.between(1, 500), dice.between(1, 500), dice.between(1, 800));
    const mapping::Problem problem(op, chip);
    const mapping::Epilogue none;
    const mapping::Tiling tiling = mapping::search_tiling({problem, none, chip, op.name});
    if (tiling.split_k > 1) continue;
    const auto simulated = static_cast<double>(best_cycles(op, chip));
    const double error = static_cast<double>(replayed(op, chip, tiling)) / simulated - 1;
    CAPTURE(i, chip.name, chip.core.count, simulated, error);
    CHECK(std::abs(error) <= 0.03);
    sum += std::abs(error);
  }
  CHECK(sum / cases <= 0.002);
}
