#include "frontend/chakra/order.hpp"

#include <algorithm>
#include <functional>
#include <queue>
#include <unordered_map>

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::frontend::chakra {

namespace {

class Sorter {
 public:
  Sorter(const Recording& recording, const std::string& path)
      : nodes_(recording.nodes), path_(path), users_(nodes_.size()), waits_(nodes_.size(), 0) {}

  Order run() {
    number();
    for (std::size_t i = 0; i < nodes_.size(); ++i) link(i);
    sort();
    trace_device();
    return std::move(order_);
  }

 private:
  void number() {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (!indices_.emplace(nodes_[i].id, i).second)
        throw UserError(fmt::format("{}: two nodes have the id {}", path_, nodes_[i].id));
    }
  }

  /// Dependencies on nodes that the file leaves out are met before it starts.
  void link(std::size_t index) {
    for (const auto* ids : {&nodes_[index].control, &nodes_[index].data}) {
      for (const std::uint64_t id : *ids) {
        const auto found = indices_.find(id);
        if (found == indices_.end()) continue;
        users_[found->second].push_back(index);
        ++waits_[index];
      }
    }
  }

  /// As they stand in the file, but for what has to wait.
  void sort() {
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (waits_[i] == 0) ready.push(i);
    }
    while (!ready.empty()) {
      const std::size_t index = ready.top();
      ready.pop();
      order_.indices.push_back(index);
      for (const std::size_t user : users_[index]) {
        if (--waits_[user] == 0) ready.push(user);
      }
    }
    if (order_.indices.size() == nodes_.size()) return;
    const auto stuck =
        std::find_if(waits_.begin(), waits_.end(), [](auto count) { return count > 0; });
    const Node& node = nodes_[static_cast<std::size_t>(stuck - waits_.begin())];
    throw UserError(fmt::format(
        "{}: {} nodes wait for each other in a circle, node {} ('{}') among them: expected a graph "
        "without cycles",
        path_, nodes_.size() - order_.indices.size(), node.id, node.name.substr(0, 80)));
  }

  void trace_device() {
    std::vector<std::size_t> last(nodes_.size(), kNoCaller);  // on the device, behind host nodes
    order_.before.resize(nodes_.size());
    order_.callers.assign(nodes_.size(), kNoCaller);
    for (const std::size_t index : order_.indices) {
      for (const auto* ids : {&nodes_[index].control, &nodes_[index].data}) {
        for (const std::uint64_t id : *ids) {
          const auto found = indices_.find(id);
          if (found == indices_.end()) continue;
          const std::size_t other = found->second;
          const std::size_t device = nodes_[other].on_host ? last[other] : other;
          if (device != kNoCaller) order_.before[index].push_back(device);
        }
      }
      set_caller(index);
      const auto& before = order_.before[index];
      if (!before.empty()) last[index] = *std::max_element(before.begin(), before.end());
    }
  }

  void set_caller(std::size_t index) {
    for (const std::uint64_t id : nodes_[index].control) {
      const auto found = indices_.find(id);
      if (found != indices_.end() && nodes_[found->second].on_host)
        order_.callers[index] = found->second;
    }
  }

  const std::vector<Node>& nodes_;
  const std::string& path_;
  std::unordered_map<std::uint64_t, std::size_t> indices_;
  std::vector<std::vector<std::size_t>> users_;
  std::vector<std::size_t> waits_;
  Order order_;
};

}  // namespace

Order order_of(const Recording& recording, const std::string& path) {
  return Sorter(recording, path).run();
}

}  // namespace systole::frontend::chakra
