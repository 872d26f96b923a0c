#include "hw/pe_grid.hpp"

#include <fmt/format.h>

namespace systole::hw {

namespace {

template <class Wire>
std::vector<std::unique_ptr<Wire>> wires(std::int64_t count) {
  std::vector<std::unique_ptr<Wire>> made;
  made.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) made.push_back(std::make_unique<Wire>());
  return made;
}

std::string pe_name(std::int64_t row, std::int64_t col) {
  return fmt::format("pe_{}_{}", row, col);
}

}  // namespace

PeGrid::PeGrid(const sc_core::sc_module_name& name, const config::MatrixUnitConfig& config,
               const Parts& parts)
    : sc_module(name),
      config_(config),
      eastward_(wires<StreamWire>(config.rows * (config.cols + 1))) {
  if (config.dataflow == Dataflow::output_stationary) {
    build_accumulating(parts);
  } else {
    build_stationary(parts);
  }
}

PeGrid::~PeGrid() = default;

// One more wire than PEs in each direction, so that the last PE has something to drive.
void PeGrid::build_stationary(const Parts& parts) {
  sums_ = wires<SumWire>(rows() * cols());
  preloads_ = wires<StationaryWire>((rows() + 1) * cols());
  ground_ = std::make_unique<SumWire>();
  for (std::int64_t row = 0; row < rows(); ++row) {
    for (std::int64_t col = 0; col < cols(); ++col) {
      const PeSite site{row, col, parts.simulation, parts.clock};
      stationary_pes_.push_back(std::make_unique<StationaryPe>(pe_name(row, col).c_str(), site,
                                                               config_.stationary_double_buffer));
      StationaryPe& pe = *stationary_pes_.back();
      pe.west(*eastward_[static_cast<std::size_t>(row * (cols() + 1) + col)]);
      pe.east(*eastward_[static_cast<std::size_t>(row * (cols() + 1) + col + 1)]);
      pe.north(row > 0 ? *sums_[at(row - 1, col)] : *ground_);
      pe.south(*sums_[at(row, col)]);
      pe.preload(*preloads_[at(row, col)]);
      pe.preload_south(*preloads_[at(row + 1, col)]);
    }
  }
}

void PeGrid::build_accumulating(const Parts& parts) {
  sums_ = wires<SumWire>(rows() * cols());
  southward_ = wires<StreamWire>((rows() + 1) * cols());
  drained_ = wires<sc_core::sc_signal<std::int64_t>>(rows() * cols());
  const bool waits_for_drain = config_.separate_output_drain && !config_.stationary_double_buffer;
  for (std::int64_t row = 0; row < rows(); ++row) {
    for (std::int64_t col = 0; col < cols(); ++col) {
      const PeSite site{row, col, parts.simulation, parts.clock};
      accumulating_pes_.push_back(
          std::make_unique<AccumulatingPe>(pe_name(row, col).c_str(), site, waits_for_drain));
      AccumulatingPe& pe = *accumulating_pes_.back();
      pe.west(*eastward_[static_cast<std::size_t>(row * (cols() + 1) + col)]);
      pe.east(*eastward_[static_cast<std::size_t>(row * (cols() + 1) + col + 1)]);
      pe.north(*southward_[at(row, col)]);
      pe.south(*southward_[at(row + 1, col)]);
      pe.sum(*sums_[at(row, col)]);
      pe.drained(*drained_[at(row, col)]);
    }
  }
  if (config_.separate_output_drain) build_drains(parts);
}

void PeGrid::build_drains(const Parts& parts) {
  exits_ = wires<SumWire>(cols());
  for (std::int64_t col = 0; col < cols(); ++col) {
    const PeSite site{rows(), col, parts.simulation, parts.clock};
    drain_columns_.push_back(
        std::make_unique<DrainColumn>(fmt::format("drain_{}", col).c_str(), rows(), site));
    DrainColumn& drain = *drain_columns_.back();
    drain.exit(*exits_[static_cast<std::size_t>(col)]);
    for (std::int64_t row = 0; row < rows(); ++row) {
      drain.sums[static_cast<std::size_t>(row)](*sums_[at(row, col)]);
      drain.drained[static_cast<std::size_t>(row)](*drained_[at(row, col)]);
    }
  }
}

void PeGrid::drive_west(std::int64_t row, const StreamWord& word) {
  eastward_[static_cast<std::size_t>(row * (cols() + 1))]->write(word);
}

void PeGrid::drive_north(std::int64_t col, const StreamWord& word) {
  southward_[at(0, col)]->write(word);
}

void PeGrid::drive_preload(std::int64_t col, const StationaryWord& word) {
  preloads_[at(0, col)]->write(word);
}

std::int64_t PeGrid::completed_sums() const {
  std::int64_t completed = 0;
  for (const auto& wire : sums_) completed += wire->read().valid;
  return completed;
}

}  // namespace systole::hw
