// systole help
#include "app/arguments.hpp"
#include "app/help.hpp"
#include "app/manual.hpp"
#include "app/output.hpp"
#include "app/supervision.hpp"
#include "study/results_documentation.hpp"
#include "study/schema.hpp"

namespace systole::app {

namespace {

struct Generator {
  const char* name;
  std::string (*text)();
};

constexpr Generator kGenerators[] = {
    {"man", manual_page},
    {"bash", bash_completion},
    {"zsh", zsh_completion},
    {"fish", fish_completion},
    {"cli", cli_documentation},
    {"results", study::results_documentation},
    {"schema", study::result_schema},
};

std::string generated(const std::string& name) {
  for (const Generator& generator : kGenerators) {
    if (name == generator.name) return generator.text();
  }
  return "";
}

int help(const Arguments& arguments) {
  if (const auto name = arguments.find("generate")) {
    print(generated(*name));
  } else if (arguments.positionals().empty()) {
    print(general_help());
  } else {
    print(command_help(command_named(arguments.positionals().front())));
  }
  return kExitDone;
}

}  // namespace

Command help_command() {
  Command command;
  command.name = "help";
  command.summary = "explains a command";
  command.usage = {"[COMMAND]"};
  command.description =
      "Explains a command with its options and examples; without one, lists the commands.";
  command.positionals = {
      {"COMMAND", "run, program, list, chips, config or help", {}, Completes::nothing, true}};
  Option generate{"generate", 0, "KIND", "prints a file that is made from the program's tables"};
  for (const Generator& generator : kGenerators) generate.choices.emplace_back(generator.name);
  generate.hidden = true;
  command.options = {generate, {"help", 'h', "", "this text"}};
  command.examples = {{"systole help run", "how to simulate"}, {"systole help", "all commands"}};
  command.run = help;
  return command;
}

}  // namespace systole::app
