// systole import
#include <sstream>

#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/output.hpp"
#include "app/reading.hpp"
#include "app/supervision.hpp"
#include "app/workload_file.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "frontend/native_workload_writer.hpp"
#include "frontend/trace.hpp"

namespace systole::app {

namespace {

enum class Target { yaml, trace };

Target target_of(const std::string& path) {
  if (path == "-" || ends_with(path, ".yaml") || ends_with(path, ".yml")) return Target::yaml;
  if (ends_with(path, ".jsonl")) return Target::trace;
  throw UserError(fmt::format(
      "--output: '{}' must end in .yaml (native workload) or .jsonl (JSON Lines trace)", path));
}

std::string written(const workload::Graph& graph, Target target) {
  if (target == Target::yaml) return frontend::write_native_workload(graph);
  std::ostringstream text;
  frontend::write_trace(graph, text);
  return text.str();
}

int import(const Arguments& arguments) {
  const std::string path = arguments.one("output");
  const Target target = target_of(path);
  const workload::Graph graph = read_positional_workload(arguments);
  const std::string text = written(graph, target);
  if (path == "-") {
    print(text);
  } else {
    write_file_atomically(path, text);
  }
  return kExitDone;
}

}  // namespace

Command import_command() {
  Command command;
  command.name = "import";
  command.summary = "converts a workload of any format to a file of our own, to edit or to keep";
  command.usage = {"FILE [-o graph.yaml|graph.jsonl] [options]"};
  command.description =
      "Reads a workload in any format and writes it with everything written out: as a native "
      "workload (.yaml) or as a trace with one operator a line (.jsonl). Reading what was written "
      "gives the same operators.";
  command.positionals = {workload_positional()};
  command.options = workload_file_options();
  Option output{"output", 'o', "FILE", "where it goes; - is standard output, as YAML", "-"};
  output.completes = Completes::file;
  command.options.push_back(output);
  command.options.push_back({"help", 'h', "", "this text"});
  command.examples = {
      {"systole import config.json --phase decode --batch 8 -o step.yaml",
       "one step of a language model, to edit"},
      {"systole import network.csv --from scalesim -o network.jsonl", "a trace of a topology"}};
  command.run = import;
  return command;
}

}  // namespace systole::app
