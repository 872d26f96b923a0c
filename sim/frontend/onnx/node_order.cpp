#include "frontend/onnx/node_order.hpp"

#include <algorithm>
#include <functional>
#include <queue>
#include <unordered_map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"

namespace systole::frontend::onnx {

namespace {

using Producers = std::unordered_map<std::string, std::size_t>;

Producers producers_of(const std::vector<Node>& nodes) {
  Producers producers;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (const std::string& output : nodes[i].outputs) {
      if (output.empty()) continue;
      const auto [first, is_new] = producers.emplace(output, i);
      if (!is_new)
        throw UserError(fmt::format("value '{}' is the output of two nodes, {} and {}", output,
                                    label_of(nodes[first->second]), label_of(nodes[i])));
    }
  }
  return producers;
}

/// Calls `on_input` with every name that a node or a subgraph of it reads.
void for_each_input(const Node& node, const std::function<void(const std::string&)>& on_input) {
  for (const std::string& input : node.inputs) on_input(input);
  for (const Attribute& attribute : node.attributes) {
    if (!attribute.graph) continue;
    for (const Node& inner : attribute.graph->nodes) for_each_input(inner, on_input);
    for (const ValueInfo& output : attribute.graph->outputs) on_input(output.name);
  }
}

/// For each node the nodes that wait for it, and for how many each waits.
struct Waiting {
  std::vector<std::vector<std::size_t>> users;
  std::vector<std::size_t> missing;
};

Waiting waiting_of(const std::vector<Node>& nodes) {
  const Producers producers = producers_of(nodes);
  Waiting waiting{std::vector<std::vector<std::size_t>>(nodes.size()),
                  std::vector<std::size_t>(nodes.size(), 0)};
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for_each_input(nodes[i], [&](const std::string& input) {
      const auto producer = producers.find(input);
      if (producer == producers.end()) return;
      waiting.users[producer->second].push_back(i);
      ++waiting.missing[i];
    });
  }
  return waiting;
}

[[noreturn]] void refuse_cycle(const std::vector<Node>& nodes, const Waiting& waiting) {
  constexpr std::size_t kNamed = 5;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < nodes.size() && names.size() < kNamed; ++i)
    if (waiting.missing[i] > 0) names.push_back(label_of(nodes[i]));
  throw UserError(
      fmt::format("nodes wait for each other in a cycle, or for one: {}", fmt::join(names, ", ")));
}

}  // namespace

std::vector<std::size_t> runnable_order(const std::vector<Node>& nodes) {
  Waiting waiting = waiting_of(nodes);
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (waiting.missing[i] == 0) ready.push(i);
  std::vector<std::size_t> order;
  while (!ready.empty()) {
    const std::size_t node = ready.top();
    ready.pop();
    order.push_back(node);
    for (const std::size_t user : waiting.users[node])
      if (--waiting.missing[user] == 0) ready.push(user);
  }
  if (order.size() < nodes.size()) refuse_cycle(nodes, waiting);
  return order;
}

std::string label_of(const Node& node) {
  if (!node.name.empty()) return fmt::format("'{}' ({})", node.name, node.op_type);
  const std::string output = node.outputs.empty() ? "" : node.outputs.front();
  return fmt::format("{} -> '{}'", node.op_type, output);
}

}  // namespace systole::frontend::onnx
