// What the simulator says about measured rows.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/chip.hpp"
#include "config/network.hpp"
#include "config/software.hpp"
#include "mapping/mapper.hpp"
#include "system/run.hpp"
#include "validate/measured.hpp"
#include "validate/remembered.hpp"

namespace systole::validate {

struct Prediction {
  double seconds = 0.0;             ///< 0 where it failed
  std::string cause;                ///< study::cause_of the longest kernel
  std::string mapping;              ///< of that kernel
  std::string error;                ///< why there is none
  std::vector<KernelTime> kernels;  ///< by operator, where the row is of kernels
};

/// Whether long kernels are told from shorter ones (shorten.hpp).
enum class Length { whole, shortened };

struct PredictOptions {
  system::Fidelity fidelity = system::Fidelity::tile;
  mapping::Mapper mapper;
  /// What the shared buffer holds when the time is taken: what the run before left, or nothing.
  system::Caches caches = system::Caches::warm;
  Length length = Length::shortened;
  /// The software of a row whose time is not that of its kernels alone; nothing: hardware alone.
  std::function<std::optional<config::SoftwareProfile>(const Measured& row)> software;
  /// What joins chips; rows of several are left out without it.
  std::optional<config::NetworkConfig> network;
  /// Parts of models, which calls with the same chip share; empty: those of one call do.
  std::shared_ptr<Remembered> remembered;
  std::int64_t jobs = 1;  ///< rows at a time
  std::function<void(std::size_t done, std::size_t total)> progress;
  /// Asked before each row; true ends predict with system::Stopped.
  std::function<bool()> stop_requested;
};

/// One for each row, in their order. Rows are measured by running them again and again, so each is
/// simulated twice in a row on the same operands, and the second time counts: the shared buffer
/// holds what the first left. Where that cannot be much of it, once is enough. Rows that ask for
/// the same work are simulated once. What goes wrong with a row stands in its prediction.
std::vector<Prediction> predict(const config::Chip& chip, const std::vector<const Measured*>& rows,
                                const PredictOptions& options);

}  // namespace systole::validate
