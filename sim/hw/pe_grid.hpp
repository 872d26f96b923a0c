// The PEs of an array and the wires between them, for the three dataflows.
#pragma once

#include <memory>
#include <vector>

#include "config/chip.hpp"
#include "hw/pe.hpp"

namespace systole::hw {

/// rows x cols PEs. The edges are driven by whoever owns the grid; sums that left are read from it.
class PeGrid : public sc_core::sc_module {
 public:
  struct Parts {
    Simulation& simulation;
    const sc_core::sc_event& clock;
  };

  PeGrid(const sc_core::sc_module_name& name, const config::MatrixUnitConfig& config,
         const Parts& parts);
  ~PeGrid() override;

  std::int64_t rows() const { return config_.rows; }
  std::int64_t cols() const { return config_.cols; }

  void drive_west(std::int64_t row, const StreamWord& word);
  /// Output stationary only.
  void drive_north(std::int64_t col, const StreamWord& word);
  /// Weight and input stationary only.
  void drive_preload(std::int64_t col, const StationaryWord& word);

  /// Sums that PEs made in the latest cycle and that do not go on to another PE: (column, word).
  template <class Visitor>
  void for_each_leaving(Visitor&& visit) const;
  /// Output stationary: sums completed in the latest cycle, whether they have left or not.
  std::int64_t completed_sums() const;

 private:
  using StreamWire = sc_core::sc_signal<StreamWord>;
  using SumWire = sc_core::sc_signal<SumWord>;
  using StationaryWire = sc_core::sc_signal<StationaryWord>;

  void build_stationary(const Parts& parts);
  void build_accumulating(const Parts& parts);
  void build_drains(const Parts& parts);
  std::size_t at(std::int64_t row, std::int64_t col) const {
    return static_cast<std::size_t>(row * config_.cols + col);
  }
  bool drains() const { return !drain_columns_.empty(); }

  config::MatrixUnitConfig config_;
  // eastward(row, col) enters PE (row, col) from the west; col == cols is what falls off the edge.
  // The southward wires are numbered alike with row == rows at the bottom.
  std::vector<std::unique_ptr<StreamWire>> eastward_;
  std::vector<std::unique_ptr<StreamWire>> southward_;
  std::vector<std::unique_ptr<SumWire>> sums_;
  std::vector<std::unique_ptr<StationaryWire>> preloads_;
  std::unique_ptr<SumWire> ground_;  ///< nothing, above the first row
  std::vector<std::unique_ptr<SumWire>> exits_;
  std::vector<std::unique_ptr<sc_core::sc_signal<std::int64_t>>> drained_;
  std::vector<std::unique_ptr<StationaryPe>> stationary_pes_;
  std::vector<std::unique_ptr<AccumulatingPe>> accumulating_pes_;
  std::vector<std::unique_ptr<DrainColumn>> drain_columns_;
};

template <class Visitor>
void PeGrid::for_each_leaving(Visitor&& visit) const {
  if (drains()) {
    for (std::int64_t col = 0; col < cols(); ++col) {
      const SumWord& word = exits_[static_cast<std::size_t>(col)]->read();
      if (word.valid) visit(col, word);
    }
    return;
  }
  const bool keeps_sums = config_.dataflow == Dataflow::output_stationary;
  for (std::int64_t col = 0; col < cols(); ++col) {
    for (std::int64_t row = 0; row < rows(); ++row) {
      const SumWord& word = sums_[at(row, col)]->read();
      if (word.valid && (keeps_sums || word.leaves)) visit(col, word);
    }
  }
}

}  // namespace systole::hw
