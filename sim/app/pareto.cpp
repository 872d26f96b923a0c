// systole pareto
#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/output.hpp"
#include "app/supervision.hpp"
#include "base/error.hpp"
#include "report/sweep_report.hpp"
#include "sweep/expression.hpp"

namespace systole::app {

namespace {

/// "metric", "min:metric" or "max:metric".
sweep::Coordinate coordinate_from(const std::string& option, const sweep::Heading& heading,
                                  const Arguments& arguments, std::size_t objective) {
  std::string text;
  if (const auto given = arguments.find(option)) {
    text = *given;
  } else if (objective < heading.objectives.size()) {
    text = heading.objectives[objective];
    text.resize(text.rfind(' '));
  } else {
    throw UserError(fmt::format("--{} is needed: the sweep names no objectives", option));
  }
  if (text.rfind("min:", 0) == 0) return {text.substr(4), sweep::Direction::minimize};
  if (text.rfind("max:", 0) == 0) return {text.substr(4), sweep::Direction::maximize};
  return {text, direction_of(heading, text)};
}

std::vector<sweep::StoredRow> selected(const sweep::Heading& heading,
                                       std::vector<sweep::StoredRow> rows,
                                       const std::string& condition) {
  const auto expression = sweep::Expression::parse(condition, {"--where", 0, 0});
  for (const std::string& name : expression.names()) sweep::column_named(heading, name);
  std::vector<sweep::StoredRow> kept;
  for (sweep::StoredRow& row : rows) {
    const auto lookup = [&](const std::string& name) {
      return row.row.values.at(sweep::column_named(heading, name));
    };
    if (sweep::is_compared_chip(row) || expression.holds(lookup)) kept.push_back(std::move(row));
  }
  return kept;
}

int run(const Arguments& arguments) {
  sweep::Database database = sweep::Database::read(arguments.positionals().front());
  const sweep::Heading& heading = database.heading();
  std::vector<sweep::StoredRow> rows = sweep::rows_to_compare(database.all());
  if (const auto condition = arguments.find("where"))
    rows = selected(heading, std::move(rows), *condition);
  const sweep::Coordinate x = coordinate_from("x", heading, arguments, 0);
  const sweep::Coordinate y = coordinate_from("y", heading, arguments, 1);
  const sweep::Front front = sweep::front_of(heading, rows, x, y);
  if (front.best.empty()) throw UserError("there is no finished row with both metrics");
  const auto dominated =
      arguments.has("dominated") ? report::Dominated::list : report::Dominated::leave_out;
  if (const auto path = arguments.find("svg"))
    write_file_atomically(*path, report::front_svg(heading, rows, front));
  print(arguments.has("csv") ? report::front_csv(heading, rows, front, dominated)
                             : report::front_table(heading, rows, front, dominated) +
                                   report::compared_table(heading, rows, front));
  return kExitDone;
}

}  // namespace

Command pareto_command() {
  Command command;
  command.name = "pareto";
  command.summary = "the points of a sweep that no other point beats in two metrics";
  command.usage = {"DB [--x METRIC --y METRIC] [options]"};
  command.description =
      "Reads the database of a sweep and prints its Pareto front, as a table and as a picture. A "
      "metric is a column of the sweep; which way is better comes from the sweep's objectives, or "
      "is written min:METRIC, max:METRIC.";
  Option picture{"svg", 0, "FILE", "draws all points and the front"};
  picture.completes = Completes::file;
  command.options = {
      {"x", 0, "METRIC", "the first metric; the sweep's first objective if not given"},
      {"y", 0, "METRIC", "the second metric; the sweep's second objective if not given"},
      {"where", 0, "CONDITION", "only rows for which it holds, as in 'area_mm2 < 400'"},
      {"dominated", 0, "", "lists the points that another one beats, too"},
      picture,
      {"csv", 0, "", "prints CSV"},
      {"help", 'h', "", "this text"}};
  Positional database{"DB", "a database that 'systole sweep' wrote"};
  database.completes = Completes::file;
  command.positionals = {database};
  command.examples = {
      {"systole pareto arrays.db --x area_mm2 --y seconds --svg front.svg",
       "the fastest array for each area"},
      {"systole pareto arrays.db --x area_mm2 --y max:tokens_per_second --where 'tpp < 4800'",
       "among those below a threshold"}};
  command.run = run;
  return command;
}

}  // namespace systole::app
