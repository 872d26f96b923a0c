// systole compare
#include "app/arguments.hpp"
#include "app/execution.hpp"
#include "app/inputs.hpp"
#include "app/output.hpp"
#include "app/simulation.hpp"
#include "app/supervision.hpp"
#include "base/error.hpp"
#include "report/compare_table.hpp"

namespace systole::app {

namespace {

std::vector<study::Contender> contenders_of(const std::vector<Job>& jobs,
                                            const Arguments& arguments,
                                            const Execution& execution) {
  std::vector<result::Result> results = run_jobs(jobs, execution);
  Intervals intervals = intervals_for(jobs, arguments, execution);
  std::vector<study::Contender> contenders;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    contenders.push_back({std::move(results[i]), std::move(intervals[i])});
  }
  return contenders;
}

int compare(const Arguments& arguments) {
  arguments.refuse_together("json", "csv");
  const Execution execution = execution_from(arguments);
  const std::vector<Job> jobs = jobs_from(arguments);
  save_mapping(arguments, jobs);
  const std::vector<study::Contender> contenders = contenders_of(jobs, arguments, execution);
  const auto detail =
      arguments.has("operators") ? report::CompareDetail::operators : report::CompareDetail::totals;
  if (arguments.has("json")) {
    print(report::compare_json(contenders, detail));
  } else if (arguments.has("csv")) {
    print(report::compare_csv(contenders, detail));
  } else {
    print(report::compare_text(contenders, detail));
  }
  return kExitDone;
}

std::vector<Option> options() {
  std::vector<Option> list = input_options();
  for (Option& option : fidelity_options()) list.push_back(std::move(option));
  list.push_back(nominal_option());
  list.push_back({"operators", 0, "",
                  "adds, for each workload, kinds of operators and operators on every chip"});
  list.push_back({"json", 0, "", "prints one JSON object and nothing else on standard output"});
  list.push_back({"csv", 0, "", "prints a CSV table; with --operators one row per operator"});
  for (Option& option : supervision_options()) list.push_back(std::move(option));
  list.push_back({"help", 'h', "", "this text"});
  return list;
}

}  // namespace

Command compare_command() {
  Command command;
  command.name = "compare";
  command.summary = "holds chips against each other on the same workloads";
  command.usage = {"--chip NAME|FILE --chip NAME|FILE ... --workload NAME|FILE [options]"};
  command.description =
      "Runs every workload on every chip and prints one table: the time, how many times as fast as "
      "the first chip (speed), the shares of peak compute (util), peak DRAM bandwidth (DRAM) and "
      "of "
      "what the two allow together (roofline), and what bounds the time. A chip of which some "
      "values are ranges is simulated at both ends of each; its interval spans the fastest and the "
      "slowest such chip. Where the workload is a trace with measured times, they stand beside the "
      "simulated ones.";
  command.options = options();
  command.examples = {
      {"systole compare --chip h100_sxm --chip h20 --chip ascend_910c --workload bert_base",
       "three chips, the first is what the others are held against"},
      {"systole compare --chip h20 --chip thead_ppu --workload llama3_8b_layer --param seq=1 "
       "--param past=2047 -j 4",
       "one step of generation; the PPU's file has ranges, so its time is an interval"},
      {"systole compare --chip h100_sxm --chip h20 --workload trace.json.gz --operators",
       "a measured trace: each kind of operator, measured and simulated, with its reason"}};
  command.run = compare;
  return command;
}

}  // namespace systole::app
