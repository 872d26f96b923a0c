// DRAM as latency and bandwidth per channel: a queue per channel, first come first served.
#pragma once

#include <vector>

#include "config/chip.hpp"
#include "timing/clock.hpp"

namespace systole::timing {

/// One request: a run of bursts, of which at most `window_bytes` may be in flight at once.
struct BurstRun {
  Address address = 0;
  Bytes bytes = 0;
  Bytes burst_bytes = 64;
  Bytes window_bytes = 64;
  Bytes piece_bytes = 0;  ///< pieces that lie apart in memory; 0: it is one
};

/// The memory behind one socket. Plain state and integer time; the SystemC module only waits for
/// its answers.
class MemoryChannels {
 public:
  explicit MemoryChannels(const config::DramConfig& dram);

  /// When the last byte of `run` arrives, if it is asked for at `now`. Calls must come in order of
  /// time.
  Femtoseconds complete(const BurstRun& run, Femtoseconds now);

  std::int64_t channels() const { return static_cast<std::int64_t>(free_at_.size()); }
  Femtoseconds latency() const { return ideal_ ? 0 : latency_; }
  /// Time the channels spent transferring, summed over channels.
  Femtoseconds busy() const { return busy_; }
  /// All channels together; 0 when unbounded.
  std::int64_t bytes_per_second() const;
  /// Of reads in pieces that lie apart.
  std::int64_t bytes_per_second_in_pieces(Bytes piece_bytes) const;

 private:
  template <class Visit>
  void for_each_share(const BurstRun& run, Visit&& visit) const;
  Femtoseconds service_time(Bytes bytes, Bytes piece_bytes);
  Femtoseconds window_limit(const BurstRun& run, std::int64_t channels_used) const;

  bool ideal_;
  std::int64_t channel_bytes_per_second_;
  Femtoseconds latency_;
  Femtoseconds piece_time_;
  Bytes interleave_;
  std::vector<Femtoseconds> free_at_;
  Femtoseconds busy_ = 0;
  Bytes last_share_ = 0;
  Bytes last_piece_ = 0;
  Femtoseconds last_service_ = 0;
};

/// Little's law for one requester alone: `bursts` bursts of `service` each behind `latency`, at
/// most `window` in flight. Bandwidth-bound when window x service >= latency + service, else every
/// window costs one round trip.
Femtoseconds windowed_transfer(std::int64_t bursts, std::int64_t window, Femtoseconds service,
                               Femtoseconds latency);

}  // namespace systole::timing
