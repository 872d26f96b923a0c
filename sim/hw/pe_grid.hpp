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

  // What a PE sees and holds, for those who look on.
  bool keeps_sums() const { return config_.dataflow == Dataflow::output_stationary; }
  const StreamWord& west_of(std::int64_t row, std::int64_t col) const {
    return eastward_[static_cast<std::size_t>(row * (config_.cols + 1) + col)]->read();
  }
  const SumWord& sum_of(std::int64_t row, std::int64_t col) const {
    return sums_[at(row, col)]->read();
  }
  /// Output stationary only.
  const StreamWord& north_of(std::int64_t row, std::int64_t col) const {
    return southward_[at(row, col)]->read();
  }
  double kept_sum(std::int64_t row, std::int64_t col) const {
    return accumulating_pes_[at(row, col)]->kept_sum();
  }
  /// Weight and input stationary only.
  const SumWord& sum_above(std::int64_t row, std::int64_t col) const {
    return row > 0 ? sum_of(row - 1, col) : ground_->read();
  }
  const StationaryWord& preload_of(std::int64_t row, std::int64_t col) const {
    return preloads_[at(row, col)]->read();
  }
  const StationaryWord& held(std::int64_t row, std::int64_t col) const {
    return stationary_pes_[at(row, col)]->held();
  }

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
  for (std::int64_t col = 0; col < cols(); ++col) {
    for (std::int64_t row = 0; row < rows(); ++row) {
      const SumWord& word = sums_[at(row, col)]->read();
      if (word.valid && (keeps_sums() || word.leaves)) visit(col, word);
    }
  }
}

}  // namespace systole::hw
