#include "config/address_map.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace systole::config {

namespace {

constexpr std::array<std::pair<std::string_view, AddressPart>, 8> kWords{{
    {"Sid", AddressPart::stack_id},
    {"Ro", AddressPart::row},
    {"Ra", AddressPart::rank},
    {"Ba", AddressPart::bank},
    {"Bg", AddressPart::bank_group},
    {"Pc", AddressPart::pseudo_channel},
    {"Co", AddressPart::column},
    {"Ch", AddressPart::channel},
}};

std::string_view word_of(AddressPart part) {
  for (const auto& [word, known] : kWords) {
    if (known == part) return word;
  }
  return "Co with a number";
}

class Parser {
 public:
  explicit Parser(const MemoryConfig& memory)
      : memory_(memory), rest_(memory.controller.address_map) {}

  /// From the most significant part down.
  std::vector<AddressField> parse() {
    while (!rest_.empty()) take_part();
    if (!find(AddressPart::bank_group)) insert_below(AddressPart::bank, AddressPart::bank_group);
    if (!find(AddressPart::pseudo_channel))
      insert_below(AddressPart::rank, AddressPart::pseudo_channel);
    if (!find(AddressPart::stack_id)) insert_below(AddressPart::rank, AddressPart::stack_id);
    for (const auto& [word, part] : kWords) {
      if (!find(part)) fail(fmt::format("{} is missing", word));
    }
    split_column();
    return fields_;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw UserError(fmt::format("address map '{}': {} (see RoBaRaCoCh and RoCoBaBgRaCo4Ch)",
                                memory_.controller.address_map, what));
  }

  void take_part() {
    for (const auto& [word, part] : kWords) {
      if (!starts_with(rest_, word)) continue;
      rest_.remove_prefix(word.size());
      return add(part == AddressPart::column && starts_with_digit() ? AddressPart::column_low
                                                                    : part);
    }
    fail(fmt::format("expected Ro, Ra, Sid, Ba, Bg, Pc, Co or Ch at '{}'", rest_));
  }

  bool starts_with_digit() const {
    return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  }

  void add(AddressPart part) {
    if (find(part)) fail(fmt::format("{} stands twice", word_of(part)));
    if (part == AddressPart::column && find(AddressPart::column_low))
      fail("the low part of the column lies above Co");
    fields_.push_back({part, part == AddressPart::column_low ? take_number() : size_of(part)});
  }

  std::int64_t take_number() {
    const auto digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    const auto number = parse_int64(rest_.substr(0, digits));
    rest_.remove_prefix(digits);
    if (!number || *number < 1) fail("Co is followed by the number of bursts of its low part");
    return *number;
  }

  std::int64_t size_of(AddressPart part) const {
    const DramOrganisation& o = memory_.organisation;
    switch (part) {
      case AddressPart::row:
        return o.rows;
      case AddressPart::rank:
        return o.ranks;
      case AddressPart::stack_id:
        return o.stack_ids;
      case AddressPart::bank:
        return o.banks_per_group;
      case AddressPart::bank_group:
        return o.bank_groups;
      case AddressPart::pseudo_channel:
        return o.pseudo_channels;
      case AddressPart::channel:
        return o.channels;
      default:
        return memory_.bursts_per_row();
    }
  }

  AddressField* find(AddressPart part) {
    const auto at = std::find_if(fields_.begin(), fields_.end(),
                                 [part](const auto& f) { return f.part == part; });
    return at == fields_.end() ? nullptr : &*at;
  }

  void insert_below(AddressPart above, AddressPart part) {
    AddressField* const field = find(above);
    if (field == nullptr) fail(fmt::format("{} is missing", word_of(above)));
    fields_.insert(fields_.begin() + (field - fields_.data()) + 1, {part, size_of(part)});
  }

  void split_column() {
    const AddressField* const low = find(AddressPart::column_low);
    if (low == nullptr) return;
    AddressField& column = *find(AddressPart::column);
    if (column.size % low->size != 0) {
      fail(fmt::format("a row of {} bursts does not divide by {}", column.size, low->size));
    }
    column.size /= low->size;
  }

  const MemoryConfig& memory_;
  std::string_view rest_;
  std::vector<AddressField> fields_;
};

bool is_power_of_two(std::int64_t value) { return (value & (value - 1)) == 0; }

}  // namespace

std::vector<AddressField> address_fields(const MemoryConfig& memory) {
  std::vector<AddressField> fields = Parser(memory).parse();
  std::reverse(fields.begin(), fields.end());
  if (memory.controller.bank_hash == BankHash::none) return fields;
  for (const AddressField& field : fields) {
    if (field.part == AddressPart::channel || is_power_of_two(field.size)) continue;
    throw UserError(fmt::format("bank_hash {} needs powers of two, got {} of {}",
                                name_of(memory.controller.bank_hash), field.size,
                                word_of(field.part)));
  }
  return fields;
}

}  // namespace systole::config
