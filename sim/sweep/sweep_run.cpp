#include "sweep/sweep_run.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace systole::sweep {

namespace {

std::size_t column_of(const std::vector<std::string>& columns, const std::string& name) {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found == columns.end()) throw ModelError("a sweep has no column for " + name);
  return static_cast<std::size_t>(found - columns.begin());
}

SearchProblem problem_of(const Evaluator& evaluator) {
  const Sweep& sweep = evaluator.sweep();
  SearchProblem problem{evaluator.space(), sweep.search, sweep.fidelity, {}, {}};
  for (const Objective& objective : sweep.objectives) {
    problem.objective_columns.push_back(column_of(evaluator.columns(), objective.metric));
    problem.directions.push_back(objective.direction);
  }
  return problem;
}

}  // namespace

Heading heading_of(const Evaluator& evaluator) {
  const Sweep& sweep = evaluator.sweep();
  Heading heading;
  heading.name = sweep.name;
  heading.fingerprint = evaluator.fingerprint();
  heading.definition = sweep.text;
  heading.columns = evaluator.columns();
  for (const Axis& axis : sweep.axes)
    heading.axes.insert(heading.axes.end(), axis.keys.begin(), axis.keys.end());
  for (const Objective& objective : sweep.objectives) {
    const char* const word = objective.direction == Direction::maximize ? " max" : " min";
    heading.objectives.push_back(objective.metric + word);
  }
  return heading;
}

SweepOutcome run_sweep(const Evaluator& evaluator, const Shard& shard, Crew& crew,
                       Database& database, const Hooks& hooks) {
  Executor executor(evaluator, crew, database, hooks);
  const Evaluate evaluate = [&](const std::vector<Point>& points, system::Fidelity fidelity) {
    return executor.evaluate(points, fidelity);
  };
  run_search(problem_of(evaluator), shard, evaluate);
  if (shard.number == 0) evaluate(evaluator.space().compared(), evaluator.sweep().fidelity);
  return {executor.asked(), executor.progress()};
}

std::string sweep_csv(const std::vector<std::string>& columns, const std::vector<Asked>& asked) {
  std::string text = "number,fidelity,status";
  for (const std::string& column : columns) text += "," + csv_cell(column);
  text += ",message\n";
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const Row& row = asked[i].row;
    text += fmt::format("{},{},{}", i + 1, system::name_of(asked[i].fidelity), name_of(row.status));
    for (const Value& value : row.values) text += "," + csv_cell(text_of(value));
    text += "," + csv_cell(row.message) + "\n";
  }
  return text;
}

Tally tally_of(const std::vector<Asked>& asked) {
  Tally tally;
  tally.by_status.assign(1 + static_cast<std::size_t>(Status::timed_out), 0);
  for (const Asked& point : asked) {
    ++tally.by_status[static_cast<std::size_t>(point.row.status)];
    const bool never_ran =
        point.row.status == Status::invalid || point.row.status == Status::infeasible;
    if (point.fidelity != system::Fidelity::analytic && !never_ran) ++tally.simulated;
  }
  return tally;
}

void merge_databases(const std::string& into, const std::vector<std::string>& from) {
  for (const std::string& path : from) {
    Database part = Database::read(path);
    Database whole = Database::open(into, part.heading());
    whole.add(part.all());
  }
}

}  // namespace systole::sweep
