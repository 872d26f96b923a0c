#include <fmt/format.h>

#include "app/command.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace systole::app {

const std::vector<Command>& commands() {
  static const std::vector<Command> kCommands{
      run_command(),       compare_command(),     why_command(),        diff_command(),
      report_command(),    inspect_command(),     import_command(),     program_command(),
      array_command(),     dram_command(),        collective_command(), llm_command(),
      serve_sim_command(), validate_command(),    calibrate_command(),  sweep_command(),
      pareto_command(),    sensitivity_command(), list_command(),       chips_command(),
      cost_command(),      rules_command(),       config_command(),     help_command(),
  };
  return kCommands;
}

const Command& command_named(std::string_view name) {
  std::vector<std::string> names;
  for (const Command& command : commands()) {
    if (command.name == name) return command;
    names.push_back(command.name);
  }
  throw UserError(fmt::format("there is no command '{}'{}\nsee 'systole --help'", name,
                              suggestion(name, names)));
}

}  // namespace systole::app
