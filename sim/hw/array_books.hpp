// What a matrix unit's tiles add up to: cycles by category, MACs, folds, SRAM accesses.
#pragma once

#include <array>

#include "config/chip.hpp"
#include "program/command.hpp"
#include "timing/matrix_timeline.hpp"

namespace systole::hw {

/// What the array did during one kernel. begin..end is its window of work, and
/// stream + overhead and the stalls add up to end - begin.
struct ArrayActivity {
  bool worked = false;
  Cycles begin = 0;
  Cycles end = 0;
  Cycles stream = 0;
  Cycles overhead = 0;
  Cycles stall_load = 0;
  Cycles stall_store = 0;
  Cycles stall_vector = 0;
  Cycles stall_bank = 0;
  Macs macs = 0;
  std::int64_t folds = 0;
  std::int64_t used_pes_over_folds = 0;
  std::int64_t tiles = 0;
  std::array<std::int64_t, 3> sram_reads{};
  std::array<std::int64_t, 3> sram_writes{};
};

class ArrayBooks {
 public:
  struct Rules {
    DType dtype = DType::int8;
    /// Partial sums that left the array are read again (not so in SCALE-Sim's accounting).
    bool reads_back = true;
  };
  ArrayBooks(const config::MatrixUnitConfig& unit, const Rules& rules)
      : unit_(unit), rules_(rules) {}

  /// Adds one tile. `held_up_by` is the queue that ended the last wait, to which a stall is
  /// charged.
  void add(const program::Compute& tile, const timing::TileSpan& span, program::Queue held_up_by);
  const ArrayActivity& activity() const { return activity_; }

 private:
  Cycles& stall_of(program::Queue queue);
  void measure(const program::Compute& tile);
  void add_accesses(const program::Compute& tile);

  config::MatrixUnitConfig unit_;
  Rules rules_;
  // Of the latest shape, because most tiles of a kernel are equal.
  timing::TileShape shape_;
  timing::UnitUse use_;
  timing::ArrayAccesses accesses_;
  ArrayActivity activity_;
};

}  // namespace systole::hw
