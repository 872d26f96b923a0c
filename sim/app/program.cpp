// systole program
#include <sstream>

#include "app/arguments.hpp"
#include "app/inputs.hpp"
#include "app/output.hpp"
#include "app/supervision.hpp"
#include "base/error.hpp"
#include "config/chip_io.hpp"
#include "program/file.hpp"

namespace systole::app {

namespace {

int write_program(const Arguments& arguments) {
  const std::string path = arguments.one("output");
  std::vector<Job> jobs = jobs_from(arguments);
  if (jobs.size() != 1) throw UserError("a Program is one workload on one chip: give one of each");
  save_mapping(arguments, jobs);
  std::ostringstream text;
  program::write(text, {config::write_chip(jobs.front().chip), std::move(jobs.front().program)});
  if (path == "-") {
    print(text.str());
  } else {
    write_file_atomically(path, text.str());
  }
  return kExitDone;
}

}  // namespace

Command program_command() {
  Command command;
  command.name = "program";
  command.summary = "writes the commands that a workload becomes on a chip";
  command.usage = {"--chip NAME|FILE --workload NAME|FILE -o FILE"};
  command.description =
      "Maps a workload onto a chip and writes the Program: every load, compute and store of every "
      "operator, as "
      "text. 'systole run --program FILE' replays it, and so it replays Programs that another "
      "compiler wrote.";
  command.options = input_options();
  Option output{"output", 'o', "FILE", "where the Program goes; - is standard output"};
  output.completes = Completes::file;
  command.options.push_back(output);
  command.options.push_back({"help", 'h', "", "this text"});
  command.examples = {{"systole program --chip edge_npu --workload gemms -o gemms.prog",
                       "the commands of a small matrix product"},
                      {"systole run --program gemms.prog", "the same cycles, from the file"}};
  command.run = write_program;
  return command;
}

}  // namespace systole::app
