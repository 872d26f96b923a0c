// et_def.proto of MLCommons Chakra: one GlobalMetadata and then Nodes, each behind its length.
#include <limits>
#include <sstream>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "frontend/chakra/node.hpp"
#include "frontend/protobuf/wire.hpp"

namespace systole::frontend::chakra {

namespace {

using protobuf::Field;
using protobuf::WireReader;

constexpr std::int64_t kPicosecondsPerMicrosecond = 1'000'000;

/// The value of an attribute, in the one of its forms that is used.
struct Attribute {
  std::string name;
  std::int64_t integer = 0;
};

Attribute read_attribute(WireReader& in, const Field& message) {
  constexpr std::uint32_t kVarint = 0;
  constexpr std::uint32_t kFirstValue = 3;
  constexpr std::uint32_t kLastInteger = 27;  // bool_val
  Attribute attribute;
  in.message(message, [&](const Field& field) {
    if (field.number == 1) attribute.name = in.text(field);
    const bool is_number = field.number >= kFirstValue && field.number <= kLastInteger;
    if (is_number && field.kind == kVarint) attribute.integer = in.integer(field);
  });
  return attribute;
}

void set(Node& node, const Attribute& attribute) {
  if (attribute.name == "is_cpu_op") node.on_host = attribute.integer != 0;
  if (attribute.name == "comm_type") node.exchange = attribute.integer;
  if (attribute.name == "comm_size") node.bytes = attribute.integer;
  if (attribute.name == "num_ops") node.operations = attribute.integer;
}

void read_inputs(WireReader& in, const Field& message, Node& node) {
  constexpr std::size_t kLongest = std::size_t{1} << 20;
  in.message(message, [&](const Field& field) {
    if (field.number == 1) node.values = in.bytes(field, kLongest);
    if (field.number == 2) node.shapes = in.bytes(field, kLongest);
    if (field.number == 3) node.types = in.bytes(field, kLongest);
  });
}

void read_ids(WireReader& in, const Field& field, std::vector<std::uint64_t>& ids) {
  std::vector<std::int64_t> numbers;
  in.integers(field, kMostDependencies, numbers);
  for (const std::int64_t number : numbers) ids.push_back(static_cast<std::uint64_t>(number));
}

Node read_node(WireReader& in, const Field& message) {
  Node node;
  in.message(message, [&](const Field& field) {
    switch (field.number) {
      case 1:
        node.id = static_cast<std::uint64_t>(in.integer(field));
        return;
      case 2:
        node.name = in.text(field);
        return;
      case 3:
        node.type = in.integer(field);
        return;
      case 4:
        return read_ids(in, field, node.control);
      case 5:
        return read_ids(in, field, node.data);
      case 7:
        if (in.integer(field) < 0) throw UserError("a duration beyond any time");
        node.picoseconds =
            checked_mul(in.integer(field), kPicosecondsPerMicrosecond, "duration of a node");
        return;
      case 8:
        return read_inputs(in, field, node);
      case 10:
        return set(node, read_attribute(in, field));
      default:
        return;
    }
  });
  return node;
}

/// The version of the metadata that a stream starts with.
std::string read_metadata(WireReader& in, const Field& message) {
  std::string version;
  in.message(message, [&](const Field& field) {
    if (field.number > 2 || field.kind != 2) throw UserError("no metadata");
    if (field.number == 1) version = in.text(field);
  });
  return version;
}

/// What the head of a stream has to show.
struct Recognised {};

}  // namespace

bool is_stream(const SourceFile& file) {
  std::istringstream in{file.head()};
  WireReader reader(in, file.path(), "Chakra trace");
  std::size_t messages = 0;
  try {
    reader.delimited([&](const Field& message) {
      if (messages++ == 0) {
        read_metadata(reader, message);
        return;
      }
      reader.message(message, [&](const Field& field) {
        if (field.number != 1 || field.kind != 0) throw UserError("no node");
        throw Recognised{};
      });
    });
  } catch (const Recognised&) {
    return true;
  } catch (const UserError&) {
    return false;
  }
  return false;
}

Recording read_stream(const SourceFile& file) {
  const auto stream = file.stream();
  WireReader in(*stream, file.path(), "Chakra trace");
  Recording recording;
  bool is_first = true;
  try {
    in.delimited([&](const Field& message) {
      if (is_first) {
        recording.version = read_metadata(in, message);
      } else if (recording.nodes.size() >= kMostNodes) {
        throw UserError(fmt::format("{}: more than {} nodes", file.path(), kMostNodes));
      } else {
        recording.nodes.push_back(read_node(in, message));
      }
      is_first = false;
    });
  } catch (const std::ios_base::failure& damaged) {
    throw UserError(
        fmt::format("{}: the archive is damaged or cut short ({})", file.path(), damaged.what()));
  }
  return recording;
}

}  // namespace systole::frontend::chakra
