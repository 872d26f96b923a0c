// Which output tiles a core gets.
#pragma once

#include <cstdint>

#include "mapping/tiling.hpp"

namespace systole::mapping {

/// Tiles go round the cores. Thread blocks that share a core begin and end together: a first round
/// gives each core one block before any gets a second one; later, the first core whose blocks have
/// ended takes as many again, so that the blocks of a last round that is not full lie on few cores.
class TileDeal {
 public:
  TileDeal(std::int64_t tiles, const Tiling& tiling);

  /// The tile that is the core's `turn`th, both counted from 0; a number beyond all tiles where it
  /// has none.
  std::int64_t tile(std::int64_t core, std::int64_t turn) const;
  /// Tiles of the core that gets most.
  std::int64_t most() const;

 private:
  std::int64_t tiles_;
  std::int64_t cores_;
  std::int64_t together_;  ///< blocks that share a core
};

}  // namespace systole::mapping
