// systole list
#include "app/arguments.hpp"
#include "app/output.hpp"
#include "app/supervision.hpp"
#include "base/data_files.hpp"
#include "base/error.hpp"
#include "base/table.hpp"
#include "config/chip_io.hpp"
#include "config/memory_io.hpp"

namespace systole::app {

namespace {

constexpr const char* kWorkloadFolder = "workloads";

std::string lines_of(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += name + "\n";
  return text;
}

/// A line about each file, from what its reader makes of it.
template <class Read>
std::string described(const char* title, const std::vector<std::string>& names, const Read& read) {
  Table table({{title, Align::left}, {"what it is", Align::left}});
  for (const std::string& name : names) {
    Diagnostics diagnostics;
    const std::string description = read(name, std::vector<std::string>{}, diagnostics).description;
    table.row({name, diagnostics.has_errors() ? "(its file has mistakes)" : description});
  }
  return table.text();
}

int list(const Arguments& arguments) {
  const std::string kind = arguments.positionals().front();
  const char* folder = kWorkloadFolder;
  if (kind == "chips") folder = config::kChipFolder;
  if (kind == "memories") folder = config::kMemoryFolder;
  const std::vector<std::string> names = list_data_files(folder);
  if (arguments.has("names") || kind == "workloads") {
    print(lines_of(names));
  } else if (kind == "chips") {
    print(described("chip", names, config::read_chip));
  } else {
    print(described("memory", names, config::read_memory));
  }
  return kExitDone;
}

}  // namespace

Command list_command() {
  Command command;
  command.name = "list";
  command.summary = "names the chips, workloads and memories that ship with the program";
  command.usage = {"chips|workloads|memories [--names]"};
  command.description =
      "Names what --chip, --workload and --memory accept besides files. The files themselves are "
      "in "
      "configs/chips, workloads and configs/memories of the data folder; copy one to start a chip "
      "of your own.";
  command.positionals = {
      {"KIND", "chips, workloads or memories", {"chips", "workloads", "memories"}}};
  command.options = {{"names", 0, "", "names only, one per line"}, {"help", 'h', "", "this text"}};
  command.examples = {{"systole list chips", "chips with a line about each"},
                      {"systole list workloads", "workloads"},
                      {"systole list memories", "memories with a line about each"}};
  command.run = list;
  return command;
}

}  // namespace systole::app
