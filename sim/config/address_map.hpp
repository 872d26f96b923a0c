// How an address falls into row, bank, column and so on, as a text: "RoBaBgCo4Ch".
//
// From the most significant part down, each once: Ro row, Ra rank, Sid stack id, Ba bank, Bg bank
// group, Pc pseudo channel, Co column (counted in bursts), Ch channel. Bg may be left out and lies
// right below Ba then, Sid and Pc right below Ra. The column may be split: CoN, further down than
// Co, takes the low N bursts of a row. The bytes of a burst lie below everything.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "config/memory.hpp"

namespace systole::config {

enum class AddressPart {
  row,
  rank,
  stack_id,
  bank,
  bank_group,
  pseudo_channel,
  column,
  channel,
  column_low
};

/// One digit of an address and how many values it takes.
struct AddressField {
  AddressPart part = AddressPart::row;
  std::int64_t size = 1;
};

/// The fields of a memory's map from the least significant up; throws UserError with what is wrong
/// with the text.
std::vector<AddressField> address_fields(const MemoryConfig& memory);

}  // namespace systole::config
