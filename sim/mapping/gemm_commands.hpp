// The command stream of one operator, made tile by tile as the core asks for it.
#pragma once

#include <deque>

#include "config/chip.hpp"
#include "mapping/tile_walk.hpp"

namespace systole::mapping {

/// Tokens of a GEMM kernel: an operand's tile is in its slot, or its slot is free again.
constexpr program::Token kGemmTokens = 6;

class GemmCommands : public program::CommandSource {
 public:
  GemmCommands(const Problem& problem, const Tiling& tiling, const config::MatrixUnitConfig& unit);
  bool next(program::Command& command) override;

 private:
  /// An operand's slots: which tile is in use, and how many came before it.
  struct Slots {
    std::int64_t key = -1;
    std::int64_t tiles = 0;
    program::Slot current = 0;
  };

  void emit_tile();
  void bring_in(Operand operand);
  void claim_output();
  void compute();
  void send_out();
  bool single_fold(const timing::TileShape& size) const;
  void emit(program::Queue queue, const program::Action& action);
  void advance_slot(Operand operand);
  const program::SlotPlan& plan(Operand operand) const {
    return tiling_.slots[static_cast<std::size_t>(operand)];
  }
  Slots& slots(Operand operand) { return slots_[static_cast<std::size_t>(operand)]; }

  Problem problem_;
  Tiling tiling_;
  config::MatrixUnitConfig unit_;
  TileWalk walk_;
  std::array<Slots, 3> slots_;
  std::int64_t stationary_key_ = -1;  ///< of the tile computed last
  std::deque<program::Command> ready_;
};

}  // namespace systole::mapping
