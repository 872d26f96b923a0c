// Elaborates a chip from its configuration, runs a Program on it and collects a Result.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "config/chip.hpp"
#include "program/program.hpp"
#include "result/array_trace.hpp"
#include "result/result.hpp"
#include "result/timeline.hpp"

namespace systole::hw {
class MemoryDevice;
class Simulation;
}  // namespace systole::hw

namespace systole::system {

/// How much of the machine is simulated; see docs/architecture.md.
enum class Fidelity { analytic, tile, cycle };
std::string_view name_of(Fidelity fidelity);
std::optional<Fidelity> fidelity_from(std::string_view text);

/// Whether operands are on chip when an operator starts.
enum class Caches { cold, warm };

/// What the host takes before kernels can start (docs/compare.md, software profiles).
struct HostCost {
  double step_us = 0.0;    ///< once, before the first kernel
  double kernel_us = 0.0;  ///< to issue each kernel, while the chip works on earlier ones
  double graph_us = 0.0;   ///< to begin a graph that waits behind another
};

struct RunOptions {
  Fidelity fidelity = Fidelity::tile;
  Caches caches = Caches::cold;
  /// Steps that ran before those of the program, of its kernels: they left in the shared buffer
  /// what it may find there, and its first launch follows theirs. The result says nothing of them.
  /// Not with a timeline. Empty: nothing ran before.
  std::function<std::vector<program::Step>(const program::Program&)> before;
  /// Simulates every kernel, also those that start from a state like an earlier run's (chips with a
  /// shared buffer; the cycle level always does).
  bool every_kernel = false;
  HostCost host;
  std::uint64_t seed = 1;  ///< of the numbers that the cycle level multiplies
  /// Asked now and then while the kernel runs; true ends the run with Stopped.
  std::function<bool()> stop_requested;
  /// Told after each simulated kernel: how many of how many are done.
  std::function<void(std::size_t done, std::size_t total)> progress;
  /// Makes a memory that stands in the place of the chip's DRAM (docs/foreign_memory.md); empty:
  /// the chip's own.
  std::function<std::unique_ptr<hw::MemoryDevice>(hw::Simulation&)> memory;
  /// Told what every unit did and when, once everything has run; null: nobody asks. It is used in
  /// the process that runs.
  std::shared_ptr<result::TimelineSink> timeline;
  result::TimelineDetail timeline_detail;
  /// Told of every beat of every core's array (cycle level only); null: nobody looks.
  std::shared_ptr<result::BeatSink> beats;
};

/// The run was ended by RunOptions::stop_requested.
class Stopped : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Runs `program` on `chip`. At the tile and cycle levels SystemC elaborates once per process, so a
/// second call in one process throws ModelError: fork, as runner::run_in_child does. The books are
/// checked before it returns. Throws ModelError on a deadlock (the text says what every unit waits
/// for) or a wrong product (cycle level).
result::Result run(const config::Chip& chip, const program::Program& program,
                   const RunOptions& options);

}  // namespace systole::system
