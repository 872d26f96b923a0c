// One core of a chip while a kernel is replayed.
#pragma once

#include <deque>
#include <limits>
#include <vector>

#include "mapping/gemm_plan.hpp"
#include "mapping/replay_memory.hpp"
#include "mapping/tile_walk.hpp"
#include "timing/matrix_timeline.hpp"
#include "timing/vector_timing.hpp"

namespace systole::mapping {

/// Walks the tiles of its share as GemmCommands does, each command as soon as what it waits for in
/// the hardware models is there.
class ReplayCore {
 public:
  ReplayCore(const GemmPlan& plan, const config::Chip& chip, std::int64_t number);

  /// The cycle of its next request to the memory; kDone when there is none.
  static constexpr Cycles kDone = std::numeric_limits<Cycles>::max();
  Cycles next() const;
  /// Makes it.
  void step(ReplayMemory& memory);
  /// When everything is stored.
  Cycles end() const { return end_; }

 private:
  /// An operand's slots: which of its tiles lies in the current one, and how many tiles had been
  /// multiplied when the others were last needed.
  struct Slots {
    std::int64_t key = -1;
    std::int64_t tiles = 0;
    std::vector<std::int64_t> last_use;
    std::size_t current() const { return static_cast<std::size_t>(tiles - 1) % last_use.size(); }
    std::size_t following() const { return static_cast<std::size_t>(tiles) % last_use.size(); }
  };
  /// What one channel of the DMA engine moves.
  struct Transfer {
    Operand operand = Operand::input;
    bool write = false;
    Address address = 0;
    Bytes bytes = 0;
    Cycles at = 0;  ///< not before
  };

  Slots& slots(Operand operand) { return slots_[static_cast<std::size_t>(operand)]; }
  Cycles issue_cycle(const Transfer& transfer) const;
  void load_up_to(Cycles cycle, ReplayMemory& memory);
  void begin_output_tile(ReplayMemory& memory);
  void plan_loads();
  Cycles free_at(Operand operand);
  void bring_in(Operand operand);
  void add_load(Operand operand, const program::Region& region, Cycles at);
  Cycles move(const Transfer& transfer, ReplayMemory& memory);
  void work(ReplayMemory& memory);
  Cycles widened();
  timing::TileSpan multiply(Cycles ready, bool& sums_stay);
  void finish_sums();
  void store_next(ReplayMemory& memory);
  Cycles stored(std::int64_t count, ReplayMemory& memory);

  const GemmPlan& plan_;
  program::ClusterPlace cluster_;
  config::DmaConfig dma_;
  timing::Clock clock_;
  TileWalk walk_;
  timing::MatrixTimeline unit_;
  timing::VectorTimeline vector_;
  std::array<Slots, 3> slots_;
  std::vector<Cycles> channels_;  ///< of the DMA engine: when each is free
  Femtoseconds read_port_free_ = 0;
  Femtoseconds write_port_free_ = 0;
  bool new_input_ = false;
  bool new_weight_ = false;
  Cycles load_at_ = 0;            ///< the latest load was issued
  Cycles filled_ = 0;             ///< all operands asked for so far are there
  Cycles issued_ = 0;             ///< the latest tile was given to the unit
  std::vector<Cycles> computed_;  ///< by tile, and never sooner than the one before
  std::vector<Cycles> stored_;    ///< by output tile
  std::deque<Transfer> loads_;    ///< of the tile at hand, still to come
  std::deque<Transfer> stores_;   ///< still to come
  std::int64_t stationary_key_ = -1;
  Cycles worked_ = 0;  ///< epilogues so far are done
  Cycles end_ = 0;
};

}  // namespace systole::mapping
