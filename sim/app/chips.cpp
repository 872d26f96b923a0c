// systole chips
#include <filesystem>

#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/output.hpp"
#include "app/supervision.hpp"
#include "base/data_files.hpp"
#include "base/error.hpp"
#include "config/chip_io.hpp"
#include "report/chip_figures.hpp"

namespace systole::app {

namespace {

std::vector<config::Chip> chips_named(const std::vector<std::string>& names) {
  Diagnostics diagnostics;
  std::vector<config::Chip> chips;
  chips.reserve(names.size());
  for (const std::string& name : names) chips.push_back(config::read_chip(name, {}, diagnostics));
  diagnostics.throw_if_errors();
  return chips;
}

int check(const std::vector<std::string>& names) {
  const std::vector<config::Chip> chips =
      chips_named(names.empty() ? list_data_files(config::kChipFolder) : names);
  print(report::figures_text(chips));
  for (const config::Chip& chip : chips) {
    if (!report::all_explained(report::figures_of(chip))) return kExitModelError;
  }
  return kExitDone;
}

/// The files as they stand, with their comments: those explain what the sources are short for.
int show(const std::vector<std::string>& names) {
  if (names.size() != 1) {
    throw UserError(
        "'systole chips show' needs one chip: a name or a file\n"
        "see 'systole chips --help'");
  }
  chips_named(names);  // a file with mistakes is refused, not shown
  std::string text;
  for (const std::string& path : config::files_of_chip(names.front())) {
    if (!text.empty()) text += "\n";
    text +=
        fmt::format("# {}\n{}", std::filesystem::path(path).filename().string(), read_file(path));
  }
  print(text);
  return kExitDone;
}

int chips(const Arguments& arguments) {
  const std::vector<std::string>& words = arguments.positionals();
  const std::vector<std::string> names(words.begin() + 1, words.end());
  return words.front() == "show" ? show(names) : check(names);
}

}  // namespace

Command chips_command() {
  Command command;
  command.name = "chips";
  command.summary = "shows where a chip's values are from, and checks them against its datasheet";
  command.usage = {"show CHIP", "check [CHIP]..."};
  command.description =
      "'show' prints a chip's file with the source of each value, and the files that it is based "
      "on. 'check' compares what the vendor states (the file's section 'facts') with what the "
      "file's own values give: units x rate x quoted clock, and channels x bandwidth, within 1 %. "
      "Known differences are explained in the file and shown; the exit code is 1 where one is "
      "not explained. Without a CHIP all that ship are checked.";
  command.positionals = {{"ACTION", "show or check", {"show", "check"}},
                         {"CHIP",
                          "a shipped chip ('systole list chips') or a YAML file",
                          {},
                          Completes::chip,
                          true,
                          true}};
  command.options = {{"help", 'h', "", "this text"}};
  command.examples = {
      {"systole chips show h20", "every value of an H20 with its source"},
      {"systole chips check", "the whole library against its datasheets"},
      {"systole chips check ascend_910b2 mine.yaml", "one that ships, and one of your own"}};
  command.run = chips;
  return command;
}

}  // namespace systole::app
