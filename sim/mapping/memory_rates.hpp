// What the memory side of a chip delivers to its cores, as estimates need it.
#pragma once

#include "config/chip.hpp"
#include "timing/clock.hpp"

namespace systole::mapping {

class MemoryRates {
 public:
  explicit MemoryRates(const config::Chip& chip);

  /// Cycles that bytes need through one core's port, through the shared buffer, and through DRAM; 0
  /// where nothing limits.
  Cycles port(Bytes bytes) const { return over(bytes, port_); }
  Cycles shared(Bytes bytes) const { return over(bytes, shared_); }
  Cycles dram(Bytes bytes) const { return over(bytes, dram_); }
  /// The memory that the cores see first: the shared buffer, or DRAM.
  Cycles first_level(Bytes bytes) const { return has_buffer() ? shared(bytes) : dram(bytes); }
  /// Of one core alone, with what its DMA engine keeps in flight.
  Cycles one_core(Bytes bytes) const;

  Cycles first_level_latency() const { return has_buffer() ? shared_latency_ : dram_latency_; }
  Cycles dram_latency() const { return dram_latency_ + (has_buffer() ? shared_latency_ : 0); }
  bool has_buffer() const { return buffer_bytes_ > 0; }
  Bytes buffer_bytes() const { return buffer_bytes_; }

 private:
  /// Bytes per cycle, in thousandths; 0: unbounded.
  static Cycles over(Bytes bytes, std::int64_t rate);

  std::int64_t port_ = 0;
  std::int64_t shared_ = 0;
  std::int64_t dram_ = 0;
  Cycles shared_latency_ = 0;
  Cycles dram_latency_ = 0;
  Bytes buffer_bytes_ = 0;
  Bytes in_flight_ = 0;
};

}  // namespace systole::mapping
