// systole sensitivity
#include "app/arguments.hpp"
#include "app/output.hpp"
#include "app/supervision.hpp"
#include "base/error.hpp"
#include "report/sweep_report.hpp"

namespace systole::app {

namespace {

std::vector<std::string> metrics_of(const sweep::Heading& heading, const Arguments& arguments) {
  std::vector<std::string> metrics = arguments.all("metric");
  if (!metrics.empty()) return metrics;
  for (const std::string& objective : heading.objectives)
    metrics.push_back(objective.substr(0, objective.rfind(' ')));
  if (metrics.empty()) throw UserError("--metric is needed: the sweep names no objectives");
  return metrics;
}

int run(const Arguments& arguments) {
  sweep::Database database = sweep::Database::read(arguments.positionals().front());
  const sweep::Heading& heading = database.heading();
  const auto rows = sweep::rows_to_compare(database.all());
  const auto levels = arguments.has("levels") ? report::Levels::list : report::Levels::leave_out;
  std::string text;
  for (const std::string& metric : metrics_of(heading, arguments)) {
    const auto sensitivity = sweep::sensitivity_of(heading, rows, metric);
    text += (text.empty() ? "" : "\n") + report::sensitivity_table(sensitivity, levels);
  }
  print(text);
  return kExitDone;
}

}  // namespace

Command sensitivity_command() {
  Command command;
  command.name = "sensitivity";
  command.summary = "which axis of a sweep matters, and by how much";
  command.usage = {"DB [--metric METRIC]..."};
  command.description =
      "Reads the database of a sweep and says for each axis what share of a metric's variance its "
      "values explain by themselves, and how far apart their means are. Shares add up to 100 % "
      "together with what only combinations of axes explain where the rows are a full grid; of a "
      "sample they are estimates.";
  Option metric{"metric", 0, "METRIC", "a column of the sweep; its objectives if not given"};
  metric.repeated = true;
  command.options = {metric,
                     {"levels", 0, "", "adds the mean at every value of every axis"},
                     {"help", 'h', "", "this text"}};
  Positional database{"DB", "a database that 'systole sweep' wrote"};
  database.completes = Completes::file;
  command.positionals = {database};
  command.examples = {{"systole sensitivity arrays.db", "for every objective of the sweep"},
                      {"systole sensitivity arrays.db --metric seconds --levels",
                       "with the mean time at each value"}};
  command.run = run;
  return command;
}

}  // namespace systole::app
