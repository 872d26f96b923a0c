// The names that a sweep may use in constraints, metrics and objectives.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "sweep/figures.hpp"
#include "sweep/sweep_file.hpp"

namespace systole::sweep {

/// What stands before the names of a workload's metrics: nothing where there is only one workload.
std::string metric_prefix(const Sweep& sweep, const SweptWorkload& workload);

class Names {
 public:
  /// `base` has the keys and figures of the chip without any axis.
  Names(const Sweep& sweep, const Figures& base);

  /// Reports every name that nobody knows, with the nearest one that somebody does.
  void check(Diagnostics& diagnostics) const;
  /// Whether an expression can be worked out before anything runs.
  bool before_running(const Expression& expression) const;
  /// Of a sweep's table, in order.
  std::vector<std::string> columns() const;

 private:
  void check_name(const std::string& name, const Place& place, Diagnostics& diagnostics) const;

  const Sweep& sweep_;
  std::set<std::string> before_;  ///< known from the chip alone
  std::set<std::string> all_;
};

}  // namespace systole::sweep
