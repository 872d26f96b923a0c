#include "frontend/chakra/chakra.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/text.hpp"
#include "frontend/chakra/listed.hpp"
#include "frontend/chakra/order.hpp"
#include "frontend/execution_trace/observed.hpp"
#include "frontend/graph_budget.hpp"
#include "frontend/kineto/build_graph.hpp"
#include "frontend/kineto/kernel_name.hpp"
#include "frontend/kineto/lowering.hpp"
#include "frontend/kineto/notes.hpp"
#include "frontend/ranks_parameter.hpp"

namespace systole::frontend::chakra {

namespace {

using kineto::Id;
using kineto::kNone;

constexpr double kSecondsPerPicosecond = 1e-12;

bool is_exchange(const Node& node) {
  return node.type == NodeType::collective || node.type == NodeType::send ||
         node.type == NodeType::receive;
}

/// CollectiveCommType of et_def.proto in the words that kernels use.
std::string_view exchange_name(const Node& node) {
  constexpr std::string_view kNames[]{
      "all_reduce",     "", "all_gather", "", "", "broadcast", "all_to_all", "reduce_scatter",
      "reduce_scatter", ""};
  if (node.type != NodeType::collective) return "send_recv";
  const bool is_known =
      node.exchange >= 0 && node.exchange < static_cast<std::int64_t>(std::size(kNames));
  return is_known ? kNames[static_cast<std::size_t>(node.exchange)] : "";
}

/// "aten::mm" of "aten::mm(3)": some writers number the calls of a name.
std::string plain_name(const std::string& name) {
  const std::size_t open = name.rfind('(');
  const bool numbered =
      open != std::string::npos && ends_with(name, ")") &&
      parse_int64(std::string_view(name).substr(open + 1, name.size() - open - 2));
  return numbered ? name.substr(0, open) : name;
}

class Builder {
 public:
  Builder(const Recording& recording, const Order& order, std::int64_t ranks)
      : recording_(recording),
        order_(order),
        ops_(recording.nodes.size(), kNone),
        event_of_(recording.nodes.size(), kNoCaller) {
    trace_.world_size = ranks > 0 ? ranks : recording.ranks;
  }

  workload::Graph build() {
    for (const std::size_t index : order_.indices) {
      if (recording_.nodes[index].type == NodeType::metadata) continue;
      add_call(index);
      if (!recording_.nodes[index].on_host) add_event(index);
    }
    const std::vector<kineto::Group> groups = kineto::group(trace_, links_);
    const kineto::Precedents precedents = precedents_of(groups);
    return kineto::build_graph(trace_, links_, groups, &precedents);
  }

  bool has_work() const {
    return std::any_of(recording_.nodes.begin(), recording_.nodes.end(), [](const Node& node) {
      return !node.on_host && node.type != NodeType::metadata;
    });
  }

 private:
  /// A node of the host, or one of the device that has inputs of its own, as a call inside the one
  /// that made it.
  void add_call(std::size_t index) {
    const Node& node = recording_.nodes[index];
    const std::size_t caller = order_.callers[index];
    const Id parent = caller == kNoCaller ? kNone : ops_[caller];
    if (!node.on_host && node.types.empty()) {
      ops_[index] = parent;
      return;
    }
    kineto::HostOp op;
    const std::string name = plain_name(node.name);
    op.name = trace_.strings.id_of(name);
    const json::Value values = listed(node.values);
    const json::Value shapes = listed(node.shapes);
    const json::Value types = listed(node.types);
    const std::string signature =
        execution_trace::signature_of({&values, &shapes, &types}, kineto::needs_values(name));
    if (!signature.empty()) op.signature = trace_.strings.id_of(signature);
    op.parent = parent;
    ops_[index] = static_cast<Id>(trace_.ops.size());
    trace_.ops.push_back(op);
  }

  void add_event(std::size_t index) {
    const Node& node = recording_.nodes[index];
    kineto::GpuEvent event;
    event.name = trace_.strings.id_of(event_name(node));
    event.stream = 0;
    event.picoseconds = node.picoseconds;
    event.exchange = exchange_of(node);
    event_of_[index] = trace_.gpu.size();
    trace_.gpu.push_back(event);
    links_.push_back({kineto::Origin::launched, ops_[index]});
  }

  static std::string event_name(const Node& node) {
    const bool is_named = kineto::family_of(node.name) == kineto::KernelFamily::collective;
    return is_exchange(node) && !is_named ? "nccl:" + node.name : node.name;
  }

