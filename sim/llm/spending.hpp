// What stretches of a step take and why, and how the host's pace and launches add to them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/chip.hpp"
#include "config/software.hpp"
#include "system/run.hpp"

namespace systole::llm {

/// What time goes by for. compute: matrix or vector units are what an operator waits for most;
/// memory: DRAM or the shared buffer; latency: none of them half of the time; bubbles: other
/// pipeline stages.
enum class Cause { compute, memory, latency, launch, collectives, bubbles };
constexpr std::size_t kCauses = 6;
std::string_view name_of(Cause cause);

/// Measured over predicted time of kernels like one, p10 and p90; what was never measured counts as
/// predicted.
struct Doubt {
  double low = 1.0;
  double high = 1.0;
  bool is_known = false;
};

/// Work on one chip that nothing else hides.
struct Piece {
  double seconds = 0.0;  ///< without its launch
  Cause cause = Cause::compute;
  std::int64_t kernels = 1;
  double joules = 0.0;  ///< of one chip, its idle power while it lasts included
  std::string name;
  Doubt doubt{};
};
using Pieces = std::vector<Piece>;

/// Seconds of one chip by cause, and what it spends in them.
struct Spending {
  std::array<double, kCauses> seconds{};
  double joules = 0.0;
  /// What the seconds would be with all kernels at their p10, or all at their p90: one model made
  /// their errors, so they are taken to come together.
  double low = 0.0;
  double high = 0.0;
  double validated = 0.0;  ///< seconds of kernels whose like was measured

  double total() const;
  double of(Cause cause) const { return seconds[static_cast<std::size_t>(cause)]; }
  double& of(Cause cause) { return seconds[static_cast<std::size_t>(cause)]; }
  Spending& operator+=(const Spending& other);
  friend Spending operator*(double factor, Spending spending);
};

/// What stands between kernels.
struct Overheads {
  config::LaunchConfig launch;
  system::HostCost host;
  double prompt_us = 0.0;    ///< of the host, more for a step that reads prompts
  double sequence_us = 0.0;  ///< of the host, more for each sequence of a step
  config::AllocatorConfig allocator;
  double idle_watts = 0.0;  ///< of one chip that waits
};

/// Kernels one after the other: each when the host has issued it, then the chip launches it. Those
/// that wait behind another take LaunchConfig::next_us, the first one and those that find the chip
/// idle LaunchConfig::first_us.
class Walk {
 public:
  explicit Walk(const Overheads& overheads) : overheads_(overheads) {
    issued_ = overheads.host.step_us * kMicro;
  }
  void add(const Pieces& pieces);
  /// The chip waits for its host, however far that was ahead.
  void stall(double seconds);
  const Spending& spent() const { return spent_; }

 private:
  static constexpr double kMicro = 1e-6;
  void launch(Cause cause);

  const Overheads& overheads_;
  Spending spent_;
  double issued_ = 0.0;  ///< when the host has sent the last kernel
  double ended_ = 0.0;
  bool is_first_ = true;
};

}  // namespace systole::llm
