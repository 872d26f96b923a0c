#include "mapping/left_out.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::mapping {
namespace {

bool any_measured(const std::vector<LeftOut>& kinds) {
  return std::any_of(kinds.begin(), kinds.end(),
                     [](const LeftOut& kind) { return kind.measured_seconds > 0.0; });
}

}  // namespace

std::vector<LeftOut> left_out_of(const workload::Graph& graph) {
  std::vector<LeftOut> kinds;
  std::map<std::pair<std::string, std::string>, std::size_t> known;
  std::size_t left_out = 0;
  for (const workload::Operator& op : graph.operators) {
    if (workload::is_simulated(op)) continue;
    ++left_out;
    const std::string kind(workload::kind_of(op));
    const auto [entry, is_new] = known.emplace(std::make_pair(kind, op.source_kind), kinds.size());
    if (is_new) kinds.push_back({kind, op.source_kind, 0, 0.0});
    ++kinds[entry->second].operators;
    kinds[entry->second].measured_seconds += op.measured_seconds.value_or(0.0);
  }
  if (left_out > 0 && left_out == graph.operators.size() && !any_measured(kinds)) {
    throw UserError(
        fmt::format("{}: nothing to simulate: each of its {} operators is a collective or has no "
                    "shapes, and no measured time is known of any",
                    graph.name, left_out));
  }
  return kinds;
}

}  // namespace systole::mapping
