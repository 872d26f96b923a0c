// systole sweep
#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/output.hpp"
#include "app/supervision.hpp"
#include "app/sweep_options.hpp"
#include "base/error.hpp"
#include "sweep/database.hpp"
#include "sweep/evaluator.hpp"

namespace systole::app {

namespace {

constexpr std::int64_t kMostJobs = 1024;

int merge(const Arguments& arguments) {
  const std::string into = arguments.one("merge");
  sweep::merge_databases(into, arguments.positionals());
  const std::size_t rows = sweep::Database::read(into).all().size();
  print(fmt::format("{}: {} rows\n", into, rows));
  return kExitDone;
}

int dry_run(const sweep::Evaluator& evaluator) {
  const sweep::Sweep& sweep = evaluator.sweep();
  std::string text = fmt::format("{}: {} points of {} axes on {}\n", sweep.name,
                                 evaluator.space().size(), sweep.axes.size(), sweep.chip);
  for (const sweep::Axis& axis : sweep.axes)
    text += fmt::format("  {}: {} values\n", axis.name, axis.values.size());
  text += "columns:";
  for (const std::string& column : evaluator.columns()) text += " " + column;
  print(text + "\n");
  return kExitDone;
}

int run(const Arguments& arguments) {
  if (arguments.has("merge")) return merge(arguments);
  if (arguments.positionals().size() > 1)
    throw UserError("one sweep at a time; several databases are for --merge");
  const sweep::Sweep sweep = sweep_from(arguments.positionals().front(), arguments);
  sweep::Evaluator evaluator(sweep);
  if (arguments.has("dry-run")) return dry_run(evaluator);
  database_path(sweep, arguments);
  // The workers are forked before the database is opened and before any thread exists.
  const auto crew = sweep::local_crew(
      evaluator, {*arguments.integer("jobs", 1, kMostJobs), point_seconds_from(arguments)});
  return run_with_crew(evaluator, arguments, *crew);
}

}  // namespace

Command sweep_command() {
  Command command;
  command.name = "sweep";
  command.summary = "simulates many variants of a chip and keeps a row for each";
  command.usage = {"NAME|FILE [options]", "--merge FILE.db PART.db..."};
  command.description =
      "Runs workloads on every point of a space of chips that a YAML file describes: axes over "
      "keys "
      "of the chip, constraints, objectives and a search (docs/sweeps.md). Rows go into an SQLite "
      "database as they are found, each durable when it is reported; a point that crashes, "
      "deadlocks or takes too long becomes a row that says so.";
  command.options = sweep_options();
  const std::vector<Option> more{
      {"jobs", 'j', "N", "evaluates N points at a time", "1"},
      {"merge", 0, "FILE", "adds the rows of the given databases to FILE and does nothing else"},
      {"dry-run", 0, "", "checks the file and says how many points there are"},
      {"quiet", 'q', "", "no progress and no notes on standard error"},
      {"help", 'h', "", "this text"}};
  command.options.insert(command.options.end(), more.begin(), more.end());
  Positional file{"FILE",
                  "a sweep, by file or by the name of a shipped one; databases with --merge"};
  file.completes = Completes::file;
  file.repeated = true;
  command.positionals = {file};
  command.examples = {
      {"systole sweep resnet50_arrays -j 2 --csv rows.csv", "every point of a shipped space"},
      {"systole sweep resnet50_arrays -j 2 --resume", "goes on where it was interrupted"},
      {"systole sweep gpu_llama_layer --search nsga2 --points 100 --seed 7",
       "looks for the best with a hundred simulations"},
      {"systole sweep my_space.yaml --shard 3/8 --db part3.db", "one job of an array of eight"},
      {"systole sweep --merge all.db part1.db part2.db", "the jobs' rows in one database"}};
  command.run = run;
  return command;
}

}  // namespace systole::app
