// What the modules see of a memory, at whatever level of detail: runs in, answers out, and when to
// look again.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/units.hpp"

namespace systole::timing {

/// Contiguous bytes that are read or written as one transaction.
struct MemoryRun {
  std::uint64_t id = 0;  ///< chosen by the caller; its answer carries it
  Address address = 0;
  Bytes bytes = 0;
  Bytes window_bytes = 64;  ///< bytes that may be in flight at once
  bool write = false;
};

struct MemoryAnswer {
  std::uint64_t id = 0;
  Femtoseconds at = 0;  ///< when the last byte has moved; may lie ahead of the time of the call
};

/// Plain state and integer time. Calls come in order of time.
class MemoryModel {
 public:
  virtual ~MemoryModel() = default;
  virtual void submit(const MemoryRun& run, Femtoseconds now) = 0;
  /// Several runs, at least one, as one transaction: in their order, with the
  /// first one's window, and with one answer under the first one's id when the last byte has moved.
  virtual void submit_list(const std::vector<MemoryRun>& runs, Femtoseconds now) = 0;
  /// When `advance` has something to do; nothing while no run waits for anything.
  virtual std::optional<Femtoseconds> next_event() const = 0;
  virtual void advance(Femtoseconds now) = 0;
  /// The runs whose answers have become known since the last call.
  virtual std::vector<MemoryAnswer> take_answers() = 0;
  /// Time that data buses spent transferring, summed over all of them.
  virtual Femtoseconds busy() const = 0;
};

}  // namespace systole::timing
