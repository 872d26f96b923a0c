#include "mapping/search_waves.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/checked.hpp"
#include "mapping/best_tiling.hpp"

namespace systole::mapping {

namespace {

using timing::TileShape;

/// How long tiles may be. Scratchpads of megabytes hold tiles that shared memory of some hundred
/// KiB never could: longer ones, and all of K, so that an image is read once for all of its window.
struct Longest {
  std::int64_t side, k;
};
constexpr std::int64_t kShortestK = 16;
constexpr std::int64_t kRoomyKib = 2048;
constexpr Longest kLongest{512, 1024};
constexpr Longest kLongestOfRoomy{2048, 8192};

Longest longest_of(const config::Chip& chip) {
  return chip.core.sram.size_kib < kRoomyKib ? kLongest : kLongestOfRoomy;
}

/// Even parts of the whole, and powers of two and half more times the unit's length.
std::vector<std::int64_t> sides(std::int64_t whole, std::int64_t unit_length,
                                std::int64_t longest_side) {
  constexpr std::int64_t kMostParts = 5;
  const std::int64_t longest = std::max(longest_side, unit_length);
  std::set<std::int64_t> found{std::min(whole, longest)};
  for (std::int64_t parts = 2; parts <= kMostParts; ++parts) {
    const std::int64_t part = align_up(ceil_div(whole, parts), unit_length);
    if (part <= longest) found.insert(std::min(whole, part));
  }
  for (std::int64_t length = unit_length; length <= longest; length *= 2) {
    found.insert(std::min(whole, length));
    if (length * 3 / 2 % unit_length == 0 && length >= 64)
      found.insert(std::min(whole, length * 3 / 2));
  }
  return {found.begin(), found.end()};
}

std::vector<std::int64_t> depths(std::int64_t whole, std::int64_t unit_length,
                                 std::int64_t longest) {
  std::set<std::int64_t> found;
  for (std::int64_t length = std::max(kShortestK, unit_length);
       length <= std::max(longest, unit_length); length *= 2) {
    found.insert(std::min(whole, length));
  }
  return {found.begin(), found.end()};
}

TileShape unit_shape(const config::MatrixUnitConfig& unit) {
  if (unit.kind == config::MatrixUnitKind::dot_product)
    return {std::max<std::int64_t>(unit.step_m, 8), std::max<std::int64_t>(unit.step_n, 8),
            unit.step_k};
  return timing::tile_of({unit.rows, unit.cols, std::max(unit.rows, unit.cols)}, unit.dataflow);
}

class WaveSearch {
 public:
  explicit WaveSearch(const TilingTask& task)
      : task_(task), unit_(unit_shape(task.chip.core.matrix)), best_(task) {}

  std::optional<Tiling> run() {
    const TileShape whole = task_.problem.whole();
    const Longest longest = longest_of(task_.chip);
    const auto widths = sides(whole.n, unit_.n, longest.side);
    const auto deep = depths(whole.k, unit_.k, longest.k);
    for (const std::int64_t m : sides(whole.m, unit_.m, longest.side)) {
      for (const std::int64_t n : widths) {
        for (const std::int64_t k : deep) consider({m, n, k});
      }
    }
    return best_.found();
  }

 private:
  void consider(const TileShape& tile) {
    const auto whole_k = complete_tiling(task_, tile, 1);
    if (!whole_k) return;
    for (const std::int64_t parts : splits(*whole_k)) {
      Tiling tiling = *whole_k;
      tiling.split_k = parts;
      if (!best_.can_win(tiling)) continue;
      for (const std::int64_t group : group_heights(tiling, task_)) {
        tiling.group = group;
        best_.offer(tiling);
      }
    }
  }

  /// Parts of K that fill cores which would stand idle.
  std::vector<std::int64_t> splits(const Tiling& tiling) const {
    const TileShape counts = tile_counts(task_.problem.whole(), tiling.tile);
    const std::int64_t tiles =
        checked_product({counts.m, counts.n, task_.problem.gemm().count}, "tiles");
    const std::int64_t most = std::min(
        {counts.k, std::int64_t{64}, 2 * task_.chip.core.count / std::max<std::int64_t>(1, tiles)});
    std::set<std::int64_t> found{1};
    for (std::int64_t parts = 2; parts <= most; parts *= 2) found.insert(parts);
    if (most > 1) found.insert(std::clamp<std::int64_t>(task_.chip.core.count / tiles, 1, most));
    return {found.begin(), found.end()};
  }

  const TilingTask& task_;
  TileShape unit_;
  BestTiling best_;
};

Bytes bytes_of_slots(const TilingTask& task, const Tiling& tiling, Operand operand) {
  const program::SlotPlan& plan = tiling.slots[static_cast<std::size_t>(operand)];
  const bool doubled = operand == Operand::output && task.epilogue.operands > 0;
  return plan.slots * plan.slot_bytes * (doubled ? 2 : 1);
}

bool fits(const TilingTask& task, const Tiling& tiling) {
  const config::SramConfig& sram = task.chip.core.sram;
  const std::array<std::int64_t, 3> parts{sram.input_kib, sram.weight_kib, sram.output_kib};
  Bytes total = 0;
  for (const Operand operand : kOperands) {
    const Bytes bytes = bytes_of_slots(task, tiling, operand);
    const std::int64_t part = parts[static_cast<std::size_t>(operand)];
    if (part > 0 && bytes > part * kKib) return false;
    total += bytes;
  }
  return total <= sram.size_kib * kKib;
}

/// As many slots as the chip double-buffers with; else one for the sums, else one for everything.
bool assign_fitting_slots(const TilingTask& task, Tiling& tiling) {
  const std::int64_t slots = task.chip.core.sram.slots;
  const std::array<std::array<std::int64_t, 3>, 3> choices{
      {{slots, slots, slots}, {slots, slots, 1}, {1, 1, 1}}};
  for (const auto& choice : choices) {
    for (const Operand operand : kOperands) {
      const auto i = static_cast<std::size_t>(operand);
      tiling.slots[i] = {choice[i], task.problem.slot_bytes(operand, tiling.tile)};
    }
    if (fits(task, tiling)) return true;
  }
  return false;
}

}  // namespace

std::optional<Tiling> complete_tiling(const TilingTask& task, const TileShape& tile,
                                      std::int64_t split_k) {
  Tiling tiling;
  tiling.tile = tile;
  tiling.cores = task.chip.core.count;
  tiling.split_k = split_k;
  if (!assign_fitting_slots(task, tiling)) return std::nullopt;
  return tiling;
}

std::vector<std::int64_t> group_heights(const Tiling& tiling, const TilingTask& task) {
  const TileShape counts = tile_counts(task.problem.whole(), tiling.tile);
  if (counts.m <= 1 || counts.n <= 1) return {0};
  const double square =
      std::sqrt(static_cast<double>(tiling.cores) * static_cast<double>(tiling.tile.n) /
                static_cast<double>(tiling.tile.m));
  std::int64_t height = 1;
  while (static_cast<double>(height) * 1.5 < square) height *= 2;
  std::vector<std::int64_t> heights;
  for (const std::int64_t candidate : {height, 2 * height}) {
    if (candidate < counts.m) heights.push_back(candidate);
  }
  heights.push_back(0);
  return heights;
}

std::optional<Tiling> search_waves(const TilingTask& task) { return WaveSearch(task).run(); }

}  // namespace systole::mapping
