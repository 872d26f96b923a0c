#include "frontend/graph_budget.hpp"

#include <fmt/format.h>

#include "frontend/limits.hpp"

namespace systole::frontend {

bool GraphBudget::takes(const workload::Operator& op) {
  if (const auto* grouped = std::get_if<workload::GroupedGemm>(&op.work))
    groups_ += grouped->rows.size();
  dependencies_ += op.depends_on.size();
  return groups_ <= kMostGroups && dependencies_ <= kMostDependencies;
}

std::string GraphBudget::message() {
  return fmt::format("more than {} groups or {} dependencies in all", kMostGroups,
                     kMostDependencies);
}

}  // namespace systole::frontend
