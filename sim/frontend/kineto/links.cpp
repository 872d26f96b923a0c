#include "frontend/kineto/links.hpp"

#include <algorithm>
#include <tuple>

namespace systole::frontend::kineto {

namespace {

/// Outer operators come before those that they enclose.
bool comes_first(const HostOp& a, const HostOp& b) {
  return std::make_tuple(a.thread, a.begin_ns, -a.end_ns) <
         std::make_tuple(b.thread, b.begin_ns, -b.end_ns);
}

void nest(std::vector<HostOp>& ops) {
  std::stable_sort(ops.begin(), ops.end(), comes_first);
  Id around = kNone;
  for (std::size_t i = 0; i < ops.size(); ++i) {
    HostOp& op = ops[i];
    while (around != kNone && (ops[around].thread != op.thread || ops[around].end_ns < op.end_ns)) {
      around = ops[around].parent;
    }
    op.parent = around;
    around = static_cast<Id>(i);
  }
}

/// Finds the innermost operator around each launch, in one sweep over both.
void place_launches(const std::vector<HostOp>& ops, std::vector<Launch>& launches) {
  const auto key = [](const Launch& launch) { return std::make_pair(launch.thread, launch.at_ns); };
  std::stable_sort(launches.begin(), launches.end(),
                   [&](const Launch& a, const Launch& b) { return key(a) < key(b); });
  std::size_t next = 0;
  Id around = kNone;
  for (Launch& launch : launches) {
    for (; next < ops.size() && std::make_pair(ops[next].thread, ops[next].begin_ns) <= key(launch);
         ++next) {
      around = static_cast<Id>(next);
    }
    while (around != kNone &&
           (ops[around].thread != launch.thread || ops[around].end_ns < launch.at_ns)) {
      around = ops[around].parent;
    }
    launch.op = around;
  }
}

/// Host operators by external id. Old files number launches and operators apart, but nothing says
/// so: there, a kernel's external id is its correlation.
class ByExternalId {
 public:
  explicit ByExternalId(const std::vector<HostOp>& ops) {
    for (std::size_t i = 0; i < ops.size(); ++i) {
      if (ops[i].external_id != kNoNumber)
        entries_.emplace_back(ops[i].external_id, static_cast<Id>(i));
    }
    std::sort(entries_.begin(), entries_.end());
  }

  Id find(std::int64_t external_id, std::int64_t correlation) const {
    if (external_id == kNoNumber || external_id == correlation) return kNone;
    const auto found =
        std::lower_bound(entries_.begin(), entries_.end(), std::make_pair(external_id, Id{0}));
    return found != entries_.end() && found->first == external_id ? found->second : kNone;
  }

 private:
  std::vector<std::pair<std::int64_t, Id>> entries_;
};

class Linker {
 public:
  explicit Linker(Trace& trace) : trace_(trace), by_external_id_(trace.ops) {}

  Link link_of(const GpuEvent& event) const {
    const Launch* launch = launch_of(event);
    const Id named = by_external_id_.find(event.external_id, event.correlation);
    if (launch == nullptr) return {named == kNone ? Origin::unseen : Origin::launched, named};
    if (trace_.strings[launch->name].find("GraphLaunch") != std::string::npos)
      return {Origin::graph_launch, kNone};
    if (launch->op != kNone) return {Origin::launched, launch->op};
    if (named != kNone) return {Origin::launched, named};
    return {Origin::launched, by_external_id_.find(launch->external_id, launch->correlation)};
  }

 private:
  const Launch* launch_of(const GpuEvent& event) const {
    const auto found = std::lower_bound(
        trace_.launches.begin(), trace_.launches.end(), event.correlation,
        [](const Launch& launch, std::int64_t value) { return launch.correlation < value; });
    const bool is_there = found != trace_.launches.end() && found->correlation == event.correlation;
    return is_there && event.correlation != kNoNumber ? &*found : nullptr;
  }

  const Trace& trace_;
  ByExternalId by_external_id_;
};

}  // namespace

std::vector<Link> link(Trace& trace) {
  nest(trace.ops);
  place_launches(trace.ops, trace.launches);
  std::stable_sort(trace.launches.begin(), trace.launches.end(),
                   [](const Launch& a, const Launch& b) { return a.correlation < b.correlation; });
  std::stable_sort(trace.gpu.begin(), trace.gpu.end(),
                   [](const GpuEvent& a, const GpuEvent& b) { return a.begin_ns < b.begin_ns; });
  const Linker linker(trace);
  std::vector<Link> links;
  links.reserve(trace.gpu.size());
  for (const GpuEvent& event : trace.gpu) links.push_back(linker.link_of(event));
  return links;
}

}  // namespace systole::frontend::kineto
