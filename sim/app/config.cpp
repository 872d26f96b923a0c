// systole config
#include "app/arguments.hpp"
#include "app/output.hpp"
#include "app/supervision.hpp"
#include "base/error.hpp"
#include "config/chip_io.hpp"

namespace systole::app {

namespace {

int show(const Arguments& arguments) {
  if (arguments.positionals().size() < 2) {
    throw UserError(
        "'systole config show' needs a chip: a name or a file\nsee 'systole config --help'");
  }
  Diagnostics diagnostics;
  const config::Chip chip =
      config::read_chip(arguments.positionals()[1], arguments.all("set"), diagnostics);
  diagnostics.throw_if_errors();
  print(config::write_chip(chip));
  return kExitDone;
}

int config_action(const Arguments& arguments) {
  if (arguments.positionals().front() == "show") return show(arguments);
  print(config::document_configuration());
  return kExitDone;
}

}  // namespace

Command config_command() {
  Command command;
  command.name = "config";
  command.summary = "shows a chip with every key, or documents the keys";
  command.usage = {"show CHIP [--set KEY=VALUE]...", "docs"};
  command.description =
      "'show' prints a chip as the simulator sees it: bases merged, --set applied, every key "
      "written out. 'docs' "
      "prints the documentation of all keys (docs/configuration.md).";
  command.positionals = {
      {"ACTION", "show or docs", {"show", "docs"}},
      {"CHIP", "for show: a shipped chip or a YAML file", {}, Completes::chip, true}};
  Option set{"set", 0, "KEY=VALUE", "changes the chip, as in --set core.matrix.rows=64"};
  set.repeated = true;
  command.options = {set, {"help", 'h', "", "this text"}};
  command.examples = {
      {"systole config show edge_npu > mine.yaml", "a chip file of your own, to edit"},
      {"systole config show edge_npu --set core.matrix.rows=64", "what an override changes"},
      {"systole config docs", "every key with its unit, range and default"}};
  command.run = config_action;
  return command;
}

}  // namespace systole::app
