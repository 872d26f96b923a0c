#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "mapping/choose_tiling.hpp"
#include "mapping/estimate.hpp"
#include "mapping/search_waves.hpp"

namespace systole::mapping {

namespace {

using timing::TileShape;

/// Lengths worth trying along one dimension: the whole, even parts of it, and the array's length
/// times powers of two.
std::vector<std::int64_t> lengths(std::int64_t whole, std::int64_t array_length) {
  constexpr std::int64_t kMostParts = 4;
  std::set<std::int64_t> found{whole};
  for (std::int64_t parts = 2; parts <= kMostParts; ++parts) {
    found.insert(std::min(whole, align_up(ceil_div(whole, parts), array_length)));
  }
  for (std::int64_t length = array_length; length < whole; length *= 2) found.insert(length);
  return {found.begin(), found.end()};
}

/// Lengths below the array's, for memories that hold nothing larger.
std::vector<std::int64_t> short_lengths(std::int64_t whole, std::int64_t array_length) {
  std::set<std::int64_t> found;
  for (std::int64_t length = 1; length < array_length; length *= 2)
    found.insert(std::min(whole, length));
  return {found.begin(), found.end()};
}

TileShape unit_lengths(const config::MatrixUnitConfig& unit) {
  if (unit.kind == config::MatrixUnitKind::dot_product)
    return {unit.step_m, unit.step_n, std::max(unit.step_k, unit.step_n)};
  return timing::tile_of({unit.rows, unit.cols, std::max(unit.rows, unit.cols)}, unit.dataflow);
}

/// Of one core: the equations know when each slot is free again.
class Search {
 public:
  explicit Search(const TilingTask& task)
      : task_(task),
        problem_(task.problem),
        estimator_(task.problem, task.chip),
        array_(unit_lengths(task.chip.core.matrix)) {}

  std::optional<Tiling> over(std::vector<std::int64_t> (*choices)(std::int64_t, std::int64_t)) {
    const TileShape whole = problem_.whole();
    for (const std::int64_t m : choices(whole.m, array_.m)) {
      for (const std::int64_t n : choices(whole.n, array_.n)) {
        for (const std::int64_t k : choices(whole.k, array_.k)) consider({m, n, k});
      }
    }
    return best_;
  }

 private:
  using Cost = std::tuple<Cycles, Bytes, std::int64_t>;

  // Sums stay on chip until they are complete, so k is always the innermost tile loop.
  void consider(const TileShape& tile) {
    for (const Dimension outer : {Dimension::n, Dimension::m}) {
      Tiling tiling;
      tiling.tile = tile;
      tiling.order = {outer, outer == Dimension::n ? Dimension::m : Dimension::n, Dimension::k};
      if (!assign_slots(problem_, task_.chip.core.sram, task_.epilogue, tiling)) continue;
      const Estimate estimate = estimator_.estimate(tiling);
      const Cost cost{estimate.cycles, estimate.dram_bytes, estimate.tiles};
      if (best_ && cost >= best_cost_) continue;
      best_ = tiling;
      best_cost_ = cost;
    }
  }

  const TilingTask& task_;
  const Problem& problem_;
  TilingEstimator estimator_;
  TileShape array_;
  std::optional<Tiling> best_;
  Cost best_cost_;
};

[[noreturn]] void too_small(const TilingTask& task) {
  const config::SramConfig& sram = task.chip.core.sram;
  Bytes needed = 0;
  std::string parts;
  for (const Operand operand : kOperands) {
    const Bytes bytes = sram.slots * task.problem.slot_bytes(operand, {1, 1, 1});
    needed += bytes;
    parts += fmt::format("{}{} {} bytes", parts.empty() ? "" : ", ", name_of(operand), bytes);
  }
  throw UserError(fmt::format(
      "operator {}: the operand memory is too small for one tile: the smallest needs {} bytes "
      "({}); raise core.sram.size_kib (now {})",
      task.name, needed, parts, sram.size_kib));
}

}  // namespace

Tiling search_tiling(const TilingTask& task) {
  if (task.chip.core.count > 1 || task.chip.shared_buffer.exists()) {
    if (const auto found = search_waves(task)) return *found;
  }
  Search search(task);
  if (const auto found = search.over(lengths)) return *found;
  if (const auto found = search.over(short_lengths)) return *found;
  too_small(task);
}

}  // namespace systole::mapping
