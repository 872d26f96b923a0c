#include "frontend/protobuf/wire.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace systole::frontend::protobuf {

namespace {

enum WireKind : std::uint32_t { varint_kind = 0, eight_bytes = 1, length = 2, four_bytes = 5 };

double real_from(std::uint64_t bits, std::uint32_t kind) {
  if (kind == eight_bytes) {
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }
  const auto low = static_cast<std::uint32_t>(bits);
  float value = 0;
  std::memcpy(&value, &low, sizeof value);
  return static_cast<double>(value);
}

}  // namespace

void WireReader::stream(const OnField& on_field) { fields(on_field); }

void WireReader::message(const Field& field, const OnField& on_field) {
  expect(field, length);
  count_item();
  if (++depth_ > kDeepest) fail(fmt::format("messages nest more than {} deep", kDeepest));
  const std::uint64_t outer_end = end_;
  end_ = position_ + field.value;
  fields(on_field);
  end_ = outer_end;
  --depth_;
}

void WireReader::delimited(const OnField& on_message) {
  while (!at_end()) {
    const Field message{0, length, varint()};
    if (message.value > end_ - position_) fail("a message is longer than any file");
    const std::uint64_t payload_end = position_ + message.value;
    on_message(message);
    skip_to(payload_end);
  }
}

void WireReader::fields(const OnField& on_field) {
  while (!at_end()) {
    const Field field = next();
    const std::uint64_t payload_end = position_ + (field.kind == length ? field.value : 0);
    on_field(field);
    skip_to(payload_end);
  }
}

/// Only the outermost message ends with the stream.
bool WireReader::at_end() {
  if (depth_ > 0 || position_ >= end_) return position_ >= end_;
  return std::istream::traits_type::eq_int_type(in_.peek(), std::istream::traits_type::eof());
}

Field WireReader::next() {
  const std::uint64_t key = varint();
  Field field{static_cast<std::uint32_t>(key >> 3), static_cast<std::uint32_t>(key & 7), 0};
  if (key >> 3 == 0 || key >> 3 > 0x1FFFFFFF) fail("a field without a valid number");
  switch (field.kind) {
    case varint_kind:
    case length:
      field.value = varint();
      break;
    case eight_bytes:
      field.value = fixed(8);
      break;
    case four_bytes:
      field.value = fixed(4);
      break;
    default:
      fail(fmt::format("a field of unknown wire type {}", field.kind));
  }
  if (position_ > end_ || (field.kind == length && field.value > end_ - position_))
    fail(fmt::format("field {} is longer than what it is part of", field.number));
  return field;
}

std::uint64_t WireReader::varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const auto next_byte = static_cast<std::uint64_t>(byte());
    value |= (next_byte & 0x7F) << shift;
    if (next_byte < 0x80) return value;
  }
  fail("a number of more than ten bytes");
}

std::uint64_t WireReader::fixed(int width) {
  std::uint64_t value = 0;
  for (int i = 0; i < width; ++i) value |= static_cast<std::uint64_t>(byte()) << (8 * i);
  return value;
}

int WireReader::byte() {
  const int value = in_.get();
  if (value < 0) fail("the file ends in the middle of a field");
  ++position_;
  return value;
}

void WireReader::skip_to(std::uint64_t position) {
  if (position_ > position) fail("a list is longer than its field");
  const std::uint64_t rest = position - position_;
  if (rest == 0) return;
  in_.ignore(static_cast<std::streamsize>(rest));
  if (static_cast<std::uint64_t>(in_.gcount()) != rest)
    fail("the file ends in the middle of a field");
  position_ = position;
}

std::int64_t WireReader::integer(const Field& field) const {
  expect(field, varint_kind);
  return static_cast<std::int64_t>(field.value);
}

double WireReader::real(const Field& field) const {
  if (field.kind != eight_bytes) expect(field, four_bytes);
  return real_from(field.value, field.kind);
}

std::string WireReader::text(const Field& field) {
  constexpr std::size_t kLongestText = 65536;
  expect(field, length);
  if (field.value > kLongestText)
    fail(fmt::format("a name of {} bytes, expected at most {}", field.value, kLongestText));
  std::string content = bytes(field, kLongestText);
  if (first_invalid_utf8(content)) fail("a name that is not UTF-8");
  return content;
}

std::string WireReader::bytes(const Field& field, std::size_t most) {
  expect(field, length);
  count_item();
  if (field.value > most) return {};
  keep(field.value);
  std::string content(field.value, '\0');
  in_.read(content.data(), static_cast<std::streamsize>(content.size()));
  if (static_cast<std::size_t>(in_.gcount()) != content.size())
    fail("the file ends in the middle of a text");
  position_ += content.size();
  return content;
}

void WireReader::rows(const Field& field, std::size_t width,
                      const std::function<bool(const std::string&)>& on_row) {
  expect(field, length);
  count_item();
  std::string row(width, '\0');
  for (std::uint64_t left = field.value; left >= width; left -= width) {
    in_.read(row.data(), static_cast<std::streamsize>(width));
    if (static_cast<std::size_t>(in_.gcount()) != width)
      fail("the file ends in the middle of a tensor");
    position_ += width;
    if (!on_row(row)) return;
  }
}

void WireReader::integers(const Field& field, std::size_t most, std::vector<std::int64_t>& list) {
  const std::size_t before = list.size();
  if (field.kind != length) {
    if (before < most) list.push_back(integer(field));
    return keep(sizeof(std::int64_t));
  }
  const std::uint64_t payload_end = position_ + field.value;
  while (position_ < payload_end && list.size() < most)
    list.push_back(static_cast<std::int64_t>(varint()));
  if (position_ < payload_end) list.resize(before);
  keep((list.size() - before) * sizeof(std::int64_t));
}

void WireReader::reals(const Field& field, std::size_t most, std::vector<double>& list) {
  if (field.kind != length) {
    if (list.size() < most) list.push_back(real(field));
    return keep(sizeof(double));
  }
  // A packed list is one of floats: nobody asks for one of doubles.
  const std::size_t count = field.value / 4;
  if (count > most - std::min(most, list.size())) return;
  keep(count * sizeof(double));
  for (std::size_t i = 0; i < count; ++i) list.push_back(real_from(fixed(4), four_bytes));
}

void WireReader::expect(const Field& field, std::uint32_t kind) const {
  if (field.kind != kind)
    fail(fmt::format("field {} has wire type {}, expected {}", field.number, field.kind, kind));
}

void WireReader::keep(std::uint64_t bytes) {
  kept_ += bytes;
  if (kept_ > kMostKeptBytes)
    fail(fmt::format("more than {} MiB of names and constants", kMostKeptBytes >> 20));
}

void WireReader::count_item() {
  if (++items_ > kMostItems)
    fail(fmt::format("more than {} nodes, attributes and names", kMostItems));
}

void WireReader::fail(const std::string& what) const {
  throw UserError(
      fmt::format("{}: not a valid {}: {} (at byte {})", path_, format_, what, position_));
}

}  // namespace systole::frontend::protobuf
