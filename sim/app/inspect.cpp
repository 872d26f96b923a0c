// systole inspect
#include "app/arguments.hpp"
#include "app/output.hpp"
#include "app/reading.hpp"
#include "app/supervision.hpp"
#include "app/workload_file.hpp"
#include "report/inspection.hpp"

namespace systole::app {

namespace {

int inspect(const Arguments& arguments) {
  arguments.refuse_together("json", "csv");
  const workload::Graph graph = read_positional_workload(arguments);
  const auto detail =
      arguments.has("operators") ? report::Detail::operators : report::Detail::kinds;
  if (const auto warning = report::unknown_warning(report::inspect(graph)))
    print_note("warning: " + *warning);
  if (arguments.has("json")) {
    print(report::inspection_json(graph, detail));
  } else if (arguments.has("csv")) {
    print(report::inspection_csv(graph, detail));
  } else {
    print(report::inspection_text(graph, detail));
  }
  return kExitDone;
}

}  // namespace

Command inspect_command() {
  Command command;
  command.name = "inspect";
  command.summary = "says what a workload asks for: operators, MACs, bytes, parameters";
  command.usage = {"NAME|FILE [options]"};
  command.description =
      "Reads a workload in any format and prints its operators by kind, with multiply-accumulates, "
      "bytes, arithmetic intensity and element types, measured times where the file has them, and "
      "what the reader skipped or did not know. No chip is involved.";
  command.positionals = {workload_positional()};
  command.options = workload_file_options();
  const std::vector<Option> more{{"operators", 0, "", "lists every operator as well"},
                                 {"json", 0, "", "prints JSON"},
                                 {"csv", 0, "", "prints CSV"},
                                 {"help", 'h', "", "this text"}};
  command.options.insert(command.options.end(), more.begin(), more.end());
  command.examples = {
      {"systole inspect resnet50", "4.09 GMAC, by kind of operator"},
      {"systole inspect config.json --phase decode --batch 8 --context 4096",
       "one step of a language model from its Hugging Face configuration"},
      {"systole inspect model.onnx --operators --csv", "every operator, for a spreadsheet"}};
  command.run = inspect;
  return command;
}

}  // namespace systole::app
