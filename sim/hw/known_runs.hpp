// Kernels that have run before, and the states of the shared buffer that they started from.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <vector>

#include "hw/measurement.hpp"
#include "program/program.hpp"
#include "timing/shared_buffer_timing.hpp"

namespace systole::hw {

/// The layers of a model repeat: the same kernels on other tensors, with the same part of them in
/// the buffer. Such a kernel is not simulated again. It takes over what was measured, and leaves in
/// the buffer what the earlier run left, at its own addresses.
///
/// Two states are taken for equal when every thirty-second part of each of the kernel's operands is
/// resident, and changed, to the same eighth, and when the changed blocks of others that its
/// missing blocks would push out are the same thirty-second part of them. Which of them they are,
/// the order in which its own blocks were used, and the phase of the memory's refresh are left out.
class KnownRuns {
 public:
  using Placement = std::array<Address, 3>;

  explicit KnownRuns(timing::SharedBufferTiming& buffer) : buffer_(buffer) {}

  /// What an earlier run from an equal state measured; null where there is none.
  const KernelMeasurement* recall(const program::Kernel& kernel, const Placement& placement);

  /// Around a kernel that is simulated.
  void begin(const program::Kernel& kernel, const Placement& placement);
  void end(const KernelMeasurement& measured);

 private:
  static constexpr std::size_t kParts = 32;
  /// Relative to the step's placement.
  using Extents = std::array<timing::Piece, 3>;
  /// Resident and changed eighths per part and operand; the changed part of what is pushed out.
  using State = std::array<std::uint8_t, std::size_t{2} * 3 * kParts + 1>;
  class Survey;

  struct Left {
    Operand operand = Operand::input;
    Address offset = 0;  ///< relative to the step's placement
    bool dirty = false;
    Operand writer = Operand::output;
  };
  struct Run {
    State state{};
    KernelMeasurement measured;
    std::vector<Left> left;  ///< the blocks that it used and that stayed, oldest use first
  };
  struct Known {
    Extents extents{};
    std::vector<Run> runs;
  };

  static State state_of(const timing::SharedBufferTiming& buffer, const Extents& extents,
                        const Placement& placement);
  std::vector<Left> left_behind(const Extents& extents) const;
  void leave(const Run& run, const Placement& placement);

  timing::SharedBufferTiming& buffer_;
  std::map<const program::Kernel*, Known> known_;
  // Of the kernel that runs: the state it started from, or the whole buffer while it is not known
  // where its operands lie.
  const program::Kernel* kernel_ = nullptr;
  Placement placement_{};
  State state_before_{};
  std::optional<timing::SharedBufferTiming> buffer_before_;
  std::uint64_t stamp_before_ = 0;
};

}  // namespace systole::hw
