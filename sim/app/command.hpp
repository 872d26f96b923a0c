// What the program can be told, as data: parsing, --help, the manual page and shell completions all
// read this.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace systole::app {

class Arguments;

/// What a shell offers for a value.
enum class Completes { nothing, file, directory, chip, workload, memory, software, network };

struct Option {
  std::string name;   ///< without the dashes
  char letter = 0;    ///< short form, or 0
  std::string value;  ///< placeholder of the value; empty: a flag
  std::string help;
  std::string fallback = {};              ///< used when the option is not given
  std::vector<std::string> choices = {};  ///< empty: any text
  Completes completes = Completes::nothing;
  bool repeated = false;
  bool hidden = false;  ///< parsed, but not advertised
};

struct Positional {
  std::string name;
  std::string help;
  std::vector<std::string> choices = {};
  Completes completes = Completes::nothing;
  bool optional = false;
  bool repeated = false;  ///< the last one: takes all words that are left
};

struct Example {
  std::string command;
  std::string says;
};

struct Command {
  std::string name;
  std::string summary;             ///< one line, without a full stop
  std::vector<std::string> usage;  ///< after "systole NAME"
  std::string description;
  std::vector<Option> options;
  std::vector<Positional> positionals;
  std::vector<Example> examples;
  int (*run)(const Arguments& arguments) = nullptr;
};

// One file per subcommand defines each of these.
Command run_command();
Command report_command();
Command compare_command();
Command why_command();
Command diff_command();
Command inspect_command();
Command import_command();
Command program_command();
Command array_command();
Command dram_command();
Command collective_command();
Command llm_command();
Command list_command();
Command chips_command();
Command sweep_command();
Command pareto_command();
Command sensitivity_command();
Command cost_command();
Command rules_command();
Command serve_sim_command();
Command validate_command();
Command calibrate_command();
Command config_command();
Command help_command();

/// All subcommands in the order in which help shows them.
const std::vector<Command>& commands();
/// Throws UserError with a suggestion when there is no such subcommand.
const Command& command_named(std::string_view name);

}  // namespace systole::app
