#include "mapping/search_waves.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>
#include <utility>

#include "base/checked.hpp"
#include "mapping/replayed_tiling.hpp"

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

/// Stages of loads that a core may have on their way; more hide hardly anything.
constexpr std::int64_t kMostStages = 4;

/// As many stages as fit, the sums' slots left as they are.
Tiling deepened(const TilingTask& task, const Tiling& tiling) {
  Tiling deep = tiling;
  for (std::int64_t stages = kMostStages; stages > tiling.slots[0].slots; --stages) {
    deep.slots[0].slots = deep.slots[1].slots = stages;
    if (fits(task, deep)) return deep;
  }
  return tiling;
}

/// The slots of another tile, where this one fits them too; else as many as fit.
bool keep_or_assign_slots(const TilingTask& task, Tiling& tiling) {
  for (const Operand operand : kOperands) {
    const auto i = static_cast<std::size_t>(operand);
    tiling.slots[i].slot_bytes = task.problem.slot_bytes(operand, tiling.tile);
  }
  if (fits(task, tiling)) return true;
  if (!assign_fitting_slots(task, tiling)) return false;
  tiling = deepened(task, tiling);
  return true;
}

class WaveSearch {
  /// Lengths worth trying, by Dimension; ascending.
  using Lengths = std::array<std::vector<std::int64_t>, 3>;
  static const std::vector<std::int64_t>& along(const Lengths& lengths, Dimension dimension) {
    return lengths[static_cast<std::size_t>(dimension)];
  }
  static std::int64_t along(const TileShape& tile, Dimension dimension) {
    return mapping::along(tile, dimension);
  }

 public:
  explicit WaveSearch(const TilingTask& task)
      : task_(task),
        unit_(unit_shape(task.chip.core.matrix)),
        lengths_(lengths_of(task, unit_)),
        best_(task) {}

  std::optional<Tiling> run() {
    for (const std::int64_t m : along(lengths_, Dimension::m)) {
      for (const std::int64_t n : along(lengths_, Dimension::n)) {
        for (const std::int64_t k : along(lengths_, Dimension::k)) consider({m, n, k});
      }
    }
    return best_.found({[this](const Tiling& tiling) { return deepened(task_, tiling); },
                        [this](const Tiling& tiling) { return neighbours(tiling); }});
  }

 private:
  static Lengths lengths_of(const TilingTask& task, const TileShape& unit) {
    const TileShape whole = task.problem.whole();
    const Longest longest = longest_of(task.chip);
    return {sides(whole.m, unit.m, longest.side), sides(whole.n, unit.n, longest.side),
            depths(whole.k, unit.k, longest.k)};
  }

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

  /// Other lengths of the tile along one dimension, the nearest first, other groups, the other
  /// order, and other slots.
  std::vector<Tiling> neighbours(const Tiling& tiling) const {
    std::vector<Tiling> found;
    for (const Dimension dimension : kDimensions) add_lengths(tiling, dimension, found);
    for (const std::int64_t group : {0, 1, 2, 4, 8}) {
      if (group == tiling.group) continue;
      found.push_back(tiling);
      found.back().group = group;
    }
    found.push_back(tiling);
    std::swap(found.back().order[0], found.back().order[1]);
    add_slots(tiling, found);
    return found;
  }

  void add_lengths(const Tiling& tiling, Dimension dimension, std::vector<Tiling>& found) const {
    std::vector<std::int64_t> lengths = along(lengths_, dimension);
    const std::int64_t own = along(tiling.tile, dimension);
    std::stable_sort(lengths.begin(), lengths.end(), [own](std::int64_t a, std::int64_t b) {
      return std::abs(a - own) < std::abs(b - own);
    });
    for (const std::int64_t length : lengths) {
      if (length == own) continue;
      Tiling neighbour = tiling;
      mapping::along(neighbour.tile, dimension) = length;
      add_fitting(neighbour, found);
      if (dimension == Dimension::k) continue;
      // A larger tile has room for as many stages only where each holds less of K.
      neighbour.tile.k = std::max(unit_.k, tiling.tile.k / 2);
      if (neighbour.tile.k < tiling.tile.k) add_fitting(neighbour, found);
    }
  }

  /// With its own group and with none, where it fits.
  void add_fitting(Tiling neighbour, std::vector<Tiling>& found) const {
    if (tile_counts(task_.problem.whole(), neighbour.tile).k < neighbour.split_k) return;
    if (!keep_or_assign_slots(task_, neighbour)) return;
    found.push_back(neighbour);
    if (neighbour.group == 0) return;
    found.push_back(neighbour);
    found.back().group = 0;
  }

  /// More stages of loads, fewer, and one slot for the sums.
  void add_slots(const Tiling& tiling, std::vector<Tiling>& found) const {
    found.push_back(deepened(task_, tiling));
    for (const std::int64_t sums : {tiling.slots[2].slots, std::int64_t{1}}) {
      found.push_back(tiling);
      found.back().slots[2].slots = sums;
      const std::int64_t stages = std::max<std::int64_t>(1, tiling.slots[0].slots - 1);
      for (std::size_t i = 0; i < 2 && sums > 1; ++i) found.back().slots[i].slots = stages;
    }
  }

  const TilingTask& task_;
  TileShape unit_;
  Lengths lengths_;
  ReplayedTiling best_;
};

}  // namespace

std::optional<Tiling> complete_tiling(const TilingTask& task, const TileShape& tile,
                                      std::int64_t split_k) {
  Tiling tiling;
  tiling.tile = tile;
  tiling.cores = task.chip.core.count;
  tiling.split_k = split_k;
  tiling.cluster = task.chip.core.dma.cluster_cores;
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
