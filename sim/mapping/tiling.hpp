// How an operator is cut into tiles, in which order and on how many cores they run, and how the
// operand memory is divided meanwhile.
#pragma once

#include <array>
#include <string>

#include "mapping/problem.hpp"

namespace systole::mapping {

enum class Dimension { m, n, k };

struct Tiling {
  timing::TileShape tile;
  /// Tile loops, outermost first.
  std::array<Dimension, 3> order{Dimension::n, Dimension::m, Dimension::k};
  std::array<program::SlotPlan, 3> slots;  ///< by Operand
  /// The whole operand of a product is loaded at once and stays.
  std::array<bool, 3> resident{};
  /// Every row fold's partial sums leave for memory and are not read back (SCALE-Sim's way of
  /// counting).
  bool stores_partial_sums = false;
  /// Output tiles go round these cores.
  std::int64_t cores = 1;
  /// K is cut into so many parts, each of which makes partial sums of its own.
  std::int64_t split_k = 1;
  /// Tiles of the second loop that are walked before the outer loop starts again, so that the cores
  /// of a wave work on a block that is about as high as wide and share what they read; 0: all.
  std::int64_t group = 0;
  /// Output tiles that a core has begun and not stored yet; 0: as many as the slots allow. Thread
  /// blocks are so many tiles that share a core: the next one begins when one of them has ended.
  std::int64_t tiles_in_flight = 0;
  /// Reads that follow from each other before a core loads its first tile: instructions and
  /// parameters of a kernel that has not run on the core just before.
  std::int64_t lookups = 0;
  /// So many neighbouring cores load together what several of them load (multicast).
  std::int64_t cluster = 1;
};

constexpr std::array<Dimension, 3> kDimensions{Dimension::m, Dimension::n, Dimension::k};

std::int64_t along(const timing::TileShape& shape, Dimension dimension);
std::int64_t& along(timing::TileShape& shape, Dimension dimension);
char letter_of(Dimension dimension);

/// Whether `dimension` tells tiles of `operand` apart.
bool indexes(Operand operand, Dimension dimension);

/// How many tiles lie along each dimension.
timing::TileShape tile_counts(const timing::TileShape& whole, const timing::TileShape& tile);

/// "tile 128x64x512 (m x n x k), order n m k, slots 2 input 2 weight 1 output"
std::string describe(const Tiling& tiling);

}  // namespace systole::mapping
