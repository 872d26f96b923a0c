#include "frontend/kineto/build_graph.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "frontend/kineto/collective.hpp"
#include "frontend/kineto/lowering.hpp"

namespace systole::frontend::kineto {

namespace {

using workload::Operator;

constexpr double kSecondsPerPicosecond = 1e-12;
constexpr int kMostParents = 64;

/// "mm" of "aten::mm", "CppNode" of "torch::autograd::CppNode<...>".
std::string plain_name(std::string_view name) {
  name = name.substr(0, name.find('<'));
  const std::size_t colons = name.rfind("::");
  return std::string(colons == std::string_view::npos ? name : name.substr(colons + 2));
}

class Builder {
 public:
  Builder(const Trace& trace, const std::vector<Link>& links, const Precedents* precedents)
      : trace_(trace), links_(links), precedents_(precedents) {}

  workload::Graph build(const std::vector<Group>& groups) {
    graph_.operators.reserve(groups.size());
    for (const Group& group : groups) {
      add(group);
      last_of_group_.push_back(graph_.operators.size() - 1);
    }
    return std::move(graph_);
  }

 private:
  void add(const Group& group) {
    Parts parts = group.op == kNone ? lone_work(group.events.front()) : work_of(group);
    if (parts.empty()) parts = {opaque()};
    check(parts, group);
    const std::vector<std::int64_t> times = share(parts, group);
    const std::string base = base_name(group);
    const std::int64_t number = ++numbers_[base];
    for (std::size_t i = 0; i < parts.size(); ++i) {
      Operator& op = parts[i];
      op.name = fmt::format("{}.{}{}{}", base, number, op.name.empty() ? "" : ".", op.name);
      op.source_kind = source_kind(group);
      if (times[i] > 0) op.measured_seconds = static_cast<double>(times[i]) * kSecondsPerPicosecond;
      if (precedents_ == nullptr) {
        append(std::move(op), trace_.gpu[group.events.front()].stream);
      } else {
        append_in_order(std::move(op), i == 0);
      }
    }
  }

  /// After the operator before it on its stream.
  void append(Operator op, Id stream) {
    const auto [last, is_first] = last_on_stream_.emplace(stream, graph_.operators.size());
    if (!is_first) op.depends_on.push_back(last->second);
    last->second = graph_.operators.size();
    graph_.operators.push_back(std::move(op));
  }

  /// After the groups that it waits for, or else behind the part of its own group before it.
  void append_in_order(Operator op, bool is_first) {
    if (is_first) {
      const std::size_t group = last_of_group_.size();
      for (const std::size_t before : (*precedents_)[group]) {
        if (before < group) op.depends_on.push_back(last_of_group_[before]);
      }
    } else {
      op.depends_on.push_back(graph_.operators.size() - 1);
    }
    graph_.operators.push_back(std::move(op));
  }

  const std::string& name_of(std::size_t event) const {
    return trace_.strings[trace_.gpu[event].name];
  }

  std::string base_name(const Group& group) const {
    if (group.op != kNone) return plain_name(trace_.strings[trace_.ops[group.op].name]);
    return short_name(name_of(group.events.front()));
  }

  /// The operator's name; of a kernel without shapes that of the operator around it, or its own.
  std::string source_kind(const Group& group) const {
    if (group.op != kNone) return trace_.strings[trace_.ops[group.op].name];
    const GpuEvent& event = trace_.gpu[group.events.front()];
    const Id op = links_[group.events.front()].op;
    const bool named = event.work == GpuWork::kernel && op != kNone &&
                       is_known(trace_.strings[trace_.ops[op].name]);
    if (named) return trace_.strings[trace_.ops[op].name];
    if (event.work == GpuWork::kernel) return short_name(name_of(group.events.front()));
    return name_of(group.events.front());
  }

  Parts work_of(const Group& group) const {
    const HostOp& op = trace_.ops[group.op];
    const Call call = parse_call(trace_.strings[op.name], trace_.strings[op.signature]);
    const Hints hints = hints_of(group);
    return group.basis == Basis::known_op ? lower_known(call, hints) : lower_any(call, hints);
  }

