#include "sweep/row.hpp"

#include <algorithm>
#include <array>

#include "sweep/bytes.hpp"

namespace systole::sweep {

namespace {

constexpr std::array<std::string_view, 6> kStatuses{"done",   "infeasible", "invalid",
                                                    "failed", "crashed",    "timed_out"};

void put(ByteWriter& bytes, const Value& value) {
  bytes.put(static_cast<char>(value.index()));
  if (const auto* integer = std::get_if<std::int64_t>(&value)) bytes.put(*integer);
  if (const auto* number = std::get_if<double>(&value)) bytes.put(*number);
  if (const auto* text = std::get_if<std::string>(&value)) bytes.put(*text);
}

Value value_of(ByteReader& bytes) {
  enum { empty, integer, number, text };
  switch (bytes.number<char>()) {
    case integer:
      return bytes.number<std::int64_t>();
    case number:
      return bytes.number<double>();
    case text:
      return bytes.text();
    default:
      return std::monostate{};
  }
}

}  // namespace

std::string_view name_of(Status status) { return kStatuses.at(static_cast<std::size_t>(status)); }

std::optional<Status> status_from(std::string_view text) {
  const auto* found = std::find(kStatuses.begin(), kStatuses.end(), text);
  if (found == kStatuses.end()) return std::nullopt;
  return static_cast<Status>(found - kStatuses.begin());
}

std::string to_bytes(const Row& row) {
  ByteWriter bytes;
  bytes.put(static_cast<char>(row.status));
  bytes.put(row.message);
  bytes.put(row.values.size());
  for (const Value& value : row.values) put(bytes, value);
  return bytes.take();
}

Row row_from_bytes(const std::string& text) {
  ByteReader bytes(text);
  Row row;
  row.status = static_cast<Status>(bytes.number<char>());
  row.message = bytes.text();
  const auto values = bytes.number<std::size_t>();
  while (row.values.size() < values) row.values.push_back(value_of(bytes));
  return row;
}

}  // namespace systole::sweep
