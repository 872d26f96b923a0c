// The command stream of one core's share of a GEMM, made tile by tile as the core asks for it.
#pragma once

#include <memory>
#include <vector>

#include "mapping/command_buffer.hpp"
#include "mapping/gemm_plan.hpp"
#include "mapping/tile_walk.hpp"

namespace systole::mapping {

constexpr program::Token kGemmTokens = 8;

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
    std::vector<std::int64_t> last_use;  ///< by slot: how many tiles are computed when it is free
  };

  void make_tile();
  void look_up();
  void begin_output_tile();
  void bring_in_operands();
  bool bring_in(Operand operand);
  void load(Operand operand, program::Region region);
  void widen(Operand operand);
  void claim_output();
  void compute();
  void finish_sums();
  void bring_in_second();
  void send_out(program::Token ready);
  void wait(program::Queue queue, program::Token token, std::int64_t count);
  void signal(program::Queue queue, program::Token token);
  program::Region output_region() const;
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
  std::int64_t filled_ = 0;           ///< times that operands came
  std::int64_t widened_ = 0;          ///< times that operands were widened
  std::int64_t computed_ = 0;         ///< tiles
  CommandBuffer ready_;
};

}  // namespace systole::mapping
