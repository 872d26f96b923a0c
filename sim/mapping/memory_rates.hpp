// What the memory side of a chip delivers to its cores, as estimates need it.
#pragma once

#include <algorithm>

#include "base/checked.hpp"
#include "config/chip.hpp"
#include "timing/clock.hpp"
#include "timing/memory_channels.hpp"

namespace systole::mapping {

class MemoryRates {
 public:
  explicit MemoryRates(const config::Chip& chip);

  /// Cycles that bytes need through one core's port, through the shared buffer, and through DRAM; 0
  /// where nothing limits.
  Cycles port(Bytes bytes) const { return over(bytes, port_); }
  Cycles shared(Bytes bytes) const { return over(bytes, shared_); }
  Cycles dram(Bytes bytes) const { return over(bytes, dram_); }
  /// Of loads in pieces that lie apart.
  Cycles dram_loads(Bytes bytes, Bytes piece_bytes) const;
  /// The memory that the cores see first: the shared buffer, or DRAM.
  Cycles first_level(Bytes bytes) const { return has_buffer() ? shared(bytes) : dram(bytes); }
  /// For one core alone.
  Cycles one_core(Bytes bytes) const { return std::max(port(bytes), first_level(bytes)); }
  /// Until a transfer of one core is complete, with `together` bytes of all cores asked for at
  /// once: a round trip for every window of bytes that the DMA engine keeps in flight.
  Cycles arrival(Bytes bytes, Bytes together, Cycles latency) const {
    return std::max(latency + std::max(port(bytes), first_level(together)),
                    latency * ceil_div(bytes, window_));
  }

  Cycles first_level_latency() const { return has_buffer() ? shared_latency_ : dram_latency_; }
  Cycles dram_latency() const { return dram_latency_ + (has_buffer() ? shared_latency_ : 0); }
  bool has_buffer() const { return buffer_bytes_ > 0; }
  Bytes buffer_bytes() const { return buffer_bytes_; }

 private:
  /// Bytes per cycle, in thousandths; 0: unbounded.
  std::int64_t per_cycle(std::int64_t bytes_per_second) const;
  static Cycles over(Bytes bytes, std::int64_t rate);

  timing::Clock clock_;
  timing::MemoryChannels channels_;
  std::int64_t port_ = 0;
  std::int64_t shared_ = 0;
  std::int64_t dram_ = 0;
  Cycles shared_latency_ = 0;
  Cycles dram_latency_ = 0;
  Bytes buffer_bytes_ = 0;
  Bytes window_ = 1;
};

}  // namespace systole::mapping
