#include "frontend/kineto/groups.hpp"

#include <unordered_map>

#include "base/text.hpp"
#include "frontend/kineto/lowering.hpp"

namespace systole::frontend::kineto {

namespace {

constexpr int kMostParents = 64;

class Grouper {
 public:
  Grouper(const Trace& trace, const std::vector<Link>& links) : trace_(trace), links_(links) {}

  std::vector<Group> run() {
    for (std::size_t i = 0; i < trace_.gpu.size(); ++i) add(i);
    return std::move(groups_);
  }

 private:
  void add(std::size_t event) {
    const Group named = stands_alone(trace_.gpu[event]) ? Group{} : naming(links_[event].op);
    if (named.op == kNone) {
      groups_.push_back(named);
    } else {
      const auto [entry, is_new] = by_op_.emplace(named.op, groups_.size());
      if (is_new) groups_.push_back(named);
      groups_[entry->second].events.push_back(event);
      return;
    }
    groups_.back().events.push_back(event);
  }

  bool stands_alone(const GpuEvent& event) const {
    const std::string& name = trace_.strings[event.name];
    if (event.work == GpuWork::copy) return crosses_to_host(name);
    return event.work == GpuWork::kernel && family_of(name) == KernelFamily::collective;
  }

  /// The innermost operator around that a table knows and whose shapes suffice; else the innermost
  /// with tensors.
  Group naming(Id innermost) {
    Id op = innermost;
    for (int i = 0; op != kNone && i < kMostParents; op = trace_.ops[op].parent, ++i) {
      if (has_work(trace_.ops[op])) return {Basis::known_op, op, {}};
    }
    if (innermost == kNone || is_known(trace_.strings[trace_.ops[innermost].name])) return {};
    if (!has_tensors(trace_.ops[innermost])) return {};
    return {Basis::other_op, innermost, {}};
  }

  Call call_of(const HostOp& op) const {
    return parse_call(trace_.strings[op.name], trace_.strings[op.signature]);
  }

  bool has_work(const HostOp& op) {
    if (op.signature == kNone || !is_known(trace_.strings[op.name])) return false;
    const auto [entry, is_new] = has_work_.emplace(key_of(op), false);
    if (is_new) entry->second = !lower_known(call_of(op), {}).empty();
    return entry->second;
  }

  bool has_tensors(const HostOp& op) {
    if (op.signature == kNone) return false;
    const auto [entry, is_new] = has_tensors_.emplace(key_of(op), false);
    if (is_new) entry->second = !lower_any(call_of(op), {}).empty();
    return entry->second;
  }

  static std::uint64_t key_of(const HostOp& op) {
    return (std::uint64_t{op.name} << 32) | op.signature;
  }

  const Trace& trace_;
  const std::vector<Link>& links_;
  std::vector<Group> groups_;
  std::unordered_map<Id, std::size_t> by_op_;
  std::unordered_map<std::uint64_t, bool> has_work_;
  std::unordered_map<std::uint64_t, bool> has_tensors_;
};

}  // namespace

bool crosses_to_host(std::string_view copy) {
  return copy.find("HtoD") != std::string_view::npos ||
         copy.find("DtoH") != std::string_view::npos ||
         copy.find("HostToDevice") != std::string_view::npos ||
         copy.find("DeviceToHost") != std::string_view::npos;
}

std::vector<Group> group(const Trace& trace, const std::vector<Link>& links) {
  return Grouper(trace, links).run();
}

}  // namespace systole::frontend::kineto
