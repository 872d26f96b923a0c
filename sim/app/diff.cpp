// systole diff
#include <filesystem>

#include "app/arguments.hpp"
#include "app/output.hpp"
#include "app/result_path.hpp"
#include "app/supervision.hpp"
#include "base/data_files.hpp"
#include "report/diff_text.hpp"

namespace systole::app {

namespace {

/// Nothing where the directory lacks the file: older results and replayed Programs do.
std::string text_in(const ResultPath& path, const char* name) {
  const std::filesystem::path file = std::filesystem::path(path.directory) / name;
  return std::filesystem::exists(file) ? read_file(file.string()) : std::string("{}");
}

int diff(const Arguments& arguments) {
  const ResultPath a = result_path(arguments.positionals().at(0));
  const ResultPath b = result_path(arguments.positionals().at(1));
  study::Diff diff{
      study::read_stored_result(a.file), study::read_stored_result(b.file), {}, {}, {}};
  diff.settings = study::key_changes(text_in(a, "run.yaml"), text_in(b, "run.yaml"));
  diff.configuration = study::key_changes(text_in(a, "resolved.yaml"), text_in(b, "resolved.yaml"));
  diff.operators = study::operator_changes(diff.before, diff.after);
  const std::size_t rows = arguments.has("all") ? diff.operators.size() : report::kDiffRows;
  print(arguments.has("json") ? report::diff_json(diff) : report::diff_text(diff, rows));
  return kExitDone;
}

}  // namespace

Command diff_command() {
  Command command;
  command.name = "diff";
  command.summary = "says what changed between two results, and which operators account for it";
  command.usage = {"A B [--all|--json]"};
  command.description =
      "Takes two directories that 'systole run --out' left. Names the keys of the chip and of the "
      "run that differ (where values are from is not compared), whether the workloads do, and the "
      "operators, matched by name, that account for the difference in time.";
  Positional a{"A", "a result directory, or the result.json in it"};
  a.completes = Completes::directory;
  Positional b{"B", "the one that is held against it"};
  b.completes = Completes::directory;
  command.positionals = {a, b};
  command.options = {{"all", 0, "", "every operator, not only those that differ most"},
                     {"json", 0, "", "prints one JSON object and nothing else on standard output"},
                     {"help", 'h', "", "this text"}};
  command.examples = {{"systole diff before after", "two runs of one network"},
                      {"systole diff on_h100 on_h20 --all", "two chips, operator by operator"}};
  command.run = diff;
  return command;
}

}  // namespace systole::app
