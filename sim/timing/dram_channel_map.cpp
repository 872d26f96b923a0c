#include "timing/dram_channel_map.hpp"

#include <array>

#include "base/checked.hpp"

namespace systole::timing {

using config::AddressField;
using config::AddressPart;

DramChannelMap::DramChannelMap(const config::MemoryConfig& memory)
    : organisation_(memory.organisation),
      burst_bytes_(memory.burst_bytes()),
      channels_(memory.organisation.channels) {
  std::int64_t place_value = 1;
  for (const AddressField& field : config::address_fields(memory)) {
    if (field.part == AddressPart::channel) {
      interleave_ = place_value;
      continue;
    }
    fields_.push_back(field);
    if (field.part == AddressPart::column) {
      pass_ = place_value;
      stripe_ = place_value * field.size;
    }
    place_value *= field.size;
  }
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

BurstPlace DramChannelMap::place(std::int64_t burst) const {
  std::array<std::int64_t, 9> digit{};
  for (const AddressField& field : fields_) {
    digit[static_cast<std::size_t>(field.part)] = burst % field.size;
    burst /= field.size;
  }
  const auto at = [&digit](AddressPart part) -> std::int64_t& {
    return digit[static_cast<std::size_t>(part)];
  };
  const config::DramOrganisation& o = organisation_;
  BurstPlace place;
  place.row = at(AddressPart::row);
  place.pseudo_channel = static_cast<std::int32_t>(at(AddressPart::pseudo_channel));
  place.rank = static_cast<std::int32_t>(place.pseudo_channel * o.ranks + at(AddressPart::rank));
  place.stack = static_cast<std::int32_t>(place.rank * o.stack_ids + at(AddressPart::stack_id));
  place.group =
      static_cast<std::int32_t>(place.stack * o.bank_groups + at(AddressPart::bank_group));
  place.bank = static_cast<std::int32_t>(place.group * o.banks_per_group + at(AddressPart::bank));
  return place;
}

}  // namespace systole::timing
