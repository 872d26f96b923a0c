// systole why
#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/execution.hpp"
#include "app/output.hpp"
#include "app/rerun.hpp"
#include "app/result_path.hpp"
#include "app/simulation.hpp"
#include "app/supervision.hpp"
#include "base/data_files.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "report/why_text.hpp"
#include "study/stored_result.hpp"

namespace systole::app {

namespace {

double target_from(const Arguments& arguments) {
  const std::string text = arguments.one("speed-up");
  const auto target = parse_double(text);
  constexpr double kMost = 1000.0;
  if (target && *target > 1.0 && *target <= kMost) return *target;
  throw UserError(
      fmt::format("--speed-up: '{}' is none of the numbers above 1 (1.5 asks for one and a half "
                  "times the speed)",
                  text));
}

/// A result of another version of the program need not be what this one simulates.
void note_difference(const study::StoredResult& stored, const result::Result& again) {
  const Cycles cycles = result::totals_of(again).cycles;
  if (stored.cycles == cycles) return;
  print_note(fmt::format("note: the stored result has {} cycles; simulated again it has {}",
                         stored.cycles, cycles));
}

study::Explanation explain(const Rerun& rerun, const Arguments& arguments) {
  study::Explanation why;
  why.target = target_from(arguments);
  why.result = run_jobs({rerun.job}, rerun.execution).front();
  if (arguments.has("no-changes")) return why;
  const double seconds = study::seconds_of(why.result);
  const study::Simulate simulate = simulation_of(rerun.job, rerun.execution);
  why.sensitivities = study::sensitivities(rerun.job.chip, seconds, simulate);
  if (!arguments.has("no-search")) {
    why.speed_ups = study::speed_ups(rerun.job.chip, seconds, why.target, simulate);
  }
  return why;
}

int why(const Arguments& arguments) {
  arguments.refuse_together("save", "no-changes");
  const ResultPath path = result_path(arguments.positionals().front());
  const study::StoredResult stored = study::read_stored_result(path.file);
  Rerun rerun = read_rerun(path.directory, supervised_execution(arguments));
  if (const auto fidelity = arguments.find("fidelity")) {
    rerun.execution.options.fidelity = *system::fidelity_from(*fidelity);
  }
  const study::Explanation why = explain(rerun, arguments);
  if (why.result.fidelity == stored.fidelity) note_difference(stored, why.result);
  print(arguments.has("json") ? report::why_json(why) : report::why_text(why));
  if (!arguments.has("save")) return kExitDone;
  write_file_atomically(path.file,
                        study::with_sensitivities(read_file(path.file), why.sensitivities));
  if (!arguments.has("quiet")) print_note("the sensitivities are in " + path.file);
  return kExitDone;
}

std::vector<Option> options() {
  Option fidelity{"fidelity", 0, "LEVEL", "simulates at another level than the result's"};
  fidelity.choices = {"analytic", "tile", "cycle"};
  std::vector<Option> list{
      fidelity,
      {"speed-up", 0, "X", "the gain that single changes are searched for", "1.5"},
      {"no-search", 0, "", "leaves out what single change would give that speed-up"},
      {"no-changes", 0, "", "explains the run alone, without simulating changed chips"},
      {"save", 0, "", "writes the sensitivities into result.json"},
      {"json", 0, "", "prints one JSON object and nothing else on standard output"}};
  for (Option& option : supervision_options()) list.push_back(std::move(option));
  list.push_back({"help", 'h', "", "this text"});
  return list;
}

}  // namespace

Command why_command() {
  Command command;
  command.name = "why";
  command.summary = "explains a result: where the time went, and what would change it";
  command.usage = {"DIR|result.json [options]"};
  command.description =
      "Takes a directory that 'systole run --out' left. Says which resource limits which operators "
      "and where the cycles went; then simulates the run on changed chips, one change of about "
      "10 % at a time, and searches what single change would make it 1.5 times as fast, doubling "
      "and halving up to 16 times. Every figure is a simulation, with the workload mapped anew; "
      "the settings in the last column give the same with 'systole run --set'.";
  Positional result{"RESULT", "a result directory, or the result.json in it"};
  result.completes = Completes::directory;
  command.positionals = {result};
  command.options = options();
  command.examples = {
      {"systole run --chip h20 --workload llama3_8b_layer --out r && systole why r -j 4",
       "what limits an H20, and what would help"},
      {"systole why r --save", "keeps the sensitivities in r/result.json, for reports"},
      {"systole why r --speed-up 2 --fidelity analytic", "a quick look with closed forms"}};
  command.run = why;
  return command;
}

}  // namespace systole::app
