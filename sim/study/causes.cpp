#include "study/causes.hpp"

#include <algorithm>
#include <map>

namespace systole::study {

namespace {

constexpr double kHalf = 0.5;
constexpr std::string_view kImbalance = kCauses[5];

constexpr std::array<std::string_view, kCauses.size()> kMeanings{
    "the matrix units work",
    "the vector units work",
    "the memory's channels carry data",
    "the shared buffer's slices or the cores' ports to it carry data",
    "the chip starts kernels, or waits for the host to issue them",
    "most cores wait for the longest one: the work does not divide over them",
    "nothing is busy half of the time: operators wait for first loads, last stores and each other"};

/// Adds `op` to the averages of a group, weighted by its cycles.
void add(CauseGroup& group, const result::OperatorResult& op, const result::MachineFacts& machine) {
  const result::BusyShares busy = result::busy_shares(op, machine);
  const auto cycles = static_cast<double>(op.cycles);
  const double whole = static_cast<double>(group.cycles) + cycles;
  ++group.operators;
  if (whole <= 0.0) return;
  const double weight = cycles / whole;
  for (std::size_t i = 0; i < busy.size(); ++i) group.busy[i] += weight * (busy[i] - group.busy[i]);
  group.idle += weight * (result::idle_share(op, machine) - group.idle);
  group.cycles += op.cycles;
}

}  // namespace

std::string_view cause_of(const result::OperatorResult& op, const result::MachineFacts& machine) {
  const std::string_view bound = result::bound_of(op, machine);
  if (bound != result::kBounds.back()) return bound;
  return result::idle_share(op, machine) >= kHalf ? kImbalance : bound;
}

std::string_view meaning_of(std::string_view cause) {
  const auto* const found = std::find(kCauses.begin(), kCauses.end(), cause);
  return found == kCauses.end() ? "" : kMeanings[static_cast<std::size_t>(found - kCauses.begin())];
}

std::vector<CauseGroup> causes_of(const result::Result& result) {
  std::map<std::pair<std::string, std::string_view>, CauseGroup> groups;
  for (const result::OperatorResult& op : result.operators) {
    const std::string_view cause = cause_of(op, result.machine);
    CauseGroup& group = groups[{op.kind, cause}];
    group.kind = op.kind;
    group.cause = cause;
    add(group, op, result.machine);
  }
  std::vector<CauseGroup> sorted;
  for (auto& [key, group] : groups) sorted.push_back(std::move(group));
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const CauseGroup& a, const CauseGroup& b) { return a.cycles > b.cycles; });
  return sorted;
}

CauseCycles cycles_by_cause(const result::Result& result, std::string_view kind) {
  std::map<std::string_view, Cycles> cycles;
  for (const result::OperatorResult& op : result.operators) {
    if (kind.empty() || op.kind == kind) cycles[cause_of(op, result.machine)] += op.cycles;
  }
  CauseCycles sorted(cycles.begin(), cycles.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return sorted;
}

}  // namespace systole::study
