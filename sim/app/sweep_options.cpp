#include "app/sweep_options.hpp"

#include <cmath>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "app/output.hpp"
#include "app/progress.hpp"
#include "app/supervision.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "report/sweep_report.hpp"

namespace systole::app {

namespace {

constexpr std::int64_t kMostPoints = 50'000'000;

bool has_content(const std::string& path) {
  std::error_code ignored;
  const auto size = std::filesystem::file_size(path, ignored);
  return !ignored && size > 0;
}

std::string duration_text(double seconds) {
  const auto whole = std::llround(seconds);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

/// "1234 rows are durable, 5766 to go, 105/s, 55 s left".
std::string progress_text(const std::string& name, const sweep::Progress& progress) {
  std::string text =
      fmt::format("{}: {} rows durable, {} to go", name, progress.durable, progress.waiting);
  if (progress.known > 0) text += fmt::format(", {} known", progress.known);
  if (progress.durable == 0 || progress.seconds <= 0.0) return text;
  const double rate = static_cast<double>(progress.durable) / progress.seconds;
  return text + fmt::format(", {:.3g}/s, {} left", rate,
                            duration_text(static_cast<double>(progress.waiting) / rate));
}

sweep::Hooks hooks_from(const std::string& name, const Arguments& arguments) {
  sweep::Hooks hooks;
  hooks.stop_requested = GracefulStop::requested;
  if (!arguments.has("quiet") && can_show_progress()) {
    hooks.progress = [name](const sweep::Progress& progress) {
      show_line(progress_text(name, progress));
    };
  }
  return hooks;
}

}  // namespace

std::vector<Option> sweep_options() {
  Option database{"db", 0, "FILE",
                  "where the rows are kept; NAME.db of the sweep's name if not given"};
  database.completes = Completes::file;
  Option csv{"csv", 0, "FILE", "writes the rows of this search as CSV; - is standard output"};
  csv.completes = Completes::file;
  Option method{"search", 0, "METHOD",
                "grid (all points), random, sobol (spread evenly), halving (closed forms first, "
                "then simulation of the best) or nsga2 (breeds the best)"};
  method.choices = sweep::names_of_methods();
  Option fidelity{"fidelity", 0, "LEVEL", "analytic, tile or cycle, in place of the file's"};
  fidelity.choices = {"analytic", "tile", "cycle"};
  Option set{"set", 0, "KEY=VALUE", "changes the chip of every point"};
  set.repeated = true;
  return {database,
          csv,
          {"resume", 0, "", "goes on with a database that has rows; none of them is run again"},
          {"retry-failed", 0, "",
           "with --resume: runs points again that failed, crashed or took too long"},
          method,
          {"points", 0, "N", "points to look at (random, sobol) or to simulate (halving, nsga2)"},
          {"seed", 0, "N", "of random, sobol and nsga2"},
          fidelity,
          set,
          {"point-timeout", 0, "SECONDS", "gives a point up after that long; its row says so"},
          {"shard", 0, "I/N", "only the I-th of N parts, from 1, as a job of an array does"}};
}

sweep::Sweep sweep_from(const std::string& file, const Arguments& arguments) {
  sweep::Sweep sweep = sweep::read_sweep(file);
  if (const auto method = arguments.find("search"))
    sweep.search.method = *sweep::method_from(*method);
  if (const auto points = arguments.integer("points", 1, kMostPoints))
    sweep.search.points = *points;
  if (const auto seed = arguments.integer("seed", 0, INT64_MAX))
    sweep.search.seed = static_cast<std::uint64_t>(*seed);
  if (const auto level = arguments.find("fidelity"))
    sweep.fidelity = *system::fidelity_from(*level);
  for (const std::string& assignment : arguments.all("set")) sweep.fixed.push_back(assignment);
  return sweep;
}

sweep::Shard shard_from(const Arguments& arguments) {
  const auto text = arguments.find("shard");
  if (!text) return {};
  const auto parts = split(*text, '/');
  const auto number = parse_int64(parts.front());
  const auto count = parts.size() == 2 ? parse_int64(parts.back()) : std::nullopt;
  if (!number || !count || *number < 1 || *number > *count)
    throw UserError(fmt::format("--shard: '{}' is no part such as 3/8", *text));
  return {*number - 1, *count};
}

double point_seconds_from(const Arguments& arguments) {
  const auto text = arguments.find("point-timeout");
  if (!text) return 0.0;
  const auto seconds = parse_double(*text);
  constexpr double kLongest = 1e6;
  if (!seconds || *seconds <= 0.0 || *seconds > kLongest)
    throw UserError(fmt::format("--point-timeout: '{}' is not a number of seconds", *text));
  return *seconds;
}

std::string database_path(const sweep::Sweep& sweep, const Arguments& arguments) {
  std::string path = arguments.find("db").value_or(sweep.name + ".db");
  if (has_content(path) && !arguments.has("resume")) {
    throw UserError(path +
                    ": is there already; --resume goes on with it, --db FILE takes another one");
  }
  return path;
}

int run_with_crew(const sweep::Evaluator& evaluator, const Arguments& arguments,
                  sweep::Crew& crew) {
  // A file that may not grow is an error that SQLite reports, as a full disk is.
  std::signal(SIGXFSZ, SIG_IGN);
  const GracefulStop graceful;
  const std::string path = database_path(evaluator.sweep(), arguments);
  sweep::Database database = sweep::Database::open(path, sweep::heading_of(evaluator));
  if (arguments.has("retry-failed")) database.forget_failures();
  const sweep::Hooks hooks = hooks_from(evaluator.sweep().name, arguments);
  sweep::SweepOutcome outcome;
  try {
    outcome = sweep::run_sweep(evaluator, shard_from(arguments), crew, database, hooks);
  } catch (const sweep::Interrupted&) {
    if (can_show_progress()) clear_progress();
    print_note(
        fmt::format("systole: interrupted; every finished row is in {}, and --resume goes "
                    "on with it",
                    path));
    return kExitInterrupted;
  }
  if (can_show_progress()) clear_progress();
  const auto csv = arguments.find("csv");
  const std::string rows = csv ? sweep::sweep_csv(evaluator.columns(), outcome.asked) : "";
  if (csv && *csv == "-") {
    print(rows);
    return kExitDone;
  }
  if (csv) write_file_atomically(*csv, rows);
  print(report::sweep_summary(database.heading(), outcome));
  if (!arguments.has("quiet")) print_note("rows are in " + path);
  return kExitDone;
}

}  // namespace systole::app
