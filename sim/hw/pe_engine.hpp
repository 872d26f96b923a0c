// The `cycle` level of the matrix unit: every PE is clocked, multiplies real numbers, and the
// products are checked.
//
// The engine is the array's edge: it starts preloads and streams as soon as what it can see allows
// it, drives the skewed operands cycle by cycle and collects the sums that leave. It never asks the
// equations when to start; at the end of each tile it compares the cycle counted here with the
// cycle they gave, and a difference is a ModelError.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "hw/array_probe.hpp"
#include "hw/matrix_unit.hpp"
#include "hw/pe_grid.hpp"
#include "hw/product_memory.hpp"
#include "hw/simulation.hpp"
#include "hw/tile_folds.hpp"
#include "timing/clock.hpp"

namespace systole::hw {

class PeEngine : public sc_core::sc_module, public TileEngine {
 public:
  struct Parts {
    Simulation& simulation;
    const timing::Clock& clock;
    ProductMemory& memory;        ///< which all cores share
    ArrayProbe* probe = nullptr;  ///< null where nobody looks on
  };

  SC_HAS_PROCESS(PeEngine);
  PeEngine(const sc_core::sc_module_name& name, const config::MatrixUnitConfig& config,
           const Parts& parts);

  void begin_kernel(const program::KernelHeader& header) override;
  Cycles start(const program::Compute& tile, Executor::Id id, Cycles expected) override;
  void end_kernel() override;

 private:
  struct Tile {
    program::Compute compute;
    Executor::Id id = 0;
    Cycles expected = 0;
    std::int64_t folds_unfinished = 0;
  };
  /// A fold, or a further piece of one, on its way through the array.
  struct Stream {
    TileFold fold;
    FoldTag tag;
    std::size_t tile = 0;  ///< running number of its tile
    Cycles preload_start = -1;
    Cycles first_start = -1;      ///< of the fold
    Cycles start = -1;            ///< of this piece
    std::int64_t index_base = 0;  ///< elements of the fold that streamed in earlier pieces
    std::int64_t sums_completed = 0;
    std::int64_t sums_collected = 0;
    std::int64_t sums_expected = 0;
    Cycles end_of_stream() const { return start + fold.stream; }
    Cycles last_product() const { return start + fold.stream + tag.rows + tag.cols - 2; }
  };

  void require_base_rate() const;
  void tick();
  void on_clock();
  void collect();
  void schedule_fall();
  bool idle() const;

  void take_next_fold();
  bool may_preload() const;
  bool may_stream() const;
  bool may_stream_keeping_sums() const;
  bool ends_in_order() const;
  void begin_stream();

  void drive();
  const Stream* streaming_at(std::int64_t skew) const;
  StreamWord word_of(const Stream& stream, std::int64_t skew, double value) const;
  StreamWord west_word(std::int64_t row) const;
  StreamWord north_word(std::int64_t col) const;
  StationaryWord preload_word(std::int64_t col) const;

  void take_sum(std::int64_t col, const SumWord& word);
  bool finished(const Stream& stream) const;
  void finish_streams();
  void finish_fold_of(std::size_t number);
  bool keeps_sums() const { return config_.dataflow == Dataflow::output_stationary; }

  config::MatrixUnitConfig config_;
  Parts parts_;
  sc_core::sc_event rise_;
  sc_core::sc_event latched_;
  sc_core::sc_event tick_;
  PeGrid grid_;

  DType dtype_ = DType::int8;
  std::deque<Tile> tiles_;      ///< tiles that are not complete
  std::size_t first_tile_ = 0;  ///< running number of tiles_.front()
  std::size_t tiles_started_ = 0;
  std::deque<std::pair<TileFold, std::size_t>> waiting_folds_;
  std::optional<Stream> next_;    ///< the fold that will stream next
  std::deque<Stream> streams_;    ///< streaming or draining
  std::optional<Stream> latest_;  ///< the fold that streamed last, finished or not
  std::int64_t next_fold_id_ = 0;
  Cycles cycle_ = 0;
  bool clock_runs_ = false;
  bool falls_next_ = true;
};

}  // namespace systole::hw
