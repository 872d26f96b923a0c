// How the bursts of a memory fall to its channels, and those of a channel into banks and rows.
#pragma once

#include <vector>

#include "config/address_map.hpp"

namespace systole::timing {

/// Bursts [first, last), numbered in order of address.
struct BurstRange {
  std::int64_t first = 0;
  std::int64_t last = 0;

  std::int64_t size() const { return last - first; }
};

/// Where a burst lies. Every number counts within the channel, across the levels above it.
struct BurstPlace {
  std::int32_t pseudo_channel = 0;
  std::int32_t rank = 0;
  std::int32_t stack = 0;  ///< stack id
  std::int32_t group = 0;
  std::int32_t bank = 0;
  std::int64_t row = 0;
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
  /// `burst` is a channel's own number.
  BurstPlace place(std::int64_t burst) const;

  /// A run visits its banks in turn and is back at the first after this many bursts of the channel.
  std::int64_t pass() const { return pass_; }
  /// Aligned blocks of this many bursts of the channel stay in the same rows.
  std::int64_t stripe() const { return stripe_; }

 private:
  std::int64_t own_below(std::int64_t channel, std::int64_t burst) const;

  std::vector<config::AddressField> fields_;  ///< without the channel, least significant first
  config::DramOrganisation organisation_;
  Bytes burst_bytes_;
  std::int64_t channels_;
  std::int64_t interleave_ = 1;  ///< consecutive bursts of a channel
  std::int64_t pass_ = 1;
  std::int64_t stripe_ = 1;
};

}  // namespace systole::timing