  Id exchange_of(const Node& node) {
    if (!is_exchange(node) || node.bytes < 0) return kNone;
    trace_.exchanges.push_back({trace_.strings.id_of(exchange_name(node)),
                                trace_.strings.id_of("signed char"), node.bytes,
                                kineto::kNoNumber});
    return static_cast<Id>(trace_.exchanges.size() - 1);
  }

  kineto::Precedents precedents_of(const std::vector<kineto::Group>& groups) const {
    std::vector<std::size_t> group_of(trace_.gpu.size(), 0);
    for (std::size_t i = 0; i < groups.size(); ++i) {
      for (const std::size_t event : groups[i].events) group_of[event] = i;
    }
    std::vector<Dependencies> before(groups.size());
    for (std::size_t index = 0; index < event_of_.size(); ++index) {
      if (event_of_[index] == kNoCaller) continue;
      const std::size_t group = group_of[event_of_[index]];
      for (const std::size_t other : order_.before[index]) {
        const std::size_t event = event_of_[other];
        if (event != kNoCaller && group_of[event] < group) before[group].add(group_of[event]);
      }
    }
    kineto::Precedents precedents;
    for (const Dependencies& one : before) precedents.push_back(one.indices());
    return precedents;
  }

  const Recording& recording_;
  const Order& order_;
  kineto::Trace trace_;
  std::vector<kineto::Link> links_;
  std::vector<Id> ops_;                // by node: its call, or that of its caller
  std::vector<std::size_t> event_of_;  // by node
};

struct Sums {
  std::size_t device = 0;
  std::size_t host = 0;
  std::int64_t device_time = 0;
  std::int64_t host_time = 0;
  std::size_t counted_only = 0;  ///< of which only a number of operations is known
};

Sums sums_of(const Recording& recording) {
  Sums sums;
  for (const Node& node : recording.nodes) {
    if (node.type == NodeType::metadata) continue;
    ++(node.on_host ? sums.host : sums.device);
    std::int64_t& time = node.on_host ? sums.host_time : sums.device_time;
    time = checked_add(time, node.picoseconds, "measured time");
    if (!node.on_host && node.operations > 0 && node.types.empty()) ++sums.counted_only;
  }
  return sums;
}

/// Whether exchanges stay without the number of chips.
bool lacks_ranks(const Recording& recording, std::int64_t ranks) {
  if (ranks > 0 || recording.ranks > 0) return false;
  return std::any_of(recording.nodes.begin(), recording.nodes.end(), [](const Node& node) {
    return !node.on_host && is_exchange(node) && node.bytes >= 0;
  });
}

std::vector<std::string> notes_of(const Recording& recording, std::int64_t ranks) {
  const Sums sums = sums_of(recording);
  const auto seconds = [](std::int64_t picoseconds) {
    return human_seconds(static_cast<double>(picoseconds) * kSecondsPerPicosecond);
  };
  std::vector<std::string> notes{fmt::format(
      "Chakra trace: {} nodes on the device take {} in sum; the file does not name the chip",
      sums.device, seconds(sums.device_time))};
  if (sums.host > 0) {
    notes.push_back(fmt::format("left out: {} nodes of the host, which take {} in sum", sums.host,
                                seconds(sums.host_time)));
  }
  if (lacks_ranks(recording, ranks))
    notes.push_back("the file does not say over how many chips collectives run: --param ranks=N");
  if (sums.counted_only > 0) {
    notes.push_back(fmt::format(
        "{} nodes tell how many operations they are and no shapes: only their time is known",
        sums.counted_only));
  }
  return notes;
}

}  // namespace

bool is_chakra_trace(const SourceFile& file) { return is_json(file) || is_stream(file); }

workload::Graph read_chakra_trace(const SourceFile& file, const ReadOptions& options,
                                  Diagnostics&) {
  const std::int64_t ranks = ranks_parameter(options, "a Chakra trace").value_or(kUntold);
  const bool as_json = starts_with(trim(file.head()), "{");
  const Recording recording = as_json ? read_json(file) : read_stream(file);
  const Order order = order_of(recording, file.path());
  Builder builder(recording, order, ranks);
  if (!builder.has_work()) {
    throw UserError(fmt::format(
        "{}: the trace has no node on a device (is_cpu_op is true for all of its {} nodes): link "
        "it with the profiler's trace first (chakra_trace_link)",
        file.path(), recording.nodes.size()));
  }
  workload::Graph graph = builder.build();
  graph.name = file.stem();
  graph.notes = notes_of(recording, ranks);
  for (const std::string& note : kineto::notes_of(graph)) graph.notes.push_back(note);
  return graph;
}

}  // namespace systole::frontend::chakra
