// What keeps a small file from becoming a graph that fills the memory, and lists of dependencies
// short.
#pragma once

#include <cstddef>
#include <unordered_set>
#include <vector>

#include "workload/graph.hpp"

namespace systole::frontend {

/// Counts the groups and dependencies of all operators.
class GraphBudget {
 public:
  /// False when there are more than kMostGroups or kMostDependencies.
  bool takes(const workload::Operator& op);
  /// What to say then.
  static std::string message();

 private:
  std::size_t groups_ = 0;
  std::size_t dependencies_ = 0;
};

/// Indices of operators in the order in which they were named, each once.
class Dependencies {
 public:
  void add(std::size_t index) {
    if (seen_.insert(index).second) indices_.push_back(index);
  }
  const std::vector<std::size_t>& indices() const { return indices_; }

 private:
  std::vector<std::size_t> indices_;
  std::unordered_set<std::size_t> seen_;
};

}  // namespace systole::frontend
