// systole list
#include "app/arguments.hpp"
#include "app/output.hpp"
#include "app/supervision.hpp"
#include "base/data_files.hpp"
#include "base/error.hpp"
#include "base/table.hpp"
#include "config/chip_io.hpp"

namespace systole::app {

namespace {

constexpr const char* kWorkloadFolder = "workloads";

std::string lines_of(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += name + "\n";
  return text;
}

std::string chips_text(const std::vector<std::string>& names) {
  Table table({{"chip", Align::left}, {"what it is", Align::left}});
  for (const std::string& name : names) {
    Diagnostics diagnostics;
    const config::Chip chip = config::read_chip(name, {}, diagnostics);
    table.row({name, diagnostics.has_errors() ? "(its file has mistakes)" : chip.description});
  }
  return table.text();
}

int list(const Arguments& arguments) {
  const bool chips = arguments.positionals().front() == "chips";
  const std::vector<std::string> names =
      list_data_files(chips ? config::kChipFolder : kWorkloadFolder);
  const bool table = chips && !arguments.has("names");
  print(table ? chips_text(names) : lines_of(names));
  return kExitDone;
}

}  // namespace

Command list_command() {
  Command command;
  command.name = "list";
  command.summary = "names the chips and workloads that ship with the program";
  command.usage = {"chips|workloads [--names]"};
  command.description =
      "Names what --chip and --workload accept besides files. The files themselves are in "
      "configs/chips and "
      "workloads of the data folder; copy one to start a chip of your own.";
  command.positionals = {{"KIND", "chips or workloads", {"chips", "workloads"}}};
  command.options = {{"names", 0, "", "names only, one per line"}, {"help", 'h', "", "this text"}};
  command.examples = {{"systole list chips", "chips with a line about each"},
                      {"systole list workloads", "workloads"}};
  command.run = list;
  return command;
}

}  // namespace systole::app
