// Looks at the PEs of an array in every cycle and tells what each of them did. An engine without a
// probe pays for a comparison a cycle.
#pragma once

#include <functional>
#include <map>

#include "hw/pe_grid.hpp"
#include "hw/tile_folds.hpp"
#include "result/array_trace.hpp"

namespace systole::hw {

/// Beats carry the number of their cycle, counted from one.
class ArrayProbe {
 public:
  std::function<void(const result::ArrayBeat&)> on_beat;
  std::function<void(const result::ArrayFold&)> on_fold;  ///< which has ended

  // The engine calls these, in this order in every cycle; `cycle` counts from zero.
  void fold_streams(const FoldTag& tag, const TileFold& fold, Cycles preload_start, Cycles start);
  void before_edge(const PeGrid& grid);
  void after_edge(const PeGrid& grid);
  void sum_left() { ++beat_.sums_leaving; }
  void output(const result::ArrayOutput& left) { beat_.outputs.push_back(left); }
  void fold_ended(std::int64_t fold, Cycles cycle);
  void end_beat(Cycles cycle);

 private:
  struct Place {
    std::int64_t row = 0;
    std::int64_t col = 0;
  };
  struct Known {
    TileFold fold;
    result::ArrayFold told;
  };
  result::PeBeat before_edge(const PeGrid& grid, const Place& at) const;
  void after_edge(const PeGrid& grid, const Place& at, result::PeBeat& pe) const;
  void name_product(const StreamWord& element, const Place& at, result::PeBeat& pe) const;

  result::ArrayBeat beat_;
  std::map<std::int64_t, Known> folds_;  ///< that have begun to stream and not ended
};

}  // namespace systole::hw
