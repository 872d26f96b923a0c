#include "sweep/evaluator.hpp"

#include <new>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/chip_io.hpp"
#include "cost/actions.hpp"
#include "frontend/read_workload.hpp"
#include "mapping/compile.hpp"
#include "runner/runner.hpp"
#include "study/error_bars.hpp"
#include "sweep/fingerprint.hpp"
#include "sweep/names.hpp"

namespace systole::sweep {

namespace {

bool is_parameter(const std::string& key) { return starts_with(key, kParameterPrefix); }

/// The parameters of one workload: its own, and those that the axes give to it or to all.
std::map<std::string, std::string> parameters_of(const SweptWorkload& workload,
                                                 const std::vector<Setting>& settings) {
  std::map<std::string, std::string> parameters = workload.parameters;
  const std::string own = std::string(kParameterPrefix) + workload.name + ".";
  for (const auto& [key, value] : settings) {
    if (starts_with(key, own)) {
      parameters[key.substr(own.size())] = value;
    } else if (is_parameter(key) && key.find('.') == key.rfind('.')) {
      parameters[key.substr(std::string_view(kParameterPrefix).size())] = value;
    }
  }
  return parameters;
}

/// The first line of a message: a row is one line.
std::string first_line(const std::string& message) { return message.substr(0, message.find('\n')); }

/// A constraint that does not hold.
struct Infeasible {
  std::string message;
};

}  // namespace

Evaluator::Evaluator(const Sweep& sweep)
    : sweep_(sweep), space_(sweep.axes, sweep.compare), rules_(cost::shipped_rules()) {
  Diagnostics diagnostics;
  const config::Chip base = config::read_chip(sweep.chip, sweep.fixed, diagnostics);
  diagnostics.throw_if_errors();
  check_axes(base, diagnostics);
  base_dtype_ = base.default_dtype;
  Figures figures;
  add_chip_keys(base, figures);
  add_chip_figures(base, rules_, figures);
  const Names names(sweep, figures);
  names.check(diagnostics);
  diagnostics.throw_if_errors();
  columns_ = names.columns();
  for (const Expression& constraint : sweep.constraints)
    constraints_.push_back({&constraint, names.before_running(constraint)});
  prepare(space_.at(0));
  fingerprint_ = fingerprint_of(sweep, columns_);
}

/// Values are checked point by point: whether they are in range may depend on each other.
void Evaluator::check_axes(const config::Chip& base, Diagnostics& diagnostics) const {
  Figures keys;
  add_chip_keys(base, keys);
  std::vector<std::string> names;
  for (const auto& [name, value] : keys) names.push_back(name);
  for (const Axis& axis : sweep_.axes) {
    for (const std::string& key : axis.keys) {
      // A banked memory has keys of its own, and another axis may be what makes it banked.
      if (is_parameter(key) || key == kChipKey || keys.count(key) > 0 ||
          starts_with(key, "memory."))
        continue;
      diagnostics.error(axis.place, "axes",
                        "the chip has no key '" + key + "'" + suggestion(key, names) +
                            " (parameters of workloads begin with param.)");
    }
  }
}

void Evaluator::prepare(const Point& point) {
  const std::vector<Setting> settings = space_.settings(point);
  for (const SweptWorkload& workload : sweep_.workloads) graph_of(workload, settings, base_dtype_);
}

config::Chip Evaluator::chip_of(const std::vector<Setting>& settings) const {
  std::string name = sweep_.chip;
  std::vector<std::string> overrides = sweep_.fixed;
  for (const auto& [key, value] : settings) {
    if (key == kChipKey) {
      name = value;
      overrides.clear();  // they are for the sweep's chip
    } else if (!is_parameter(key)) {
      overrides.push_back(fmt::format("{}={}", key, value));
    }
  }
  Diagnostics diagnostics;
  config::Chip chip = config::read_chip(name, overrides, diagnostics);
  diagnostics.throw_if_errors();
  return chip;
}

const workload::Graph& Evaluator::graph_of(const SweptWorkload& workload,
                                           const std::vector<Setting>& settings, DType dtype) {
  frontend::ReadOptions options;
  options.parameters = parameters_of(workload, settings);
  options.default_dtype = dtype;
  std::string key = workload.name + "|" + std::string(systole::name_of(dtype));
  for (const auto& [name, value] : options.parameters) key += fmt::format("|{}={}", name, value);
  const auto known = graphs_.find(key);
  if (known != graphs_.end()) return known->second;
  Diagnostics diagnostics;
  return graphs_.emplace(key, frontend::read_workload(workload.file, options, diagnostics))
      .first->second;
}

void Evaluator::add_metrics(Figures& figures) const {
  for (const NamedExpression& metric : sweep_.metrics) {
    figures[metric.name] = metric.expression.evaluate(
        [&](const std::string& name) { return figure_of(figures, name); });
  }
}

const Expression* Evaluator::broken_constraint(const Figures& figures, bool before_running) const {
  const auto lookup = [&](const std::string& name) { return figure_of(figures, name); };
  for (const Constraint& constraint : constraints_) {
    if (constraint.before_running != before_running) continue;
    if (!constraint.expression->holds(lookup)) return constraint.expression;
  }
  return nullptr;
}

void Evaluator::run_workloads(const std::vector<Setting>& settings,
                              const system::RunOptions& options, const config::Chip& chip,
                              Figures& figures) {
  for (const SweptWorkload& workload : sweep_.workloads) {
    const workload::Graph& graph = graph_of(workload, settings, chip.default_dtype);
    const program::Program program = mapping::compile(graph, chip);
    // SystemC elaborates once per process: the last run may have this one.
    const bool here =
        options.fidelity == system::Fidelity::analytic || &workload == &sweep_.workloads.back();
    result::Result result =
        here ? system::run(chip, program, options) : runner::run_in_child(chip, program, options);
    cost::charge_energy(chip, result);
    study::charge_error_bars(chip, graph, residuals_, result);
    add_run_figures({result, workload.tokens}, metric_prefix(sweep_, workload), figures);
  }
}

void Evaluator::work_out(const std::vector<Setting>& settings, system::Fidelity fidelity,
                         Figures& figures) {
  const config::Chip chip = chip_of(settings);
  add_chip_keys(chip, figures);
  add_chip_figures(chip, rules_, figures);
  figures[kChipKey] = chip.name;
  add_metrics(figures);
  if (const Expression* broken = broken_constraint(figures, true)) throw Infeasible{broken->text()};
  system::RunOptions options;
  options.fidelity = fidelity;
  run_workloads(settings, options, chip, figures);
  add_metrics(figures);
  if (const Expression* broken = broken_constraint(figures, false))
    throw Infeasible{broken->text()};
}

Row Evaluator::evaluate(const Point& point, system::Fidelity fidelity) {
  const std::vector<Setting> settings = space_.settings(point);
  Row row;
  Figures figures;
  try {
    work_out(settings, fidelity, figures);
  } catch (const Infeasible& infeasible) {
    row.status = Status::infeasible;
    row.message = infeasible.message;
  } catch (const UserError& error) {
    row.status = Status::invalid;
    row.message = first_line(error.what());
  } catch (const std::bad_alloc&) {
    row.status = Status::failed;
    row.message = "out of memory";
  } catch (const std::exception& error) {
    row.status = Status::failed;
    row.message = first_line(error.what());
  }
  add_values(settings, figures, row);
  return row;
}

void Evaluator::add_values(const std::vector<Setting>& settings, Figures& figures, Row& row) const {
  for (const auto& [key, value] : settings) figures[key] = value_from(value);
  for (const std::string& column : columns_) row.values.push_back(figure_of(figures, column));
}

Row Evaluator::failed_row(const Point& point, Status status, const std::string& message) const {
  Figures figures;
  Row row{status, message, {}};
  add_values(space_.settings(point), figures, row);
  return row;
}

}  // namespace systole::sweep