  Hints hints_of(const Group& group) const {
    const auto longest = std::max_element(
        group.events.begin(), group.events.end(),
        [&](auto a, auto b) { return trace_.gpu[a].picoseconds < trace_.gpu[b].picoseconds; });
    Hints hints;
    hints.family = family_of(name_of(*longest));
    hints.dtype = dtype_in(name_of(*longest));
    hints.tf32 = std::any_of(group.events.begin(), group.events.end(),
                             [&](std::size_t event) { return uses_tf32(name_of(event)); });
    hints.in_optimizer = is_in_optimizer(group.op);
    return hints;
  }

  bool is_in_optimizer(Id op) const {
    for (int i = 0; op != kNone && i < kMostParents; op = trace_.ops[op].parent, ++i) {
      if (starts_with(trace_.strings[trace_.ops[op].name], "Optimizer.step")) return true;
    }
    return false;
  }

  /// What has no operator with shapes: a collective, a copy or fill on the device, or a time.
  Parts lone_work(std::size_t index) const {
    const GpuEvent& event = trace_.gpu[index];
    if (event.work == GpuWork::kernel) {
      const bool exchanges = family_of(name_of(index)) == KernelFamily::collective;
      const auto collective =
          exchanges ? collective_of(trace_, event, links_[index].op) : std::optional<Operator>();
      return {collective.value_or(opaque())};
    }
    if (event.bytes == 0 || crosses_to_host(name_of(index))) return {opaque()};
    return {movement(event)};
  }

  static Operator opaque() {
    Operator op;
    op.work = workload::Opaque{};
    return op;
  }

  static Operator movement(const GpuEvent& event) {
    const bool copies = event.work == GpuWork::copy;
    Operator op;
    op.work =
        workload::Vector{copies ? workload::VectorKind::copy : workload::VectorKind::elementwise, 1,
                         event.bytes, copies ? event.bytes : 0, event.bytes};
    op.input_dtype = op.weight_dtype = op.output_dtype = DType::int8;
    return op;
  }

  /// Shapes are refused here, where the call that has them can be named.
  void check(const Parts& parts, const Group& group) const {
    for (const Operator& op : parts) {
      Diagnostics mistakes;
      validate(op, mistakes);
      if (!mistakes.has_errors()) continue;
      throw UserError(
          fmt::format("{}: impossible shapes: {}", base_name(group), mistakes.errors().front()));
    }
  }

  /// The time of the events for each part: kernels that name their gradient go to it, the rest is
  /// divided by MACs. The shares add up to the whole.
  std::vector<std::int64_t> share(const Parts& parts, const Group& group) const {
    std::vector<std::int64_t> times(parts.size(), 0);
    std::int64_t shared = 0;
    for (const std::size_t event : group.events) {
      const auto part = std::find_if(parts.begin(), parts.end(), [&](const Operator& op) {
        return !op.name.empty() && name_of(event).find(op.name) != std::string::npos;
      });
      const std::int64_t time = trace_.gpu[event].picoseconds;
      std::int64_t& sum =
          part == parts.end() ? shared : times[static_cast<std::size_t>(part - parts.begin())];
      sum = checked_add(sum, time, "measured time");
    }
    divide(shared, parts, times);
    return times;
  }

  static void divide(std::int64_t shared, const Parts& parts, std::vector<std::int64_t>& times) {
    double whole = 0.0;
    for (const Operator& op : parts) whole += static_cast<double>(macs_of(op));
    std::int64_t left = shared;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
      const double fraction = whole > 0.0 ? static_cast<double>(macs_of(parts[i])) / whole
                                          : 1.0 / static_cast<double>(parts.size());
      const auto time = static_cast<std::int64_t>(static_cast<double>(shared) * fraction);
      times[i] += time;
      left -= time;
    }
    times.back() += left;
  }

  const Trace& trace_;
  const std::vector<Link>& links_;
  const Precedents* precedents_;
  std::vector<std::size_t> last_of_group_;
  workload::Graph graph_;
  std::unordered_map<std::string, std::int64_t> numbers_;
  std::unordered_map<Id, std::size_t> last_on_stream_;
};

}  // namespace

workload::Graph build_graph(const Trace& trace, const std::vector<Link>& links,
                            const std::vector<Group>& groups, const Precedents* precedents) {
  return Builder(trace, links, precedents).build(groups);
}

}  // namespace systole::frontend::kineto
