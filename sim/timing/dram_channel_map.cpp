#include "timing/dram_channel_map.hpp"

#include "base/checked.hpp"

namespace systole::timing {

using config::AddressField;
using config::AddressPart;

DramChannelMap::DramChannelMap(const config::MemoryConfig& memory)
    : map_(memory), burst_bytes_(memory.burst_bytes()), channels_(memory.organisation.channels) {
  std::int64_t all = 1;  // bursts below this field
  std::int64_t own = 1;  // the same, of one channel
  bool in_one_row = true;
  for (const AddressField& field : config::address_fields(memory)) {
    const bool column = field.part == AddressPart::column || field.part == AddressPart::column_low;
    if (field.part == AddressPart::channel) {
      interleave_ = all;
    } else {
      in_one_row = in_one_row && column;
      if (in_one_row) chunk_ = own * field.size;
      if (field.part == AddressPart::column) {
        pass_ = own;
        stripe_ = own * field.size;
      }
      own *= field.size;
    }
    all *= field.size;
  }
  const bool bank_follows_column = memory.controller.bank_hash == config::BankHash::column_xor;
  if (bank_follows_column) stripe_ = pass_;
  if (bank_follows_column) chunk_ = 1;
}

BurstRange DramChannelMap::bursts_of(Address address, Bytes bytes) const {
  const auto first = static_cast<std::int64_t>(address / static_cast<Address>(burst_bytes_));
  const auto end = static_cast<std::int64_t>(address + static_cast<Address>(bytes));
  return {first, ceil_div(end, burst_bytes_)};
}

/// How many of the memory's bursts below `burst` fall to `channel`.
std::int64_t DramChannelMap::own_below(std::int64_t channel, std::int64_t burst) const {
  const std::int64_t block = burst / interleave_;
  const std::int64_t turn = block % channels_;
  const std::int64_t whole = block / channels_ + (turn > channel);
  return whole * interleave_ + (turn == channel ? burst % interleave_ : 0);
}

BurstRange DramChannelMap::share(std::int64_t channel, const BurstRange& bursts) const {
  return {own_below(channel, bursts.first), own_below(channel, bursts.last)};
}

DramLocation DramChannelMap::locate(std::int64_t channel, std::int64_t own) const {
  const std::int64_t block = own / interleave_ * channels_ + channel;
  const std::int64_t burst = block * interleave_ + own % interleave_;
  return map_.locate(static_cast<Address>(burst * burst_bytes_)).location;
}

}  // namespace systole::timing
