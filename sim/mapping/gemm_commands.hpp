// The command stream of one core's share of a GEMM, made tile by tile as the core asks for it.
#pragma once

#include <memory>

#include "mapping/command_buffer.hpp"
#include "mapping/gemm_plan.hpp"
#include "mapping/tile_walk.hpp"

namespace systole::mapping {

/// Tokens of a GEMM kernel: an operand's tile is in its slot, or its slot is free again; an input
/// or weight tile is as wide as the unit multiplies it; the second operand of an epilogue is there,
/// and what it says is done.
constexpr program::Token kGemmTokens = 10;

class GemmCommands : public program::CommandSource {
 public:
  GemmCommands(std::shared_ptr<const GemmPlan> plan, std::int64_t core);
  bool next(program::Command& command) override;

 private:
  /// An operand's slots: which tile is in use, and how many came before it.
  struct Slots {
    std::int64_t key = -1;
    std::int64_t tiles = 0;
    program::Slot current = 0;
  };

  void make_tile();
  void bring_in(Operand operand);
  void convert(Operand operand);
  void claim_output();
  void compute();
  void carry_fold_on(program::Compute& tile);
  void finish_sums();
  void bring_in_second(const TilePlace& place);
  void send_out(const TilePlace& place, program::Token ready);
  program::Region output_region(const TilePlace& place) const;
  void advance_slot(Operand operand);
  const program::SlotPlan& slot_plan(Operand operand) const {
    return plan_->tiling.slots[static_cast<std::size_t>(operand)];
  }
  Slots& slots(Operand operand) { return slots_[static_cast<std::size_t>(operand)]; }
  bool stores_partial_sums() const { return plan_->tiling.stores_partial_sums; }

  std::shared_ptr<const GemmPlan> plan_;
  TileWalk walk_;
  std::array<Slots, 3> slots_;
  std::int64_t stationary_key_ = -1;  ///< of the tile computed last
  CommandBuffer ready_;
};

}  // namespace systole::mapping
