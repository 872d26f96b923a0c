// What a DMA engine moved.
#pragma once

#include <array>
#include <cstdint>

#include "base/units.hpp"

namespace systole::hw {

/// What crossed the engine's memory port during one kernel.
struct DmaTraffic {
  std::array<Bytes, 3> read{};
  std::array<Bytes, 3> written{};
  std::array<Bytes, 3> already_on_chip{};  ///< first fills that warm caches made free
  /// Moved only because pieces are aligned; part of `read` and `written`.
  std::array<Bytes, 3> read_waste{};
  std::array<Bytes, 3> written_waste{};
  std::int64_t transactions = 0;
  Cycles port_busy = 0;  ///< the busier way of the port, where its width is limited
};

}  // namespace systole::hw
