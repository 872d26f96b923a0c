// docs/cli.md.
#include <fmt/format.h>

#include "app/command.hpp"
#include "app/help.hpp"
#include "app/manual.hpp"

namespace systole::app {

namespace {

constexpr const char* kHead = R"(# Command line

This page is generated (`systole help --generate cli`) from the tables that parse the command line; `systole help COMMAND`
says the same, and so does `man systole`.

Results go to standard output; progress, notes and errors go to standard error.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | the model failed, or `--timeout` ended the run |
| 2 | the input or the command line is wrong; every mistake of a file is named with its line and column |
| 130 | interrupted (Ctrl-C, SIGTERM) |

`--out` writes into a temporary directory beside the target and renames it at the end, so a result directory is either
complete or not there.

| variable | meaning |
|---|---|
| `SYSTOLE_DATA_DIR` | the folder that holds `configs/` and `workloads/`, where it is not the installed one |
)";

/// Vertical bars divide cells, so those of a placeholder are escaped.
std::string cell(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c;
  }
  return result;
}

std::string row(const std::string& name, const std::string& text) {
  return fmt::format("| `{}` | {} |\n", cell(name), cell(text));
}

std::string section_of(const Command& command) {
  std::string text = fmt::format("\n## systole {}\n\n```\n", command.name);
  for (const std::string& usage : command.usage) {
    text += fmt::format("systole {}{}{}\n", command.name, usage.empty() ? "" : " ", usage);
  }
  text += fmt::format("```\n\n{}\n\n| | |\n|---|---|\n", wrapped(command.description, 0, 118));
  for (const Positional& positional : command.positionals) {
    text += row(positional.name, positional.help);
  }
  for (const Option& option : command.options) {
    if (!option.hidden) text += row(option_names(option), option_help(option));
  }
  text += "\n```sh\n";
  for (const Example& example : command.examples) {
    text += fmt::format("{}  # {}\n", example.command, example.says);
  }
  return text + "```\n";
}

}  // namespace

std::string cli_documentation() {
  std::string text = kHead;
  for (const Command& command : commands()) text += section_of(command);
  return text;
}

}  // namespace systole::app
