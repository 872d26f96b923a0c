// What a run of kernels leaves in the shared buffer, told without running them.
#pragma once

#include <array>
#include <unordered_set>

#include "program/program.hpp"
#include "timing/shared_buffer_timing.hpp"

namespace systole::hw {

/// Where nothing that kernels touch is pushed out again, all of it is in the buffer when they end,
/// whatever came first: then the order of their commands, and so their timing, does not matter.
class LeftByRun {
 public:
  /// `granule`: DMA engines move pieces that are aligned to it.
  LeftByRun(timing::SharedBufferTiming& buffer, Bytes granule)
      : buffer_(buffer), granule_(granule) {}

  /// False where a block would have to leave, or never comes in: then only running it tells.
  bool add(const program::Kernel& kernel, const std::array<Address, 3>& placement);

 private:
  /// Cores share many of their regions: each is held once.
  struct Held {
    Address address = 0;
    std::int64_t pieces = 0;
    Bytes piece_bytes = 0;
    Operand operand = Operand::input;
    bool write = false;
    bool operator==(const Held& other) const {
      return address == other.address && pieces == other.pieces &&
             piece_bytes == other.piece_bytes && operand == other.operand && write == other.write;
    }
  };
  struct HashOfHeld {
    std::size_t operator()(const Held& held) const { return std::hash<Address>{}(held.address); }
  };

  bool add(const program::Action& action);
  bool add(const program::Region& region, Operand operand, bool write);

  timing::SharedBufferTiming& buffer_;
  Bytes granule_;
  std::array<Address, 3> placement_{};
  std::unordered_set<Held, HashOfHeld> held_;
};

}  // namespace systole::hw
