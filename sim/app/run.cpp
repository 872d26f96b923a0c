// systole run
#include <filesystem>

#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/inputs.hpp"
#include "app/jobs.hpp"
#include "app/output.hpp"
#include "app/progress.hpp"
#include "app/result_files.hpp"
#include "app/supervision.hpp"
#include "base/error.hpp"
#include "cost/actions.hpp"
#include "report/summary.hpp"
#include "study/document.hpp"

namespace systole::app {

namespace {

constexpr std::int64_t kMostJobs = 1024;
constexpr std::int64_t kLongestTimeout = 1'000'000'000;

Execution execution_from(const Arguments& arguments) {
  Execution execution;
  execution.options.fidelity = *system::fidelity_from(arguments.one("fidelity"));
  execution.options.caches =
      arguments.one("caches") == "warm" ? system::Caches::warm : system::Caches::cold;
  execution.options.seed = static_cast<std::uint64_t>(*arguments.integer("seed", 0, INT64_MAX));
  execution.parallel = *arguments.integer("jobs", 1, kMostJobs);
  execution.show_progress = !arguments.has("quiet") && can_show_progress();
  return execution;
}

void check_combination(const Arguments& arguments) {
  if (arguments.has("scalesim-reports") && !arguments.has("out")) {
    throw UserError("--scalesim-reports writes files: say where with --out DIR");
  }
  if (arguments.has("force") && !arguments.has("out")) {
    throw UserError("--force is for --out: say where with --out DIR");
  }
}

Existing existing_from(const Arguments& arguments) {
  return arguments.has("force") ? Existing::replace : Existing::refuse;
}

/// Where the actions go, checked before anything runs.
std::optional<std::string> actions_file(const Arguments& arguments, const std::vector<Job>& jobs) {
  std::optional<std::string> path = arguments.find("energy-actions");
  if (path && jobs.size() != 1) {
    throw UserError("--energy-actions writes one run: give one chip and one workload");
  }
  return path;
}

void write_actions(const std::string& path, const Job& job, const result::Result& result) {
  const std::string text = cost::accelergy_yaml(job.chip.name, cost::actions_of(job.chip, result));
  path == "-" ? print(text) : write_file_atomically(path, text);
}

std::string text_of(const std::vector<result::Result>& results, bool json) {
  const bool one = results.size() == 1;
  if (json) return one ? study::result_json(results.front()) : study::results_json(results);
  return one ? report::summary(results.front()) : report::comparison(results);
}

void print_notes(const std::vector<result::Result>& results) {
  for (const result::Result& result : results) {
    for (const std::string& note : result.notes) print_note("note: " + note);
  }
}

int run(const Arguments& arguments) {
  check_combination(arguments);
  const Execution execution = execution_from(arguments);
  if (const auto seconds = arguments.integer("timeout", 1, kLongestTimeout))
    start_timeout(*seconds);
  const std::optional<std::string> directory = arguments.find("out");
  if (directory) check_output_directory(*directory, existing_from(arguments));

  const std::vector<Job> jobs = jobs_from(arguments);
  const std::optional<std::string> actions = actions_file(arguments, jobs);
  save_mapping(arguments, jobs);
  const std::vector<result::Result> results = run_jobs(jobs, execution);

  if (actions) write_actions(*actions, jobs.front(), results.front());

  const bool json = arguments.has("json");
  const bool quiet = arguments.has("quiet");
  if (json && !quiet) print_notes(results);
  if (directory) {
    write_directory(*directory, result_files(jobs, results, arguments.has("scalesim-reports")),
                    existing_from(arguments));
  }
  if (actions != "-") print(text_of(results, json));
  if (directory && !quiet) print_note("results are in " + *directory);
  return kExitDone;
}

Option with_choices(Option option, std::vector<std::string> choices) {
  option.choices = std::move(choices);
  return option;
}

Option completing(Option option, Completes completes) {
  option.completes = completes;
  return option;
}

std::vector<Option> options() {
  std::vector<Option> list = input_options();
  const std::vector<Option> more{
      completing({"program", 0, "FILE", "replays a Program written by 'systole program'"},
                 Completes::file),
      with_choices(
          {"fidelity", 0, "LEVEL",
           "analytic (closed forms), tile (events per tile) or cycle (every PE is clocked)",
           "tile"},
          {"analytic", "tile", "cycle"}),
      with_choices({"caches", 0, "cold|warm",
                    "whether operands are on chip when an operator starts", "cold"},
                   {"cold", "warm"}),
      completing({"out", 0, "DIR",
                  "leaves summary.txt, result.json, operators.csv and resolved.yaml in DIR"},
                 Completes::directory),
      {"force", 0, "", "lets --out replace the files of an earlier run"},
      {"json", 0, "", "prints result.json and nothing else on standard output"},
      {"scalesim-reports", 0, "",
       "adds COMPUTE_REPORT.csv, BANDWIDTH_REPORT.csv and DETAILED_ACCESS_REPORT.csv to --out"},
      completing({"energy-actions", 0, "FILE",
                  "writes counted actions as Accelergy reads them; - is standard output"},
                 Completes::file),
      {"jobs", 'j', "N", "runs N simulations at a time", "1"},
      {"seed", 0, "N", "of the numbers that --fidelity cycle multiplies", "1"},
      {"timeout", 0, "SECONDS", "gives up after that long, with exit code 1"},
      {"quiet", 'q', "", "no progress and no notes on standard error"},
      {"help", 'h', "", "this text"}};
  list.insert(list.end(), more.begin(), more.end());
  return list;
}

}  // namespace

Command run_command() {
  Command command;
  command.name = "run";
  command.summary = "simulates workloads on chips and says how long they take and why";
  command.usage = {"--chip NAME|FILE --workload NAME|FILE [options]",
                   "--scalesim-config FILE --workload FILE.csv [options]",
                   "--program FILE [options]"};
  command.description =
      "Simulates a workload on a chip and prints how long it takes, what limits it, and the "
      "operators that "
      "take longest. With several chips or workloads it runs every pair and prints one comparison.";
  command.options = options();
  command.examples = {
      {"systole run --chip edge_npu --workload resnet50", "one run, as a summary"},
      {"systole run --chip edge_npu --chip tpu_v1_like --workload bert_base --param batch=8 -j 2",
       "two chips beside each other"},
      {"systole run --chip edge_npu --workload resnet50 --set core.sram.size_kib=1024 --out "
       "results/wide",
       "what if the SRAM had 1 MiB; the results stay in a directory"},
      {"systole run --scalesim-config google.cfg --workload Resnet50.csv --out r "
       "--scalesim-reports",
       "SCALE-Sim's inputs and SCALE-Sim's reports"},
      {"systole run --chip edge_npu --workload resnet50 --json | jq .totals.cycles",
       "one number for a script"}};
  command.run = run;
  return command;
}

}  // namespace systole::app
