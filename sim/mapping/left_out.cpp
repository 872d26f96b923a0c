#include "mapping/left_out.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::mapping {

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
  if (left_out > 0 && left_out == graph.operators.size()) {
    throw UserError(fmt::format(
        "{}: nothing to simulate: each of its {} operators is a collective or has no shapes",
        graph.name, left_out));
  }
  return kinds;
}

}  // namespace systole::mapping
