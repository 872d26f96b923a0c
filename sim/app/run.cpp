// systole run
#include <filesystem>

#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/exchanges.hpp"
#include "app/execution.hpp"
#include "app/inputs.hpp"
#include "app/jobs.hpp"
#include "app/output.hpp"
#include "app/result_files.hpp"
#include "app/run_files.hpp"
#include "app/run_page.hpp"
#include "app/supervision.hpp"
#include "base/error.hpp"
#include "cost/actions.hpp"
#include "report/page/page.hpp"
#include "report/summary.hpp"
#include "study/document.hpp"

namespace systole::app {

namespace {

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

std::string json_of(const Runs& runs) {
  if (runs.results.size() > 1) return study::results_json(runs.results, runs.intervals);
  return study::result_json(runs.results.front(), runs.intervals.front());
}

std::string text_of(const Runs& runs) {
  if (runs.results.size() > 1) return report::comparison(runs.results, runs.intervals);
  return report::summary(runs.results.front(), runs.intervals.front());
}

void print_notes(const std::vector<result::Result>& results) {
  for (const result::Result& result : results) {
    for (const std::string& note : result.notes) print_note("note: " + note);
  }
}

/// What the collectives of each workload take, where a network is named.
std::string exchanges_of(const std::vector<Job>& jobs,
                         const std::optional<config::NetworkConfig>& network) {
  std::string text;
  if (!network) return text;
  const workload::Graph* before = nullptr;
  for (const Job& job : jobs) {
    if (!job.graph || job.graph.get() == before) continue;
    before = job.graph.get();
    text += exchanges_text(*job.graph, *network);
  }
  return text;
}

int run(const Arguments& arguments) {
  check_combination(arguments);
  const std::optional<config::NetworkConfig> network = network_from(arguments);
  Execution execution = execution_from(arguments);
  const std::optional<std::string> directory = arguments.find("out");
  if (directory) check_output_directory(*directory, existing_from(arguments));
  if (arguments.has("html")) report::check_can_write_pages();

  const std::vector<Job> jobs = jobs_from(arguments);
  const std::optional<std::string> actions = actions_file(arguments, jobs);
  const std::string exchanges = exchanges_of(jobs, network);
  save_mapping(arguments, jobs);
  RunFiles files(arguments, jobs);
  execution.options_of = [&files](std::size_t job, const system::RunOptions& common) {
    return files.options_of(job, common);
  };
  const std::vector<result::Result> results = run_jobs(jobs, execution);
  const std::vector<std::string> written = files.keep();
  const Intervals intervals = intervals_for(jobs, arguments, execution);
  const Runs runs{jobs, results, intervals, execution};

  if (actions) write_actions(*actions, jobs.front(), results.front());

  const bool json = arguments.has("json");
  const bool quiet = arguments.has("quiet");
  if (json && !quiet) print_notes(results);
  if (directory) {
    write_directory(*directory, result_files(runs, arguments.has("scalesim-reports")),
                    existing_from(arguments));
  }
  if (const auto file = arguments.find("html")) write_file_atomically(*file, page_of_runs(runs));
  if (actions != "-") print(json ? json_of(runs) : text_of(runs) + exchanges);
  for (const std::string& path : written) {
    if (!quiet) print_note(path + " is written");
  }
  if (directory && !quiet) print_note("results are in " + *directory);
  return kExitDone;
}

std::vector<Option> options() {
  std::vector<Option> list = input_options();
  Option program{"program", 0, "FILE", "replays a Program written by 'systole program'"};
  program.completes = Completes::file;
  Option out{
      "out", 0, "DIR",
      "leaves summary.txt, result.json, operators.csv and what it takes to run again in DIR"};
  out.completes = Completes::directory;
  Option html{"html", 0, "FILE", "also writes a page with charts, as 'systole report' does"};
  html.completes = Completes::file;
  Option actions{"energy-actions", 0, "FILE",
                 "writes counted actions as Accelergy reads them; - is standard output"};
  actions.completes = Completes::file;
  list.push_back(program);
  for (Option& option : fidelity_options()) list.push_back(std::move(option));
  const std::vector<Option> more{
      out,
      html,
      actions,
      nominal_option(),
      network_option(),
      {"force", 0, "", "lets --out replace the files of an earlier run"},
      {"json", 0, "", "prints result.json and nothing else on standard output"},
      {"scalesim-reports", 0, "",
       "adds COMPUTE_REPORT.csv, BANDWIDTH_REPORT.csv and DETAILED_ACCESS_REPORT.csv to --out"}};
  list.insert(list.end(), more.begin(), more.end());
  for (Option& option : run_file_options()) list.push_back(std::move(option));
  for (Option& option : supervision_options()) list.push_back(std::move(option));
  list.push_back({"help", 'h', "", "this text"});
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
