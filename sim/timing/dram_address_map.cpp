#include "timing/dram_address_map.hpp"

namespace systole::timing {

namespace {

using Part = config::AddressPart;

std::size_t index(Part part) { return static_cast<std::size_t>(part); }

int log2_of(std::int64_t value) {
  const bool power = (value & (value - 1)) == 0;
  return power ? __builtin_ctzll(static_cast<unsigned long long>(value)) : -1;
}

}  // namespace

DramAddressMap::DramAddressMap(const config::MemoryConfig& memory)
    : organisation_(memory.organisation),
      hash_(memory.controller.bank_hash),
      burst_bytes_(memory.burst_bytes()) {
  for (const config::AddressField& field : config::address_fields(memory)) {
    if (field.part == Part::column_low) column_low_ = field.size;
    fields_.push_back({index(field.part), field.size, log2_of(field.size)});
  }
}

DramAddressMap::Target DramAddressMap::locate(Address address) const {
  auto rest = address / static_cast<Address>(burst_bytes_);
  Digits digits{};
  for (const Field& field : fields_) {
    const auto size = static_cast<Address>(field.size);
    digits[field.part] =
        static_cast<std::int64_t>(field.shift >= 0 ? rest & (size - 1) : rest % size);
    rest = field.shift >= 0 ? rest >> field.shift : rest / size;
  }
  digits[index(Part::column)] =
      digits[index(Part::column)] * column_low_ + digits[index(Part::column_low)];
  hash(digits);
  std::int64_t bank = digits[index(Part::pseudo_channel)];
  bank = bank * organisation_.ranks + digits[index(Part::rank)];
  bank = bank * organisation_.stack_ids + digits[index(Part::stack_id)];
  bank = bank * organisation_.bank_groups + digits[index(Part::bank_group)];
  bank = bank * organisation_.banks_per_group + digits[index(Part::bank)];
  Target target;
  target.channel = static_cast<std::int32_t>(digits[index(Part::channel)]);
  target.location = {static_cast<std::int32_t>(bank),
                     static_cast<std::int32_t>(digits[index(Part::row)]),
                     static_cast<std::int32_t>(digits[index(Part::column)])};
  return target;
}

Address DramAddressMap::address_of(const Target& target) const {
  Digits digits{};
  std::int64_t bank = target.location.bank;
  const auto take = [&](Part part, std::int64_t size) {
    digits[index(part)] = bank % size;
    bank /= size;
  };
  take(Part::bank, organisation_.banks_per_group);
  take(Part::bank_group, organisation_.bank_groups);
  take(Part::stack_id, organisation_.stack_ids);
  take(Part::rank, organisation_.ranks);
  take(Part::pseudo_channel, organisation_.pseudo_channels);
  digits[index(Part::channel)] = target.channel;
  digits[index(Part::row)] = target.location.row;
  digits[index(Part::column)] = target.location.column;
  hash(digits);
  digits[index(Part::column_low)] = digits[index(Part::column)] % column_low_;
  digits[index(Part::column)] /= column_low_;
  std::int64_t burst = 0;
  for (auto field = fields_.rbegin(); field != fields_.rend(); ++field) {
    burst = burst * field->size + digits[field->part];
  }
  return static_cast<Address>(burst * burst_bytes_);
}

/// Mixes each part with the next bits of the row or the whole column. Doing it twice undoes it.
void DramAddressMap::hash(Digits& digits) const {
  if (hash_ == config::BankHash::none) return;
  auto bits = digits[index(hash_ == config::BankHash::row_xor ? Part::row : Part::column)];
  const auto mix = [&](Part part, std::int64_t size) {
    digits[index(part)] ^= bits & (size - 1);
    bits >>= log2_of(size);
  };
  mix(Part::pseudo_channel, organisation_.pseudo_channels);
  mix(Part::rank, organisation_.ranks);
  mix(Part::stack_id, organisation_.stack_ids);
  mix(Part::bank_group, organisation_.bank_groups);
  mix(Part::bank, organisation_.banks_per_group);
}

}  // namespace systole::timing
