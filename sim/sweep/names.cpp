#include "sweep/names.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace systole::sweep {

namespace {

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

}  // namespace

std::string metric_prefix(const Sweep& sweep, const SweptWorkload& workload) {
  return sweep.workloads.size() == 1 ? "" : workload.name + ".";
}

Names::Names(const Sweep& sweep, const Figures& base) : sweep_(sweep) {
  for (const auto& [name, value] : base) before_.insert(name);
  for (const Axis& axis : sweep.axes) before_.insert(axis.keys.begin(), axis.keys.end());
  for (const NamedExpression& metric : sweep.metrics) {
    if (before_running(metric.expression)) before_.insert(metric.name);
  }
  before_.insert(kChipKey);
  all_ = before_;
  for (const NamedExpression& metric : sweep.metrics) all_.insert(metric.name);
  for (const SweptWorkload& workload : sweep.workloads) {
    for (const std::string& name : run_figure_names(workload))
      all_.insert(metric_prefix(sweep, workload) + name);
  }
}

bool Names::before_running(const Expression& expression) const {
  const auto is_known = [&](const std::string& name) { return before_.count(name) > 0; };
  return std::all_of(expression.names().begin(), expression.names().end(), is_known);
}

void Names::check_name(const std::string& name, const Place& place,
                       Diagnostics& diagnostics) const {
  if (all_.count(name) > 0) return;
  std::string advice = suggestion(name, {all_.begin(), all_.end()});
  const std::string& first = sweep_.workloads.front().name;
  if (all_.count(first + "." + name) > 0)
    advice = "; there are several workloads: write " + first + "." + name;
  if (ends_with(name, "tokens_per_second")) advice = "; it needs `tokens` beside the workload";
  diagnostics.error(place, "", "nothing is called '" + name + "'" + advice);
}

void Names::check(Diagnostics& diagnostics) const {
  for (const Expression& constraint : sweep_.constraints) {
    for (const std::string& name : constraint.names())
      check_name(name, constraint.place(), diagnostics);
  }
  for (const NamedExpression& metric : sweep_.metrics) {
    for (const std::string& name : metric.expression.names())
      check_name(name, metric.expression.place(), diagnostics);
  }
  for (const Objective& objective : sweep_.objectives)
    check_name(objective.metric, objective.place, diagnostics);
  for (const std::string& name : sweep_.record) check_name(name, {"record"}, diagnostics);
}

std::vector<std::string> Names::columns() const {
  std::vector<std::string> columns;
  if (!sweep_.compare.empty()) columns.emplace_back(kChipKey);
  for (const Axis& axis : sweep_.axes) {
    for (const std::string& key : axis.keys) add_once(columns, key);
  }
  for (const std::string& name : chip_columns()) add_once(columns, name);
  for (const SweptWorkload& workload : sweep_.workloads) {
    for (const std::string& name : run_columns(workload))
      add_once(columns, metric_prefix(sweep_, workload) + name);
  }
  for (const NamedExpression& metric : sweep_.metrics) add_once(columns, metric.name);
  for (const Objective& objective : sweep_.objectives) add_once(columns, objective.metric);
  for (const std::string& name : sweep_.record) add_once(columns, name);
  return columns;
}

}  // namespace systole::sweep
