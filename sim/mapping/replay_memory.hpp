// The memory side of a chip while a kernel is replayed.
#pragma once

#include <optional>
#include <utility>

#include "config/chip.hpp"
#include "timing/memory_channels.hpp"
#include "timing/shared_buffer_timing.hpp"

namespace systole::mapping {

/// DRAM's channels, and the shared buffer in front of them, if there is one. Each request is
/// answered when it is made. Networks between the cores and the buffer are left out.
class ReplayMemory {
 public:
  /// `footprint`: bytes that will be touched.
  ReplayMemory(const config::Chip& chip, Bytes footprint);

  struct Request {
    Operand operand = Operand::input;
    bool write = false;
    Address address = 0;
    Bytes bytes = 0;
    Femtoseconds at = 0;
    program::ClusterPlace cluster{};
    Bytes piece_bytes = 0;
  };
  struct Answer {
    Femtoseconds done = 0;
    Femtoseconds latency = 0;  ///< of one round trip, as the DMA engine is told
  };
  /// Requests should come in order of time.
  Answer ask(const Request& request);
  /// What requests since the last call took to answer: a turn of a core is 1.
  std::int64_t take_effort() { return std::exchange(looked_up_, 0) / kLookUpsInATurn; }

 private:
  Answer ask_buffer(const Request& request);
  Femtoseconds move(const timing::Piece& piece, Bytes piece_bytes, Femtoseconds at);

  static constexpr std::int64_t kLookUpsInATurn = 8;

  timing::MemoryChannels dram_;
  std::optional<timing::SharedBufferTiming> buffer_;
  Bytes burst_bytes_;
  Bytes window_bytes_;
  std::int64_t looked_up_ = 0;  ///< blocks of the buffer
};

}  // namespace systole::mapping
