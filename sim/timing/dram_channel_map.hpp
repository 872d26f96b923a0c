// Runs of addresses as runs of the bursts of each channel.
#pragma once

#include "timing/dram_address_map.hpp"

namespace systole::timing {

/// Bursts [first, last), numbered in order of address.
struct BurstRange {
  std::int64_t first = 0;
  std::int64_t last = 0;

  std::int64_t size() const { return last - first; }
};

/// Bursts of a channel have numbers of their own, without gaps: a run of the memory is a run of
/// each channel.
class DramChannelMap {
 public:
  explicit DramChannelMap(const config::MemoryConfig& memory);

  std::int64_t channels() const { return channels_; }
  Bytes burst_bytes() const { return burst_bytes_; }
  /// Bursts of the memory that touch [address, address + bytes).
  BurstRange bursts_of(Address address, Bytes bytes) const;
  /// The channel's own numbers of the bursts that fall to it.
  BurstRange share(std::int64_t channel, const BurstRange& bursts) const;
  std::int64_t channel_of(std::int64_t burst) const { return burst / interleave_ % channels_; }
  /// `own` is the channel's number of a burst. The same for every channel.
  DramLocation locate(std::int64_t channel, std::int64_t own) const;

  /// Bursts of a channel lie in one row from a multiple of this to the next.
  std::int64_t chunk() const { return chunk_; }
  /// A run visits banks in turn and is back at the first after this many bursts of the channel, in
  /// the same rows until the next multiple of `stripe`.
  std::int64_t pass() const { return pass_; }
  std::int64_t stripe() const { return stripe_; }

 private:
  std::int64_t own_below(std::int64_t channel, std::int64_t burst) const;

  DramAddressMap map_;
  Bytes burst_bytes_;
  std::int64_t channels_;
  std::int64_t interleave_ = 1;  ///< consecutive bursts of a channel
  std::int64_t chunk_ = 1;
  std::int64_t pass_ = 1;
  std::int64_t stripe_ = 1;
};

}  // namespace systole::timing
