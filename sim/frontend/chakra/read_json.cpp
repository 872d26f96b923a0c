// Chakra as JSON: {"workload_graph": [{"Id": 1, "Name": ..., "NodeType": 4, "runtime": us, ...}]}.
#include <initializer_list>

#include <fmt/format.h>

#include "base/text.hpp"
#include "frontend/chakra/node.hpp"
#include "frontend/json/records.hpp"
#include "frontend/kineto/decimal.hpp"

namespace systole::frontend::chakra {

namespace {

using json::Value;
using Keys = std::initializer_list<std::string_view>;

/// The first of several spellings.
const Value* find(const Value& node, Keys keys) {
  for (const std::string_view key : keys) {
    if (const Value* value = node.find(key)) return value;
  }
  return nullptr;
}

std::string_view text(const Value& node, Keys keys) {
  const Value* value = find(node, keys);
  return value == nullptr ? std::string_view() : std::string_view(value->text);
}

std::uint64_t id_from(std::string_view text) {
  const auto id = parse_int64(text);
  if (!id || *id < 0) throw UserError(fmt::format("'{}' is no id of a node", text.substr(0, 40)));
  return static_cast<std::uint64_t>(*id);
}

std::vector<std::uint64_t> ids(const Value& node, Keys keys) {
  std::vector<std::uint64_t> list;
  const Value* value = find(node, keys);
  if (value == nullptr) return list;
  for (const Value& item : value->items) list.push_back(id_from(item.text));
  return list;
}

/// A number, or its name in et_def.proto.
std::int64_t type_from(std::string_view text) {
  if (const auto number = parse_int64(text)) return *number;
  if (text == "COMP_NODE") return NodeType::compute;
  if (text == "COMM_COLL_NODE") return NodeType::collective;
  if (text == "COMM_SEND_NODE") return NodeType::send;
  if (text == "COMM_RECV_NODE") return NodeType::receive;
  return 0;
}

std::int64_t picoseconds_from(std::string_view text) {
  constexpr int kPicoseconds = 6;  // digits of microseconds
  if (text.empty()) return 0;
  const auto time = kineto::scaled_decimal(text, kPicoseconds);
  if (!time || *time < 0)
    throw UserError(fmt::format("'{}' is no time: expected microseconds", text.substr(0, 40)));
  return *time;
}

/// One writer spells every "id" and "name" inside names with a capital: "voId", "Namespace".
std::string mended(std::string name) {
  constexpr std::pair<std::string_view, std::string_view> kSlips[]{
      {"voId ", "void "}, {"(anonymous Namespace)", "(anonymous namespace)"}, {"strIde", "stride"}};
  for (const auto& [slip, meant] : kSlips) {
    for (std::size_t at = name.find(slip); at != std::string::npos; at = name.find(slip, at))
      name.replace(at, slip.size(), meant);
  }
  return name;
}

Node node_from(const Value& record) {
  Node node;
  node.id = id_from(text(record, {"Id", "id"}));
  node.name = mended(std::string(text(record, {"Name", "name"})));
  node.type = type_from(text(record, {"NodeType", "type"}));
  node.control = ids(record, {"ctrlDeps", "ctrl_deps"});
  node.data = ids(record, {"data_deps", "dataDeps"});
  node.picoseconds =
      picoseconds_from(text(record, {"runtime", "duration_micros", "durationMicros"}));
  node.on_host = text(record, {"is_cpu_op"}) == "true";
  node.exchange = parse_int64(text(record, {"comm_type"})).value_or(kUntold);
  node.bytes = parse_int64(text(record, {"comm_size"})).value_or(kUntold);
  node.operations = parse_int64(text(record, {"num_ops"})).value_or(kUntold);
  return node;
}

}  // namespace

bool is_json(const SourceFile& file) {
  const std::string_view head = trim(file.head());
  return starts_with(head, "{") && head.find("\"workload_graph\"") != std::string_view::npos;
}

Recording read_json(const SourceFile& file) {
  Recording recording;
  json::RecordSink sink;
  sink.on_record = [&](const Value& record) {
    if (recording.nodes.size() >= kMostNodes)
      throw UserError(fmt::format("more than {} nodes", kMostNodes));
    recording.nodes.push_back(node_from(record));
  };
  sink.on_header = [&](std::string_view key, const std::string& value) {
    if (key == "ngpus") recording.ranks = parse_int64(value).value_or(kUntold);
  };
  json::read_records(file, "workload_graph", sink);
  return recording;
}

}  // namespace systole::frontend::chakra
