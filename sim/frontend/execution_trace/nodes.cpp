#include "frontend/execution_trace/nodes.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "frontend/json/records.hpp"
#include "frontend/kineto/lowering.hpp"

namespace systole::frontend::execution_trace {

namespace {

using json::Value;
using kineto::HostOp;
using kineto::Id;
using kineto::kNone;
using kineto::kNoNumber;

constexpr std::size_t kMostNodes = 4'000'000;

/// A node as the file has it, before its parent is known by index.
struct RawNode {
  std::int64_t id = 0;
  std::int64_t parent = kNoNumber;
  std::int64_t function_id = kNoNumber;
  HostOp op;
  Touched touched;
};

std::int64_t integer(std::string_view text) { return parse_int64(text).value_or(kNoNumber); }

/// An attribute, from the list that newer files have or from the node itself.
std::string_view attribute(const Value& node, std::string_view name) {
  if (const Value* attributes = node.find("attrs"); attributes != nullptr) {
    for (const Value& one : attributes->items) {
      if (one.text_of("name") == name) return one.text_of("value");
    }
  }
  return node.text_of(name);
}

/// "ctrl_deps" since 1.0.2, "parent" before.
std::int64_t parent_of(const Value& node) {
  const std::string& parent = node.text_of("ctrl_deps");
  return integer(parent.empty() ? node.text_of("parent") : parent);
}

/// Before 1.0.3 the three lists stand on the node: "inputs", "input_shapes", "input_types".
Observed observed(const Value& node, std::string_view which) {
  const Value* io = node.find(which);
  if (io == nullptr || io->is_object()) return observed_in(io);
  const std::string single(which.substr(0, which.size() - 1));
  return {io, node.find(single + "_shapes"), node.find(single + "_types")};
}

/// Whether a schema returns what it was given: "view(Tensor(a) self, ...) -> Tensor(a)".
bool returns_view(std::string_view schema) {
  const std::size_t arrow = schema.rfind("->");
  if (arrow == std::string_view::npos) return false;
  const std::string_view result = schema.substr(arrow);
  return result.find("(a)") != std::string_view::npos ||
         result.find("Tensor") == std::string_view::npos;
}

class Reader {
 public:
  explicit Reader(const SourceFile& file) : file_(file) {}

  Recording read() {
    json::RecordSink sink;
    sink.on_record = [this](const Value& node) { add(node); };
    sink.on_header = [this](std::string_view key, const std::string& value) {
      if (key == "schema") check_schema(value);
    };
    if (!json::read_records(file_, "nodes", sink) || recording_.schema.empty()) {
      throw UserError(
          fmt::format("{}: no execution trace: expected \"schema\" and a list \"nodes\", as "
                      "torch.profiler.ExecutionTraceObserver writes them",
                      file_.path()));
    }
    settle();
    return std::move(recording_);
  }

 private:
  void check_schema(const std::string& schema) {
    constexpr const char* kExpected = "expected 1.0.1 to 1.1.1";
    if (!starts_with(schema, "1.0.") && !starts_with(schema, "1.1.")) {
      throw UserError(fmt::format("{}: execution trace of schema '{}': {}", file_.path(),
                                  schema.substr(0, 64), kExpected));
    }
    recording_.schema = schema;
  }

  void add(const Value& node) {
    if (nodes_.size() >= kMostNodes)
      throw UserError(fmt::format("more than {} nodes: record fewer steps", kMostNodes));
    RawNode raw;
    const auto id = parse_int64(node.text_of("id"));
    if (!id) throw UserError("a node whose \"id\" is no number");
    raw.id = *id;
    raw.parent = parent_of(node);
    raw.function_id = integer(attribute(node, "rf_id"));
    const std::string& name = node.text_of("name");
    const Observed inputs = observed(node, "inputs");
    raw.op.name = strings().id_of(name);
    const std::string signature = signature_of(inputs, kineto::needs_values(name));
    if (!signature.empty()) raw.op.signature = strings().id_of(signature);
    raw.op.exchange = exchange_of(node);
    touch(node, inputs, raw.touched);
    if (starts_with(name, "## process_group:init")) learn_world(inputs);
    nodes_.push_back(std::move(raw));
  }

  kineto::Strings& strings() { return recording_.trace.strings; }

  Id exchange_of(const Value& node) {
    const std::string_view name = attribute(node, "collective_name");
    if (name.empty()) return kNone;
    recording_.trace.exchanges.push_back(
        {strings().id_of(name), strings().id_of(attribute(node, "dtype")),
         integer(attribute(node, "in_msg_nelems")), integer(attribute(node, "pg_size"))});
    return static_cast<Id>(recording_.trace.exchanges.size() - 1);
  }

  void touch(const Value& node, const Observed& inputs, Touched& touched) {
    const std::string_view schema = attribute(node, "op_schema");
    touched.is_operator = !schema.empty();
    touched.returns_view = returns_view(schema);
    for (const auto& [io, storages] :
         {std::make_pair(inputs, &touched.reads),
          std::make_pair(observed(node, "outputs"), &touched.writes)}) {
      for (const TensorPlace& place : tensors_of(io)) {
        (place.on_host ? touched.on_host : touched.on_device) = true;
        storages->push_back(strings().id_of(place.storage));
      }
    }
    // In place, and nothing handed back: an exchange, or an update of lists.
    if (touched.writes.empty()) touched.writes = touched.reads;
  }

  /// [{"pg_name": "0", ..., "group_size": 2}], as text.
  void learn_world(const Observed& inputs) {
    if (inputs.values == nullptr || inputs.values->items.empty()) return;
    const std::string& text = inputs.values->items.front().text;
    constexpr std::string_view kKey = "\"group_size\":";
    const std::size_t at = text.find(kKey);
    if (at == std::string::npos) return;
    const std::string_view rest = std::string_view(text).substr(at + kKey.size());
    recording_.trace.world_size = integer(trim(rest.substr(0, rest.find_first_of(",}"))));
  }

  /// Nodes in the order of their calls, which their numbers are, and parents by index. A parent was
  /// called before what is inside it: anything else would be a cycle.
  void settle() {
    std::stable_sort(nodes_.begin(), nodes_.end(),
                     [](const RawNode& a, const RawNode& b) { return a.id < b.id; });
    std::unordered_map<std::int64_t, Id> indices;
    for (const RawNode& node : nodes_) {
      const auto index = static_cast<Id>(recording_.trace.ops.size());
      if (!indices.emplace(node.id, index).second)
        throw UserError(fmt::format("{}: two nodes have the id {}", file_.path(), node.id));
      HostOp op = node.op;
      const auto parent = indices.find(node.parent);
      if (node.parent > node.id) {
        throw UserError(fmt::format("{}: node {} is inside node {}, which was called after it",
                                    file_.path(), node.id, node.parent));
      }
      op.parent = parent == indices.end() || node.parent == node.id ? kNone : parent->second;
      recording_.trace.ops.push_back(op);
      recording_.calls.push_back(node.touched);
      recording_.function_ids.push_back(node.function_id);
    }
  }

  const SourceFile& file_;
  Recording recording_;
  std::vector<RawNode> nodes_;
};

}  // namespace

Recording read_recording(const SourceFile& file) { return Reader(file).read(); }

}  // namespace systole::frontend::execution_trace
