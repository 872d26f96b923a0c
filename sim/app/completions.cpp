// Shell completions for bash, zsh and fish.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/command.hpp"
#include "app/manual.hpp"

namespace systole::app {

namespace {

std::vector<std::string> names_of(const std::vector<Command>& list) {
  std::vector<std::string> names;
  names.reserve(list.size());
  for (const Command& command : list) names.push_back(command.name);
  return names;
}

std::vector<std::string> words_of(const Command& command) {
  std::vector<std::string> words;
  for (const Option& option : command.options) {
    if (!option.hidden) words.push_back("--" + option.name);
  }
  for (const Positional& positional : command.positionals) {
    words.insert(words.end(), positional.choices.begin(), positional.choices.end());
  }
  return words;
}

/// What a shell runs to get the values of `completes`, or "".
std::string names_command(Completes completes) {
  if (completes == Completes::chip) return "systole list chips --names 2>/dev/null";
  if (completes == Completes::memory) return "systole list memories --names 2>/dev/null";
  if (completes == Completes::software) return "systole list software --names 2>/dev/null";
  if (completes == Completes::network) return "systole list networks --names 2>/dev/null";
  if (completes == Completes::workload) return "systole list workloads --names 2>/dev/null";
  return "";
}

std::string bash_values(const Option& option) {
  const std::string names = names_command(option.completes);
  if (!option.choices.empty()) {
    return fmt::format("COMPREPLY=($(compgen -W \"{}\" -- \"$cur\"))",
                       fmt::join(option.choices, " "));
  }
  if (!names.empty())
    return fmt::format("COMPREPLY=($(compgen -f -W \"$({})\" -- \"$cur\"))", names);
  if (option.completes == Completes::directory) return "COMPREPLY=($(compgen -d -- \"$cur\"))";
  if (option.completes == Completes::file) return "COMPREPLY=($(compgen -f -- \"$cur\"))";
  return "COMPREPLY=()";
}

std::string bash_command(const Command& command) {
  std::string text = fmt::format("    {})\n      case $prev in\n", command.name);
  for (const Option& option : command.options) {
    if (option.value.empty() || option.hidden) continue;
    const std::string letter = option.letter == 0 ? "" : fmt::format("|-{}", option.letter);
    text += fmt::format("        --{}{}) {}; return;;\n", option.name, letter, bash_values(option));
  }
  return text +
         fmt::format("      esac\n      COMPREPLY=($(compgen -W \"{}\" -- \"$cur\"))\n      ;;\n",
                     fmt::join(words_of(command), " "));
}

/// Single quotes end a shell word; colons and brackets mean something to zsh.
std::string zsh_text(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\'') {
      result += "'\\''";
    } else if (c == '[' || c == ']' || c == ':') {
      result += fmt::format("\\{}", c);
    } else {
      result += c;
    }
  }
  return result;
}

std::string zsh_values(const Option& option) {
  if (!option.choices.empty()) return fmt::format("({})", fmt::join(option.choices, " "));
  if (option.completes == Completes::chip) return "_systole_chips";
  if (option.completes == Completes::workload) return "_systole_workloads";
  if (option.completes == Completes::memory) return "_systole_memories";
  if (option.completes == Completes::software) return "_systole_software";
  if (option.completes == Completes::network) return "_systole_networks";
  if (option.completes == Completes::directory) return "_directories";
  if (option.completes == Completes::file) return "_files";
  return " ";
}

/// A function that offers shipped names and files.
std::string zsh_names(const char* function, Completes completes) {
  return fmt::format("{}() {{\n  _alternative 'names:name:($({}))' 'files:file:_files'\n}}\n",
                     function, names_command(completes));
}

std::string zsh_option(const Option& option) {
  const std::string value =
      option.value.empty() ? "" : fmt::format(":{}:{}", zsh_text(option.value), zsh_values(option));
  const char* star = option.repeated ? "*" : "";
  return fmt::format("        '{}--{}[{}]{}' \\\n", star, option.name, zsh_text(option.help),
                     value);
}

std::string zsh_positional(const Positional& positional) {
  const std::string values =
      positional.choices.empty() ? " " : fmt::format("({})", fmt::join(positional.choices, " "));
  return fmt::format("        ':{}:{}' \\\n", zsh_text(positional.name), values);
}

std::string zsh_command(const Command& command) {
  std::string text = fmt::format("    {})\n      _arguments \\\n", command.name);
  for (const Option& option : command.options) {
    if (!option.hidden) text += zsh_option(option);
  }
  for (const Positional& positional : command.positionals) text += zsh_positional(positional);
  return text + "        && return\n      ;;\n";
}

std::string fish_text(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string fish_values(const Option& option) {
  const std::string names = names_command(option.completes);
  if (!option.choices.empty()) return fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
  if (!names.empty()) return fmt::format(" -r -a '({})'", names);
  const bool path = option.completes == Completes::file || option.completes == Completes::directory;
  if (option.value.empty()) return "";
  return path ? " -r -F" : " -x";
}

std::string fish_command(const Command& command) {
  const std::string here =
      fmt::format("complete -c systole -n '__fish_seen_subcommand_from {}'", command.name);
  std::string text = fmt::format("complete -c systole -n __fish_use_subcommand -f -a {} -d '{}'\n",
                                 command.name, fish_text(command.summary));
  for (const Option& option : command.options) {
    if (option.hidden) continue;
    const std::string letter = option.letter == 0 ? "" : fmt::format(" -s {}", option.letter);
    text += fmt::format("{} -l {}{}{} -d '{}'\n", here, option.name, letter, fish_values(option),
                        fish_text(option.help));
  }
  for (const Positional& positional : command.positionals) {
    if (positional.choices.empty()) continue;
    text += fmt::format("{} -f -a '{}'\n", here, fmt::join(positional.choices, " "));
  }
  return text;
}

}  // namespace

std::string bash_completion() {
  std::string text =
      "# Generated by: systole help --generate bash\n"
      "_systole() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
      "  if [[ $COMP_CWORD -eq 1 ]]; then\n";
  text += fmt::format(
      "    COMPREPLY=($(compgen -W \"{} --help --version\" -- \"$cur\"))\n    return\n  fi\n",
      fmt::join(names_of(commands()), " "));
  text += "  case ${COMP_WORDS[1]} in\n";
  for (const Command& command : commands()) text += bash_command(command);
  return text + "  esac\n}\ncomplete -o filenames -F _systole systole\n";
}

std::string zsh_completion() {
  std::string text = "#compdef systole\n# Generated by: systole help --generate zsh\n";
  text += zsh_names("_systole_chips", Completes::chip);
  text += zsh_names("_systole_workloads", Completes::workload);
  text += zsh_names("_systole_memories", Completes::memory);
  text += zsh_names("_systole_software", Completes::software);
  text += zsh_names("_systole_networks", Completes::network);
  text += "_systole() {\n";
  text += "  if (( CURRENT == 2 )); then\n    local -a names=(\n";
  for (const Command& command : commands()) {
    text += fmt::format("      '{}:{}'\n", command.name, zsh_text(command.summary));
  }
  text += "    )\n    _describe command names\n    return\n  fi\n  local name=$words[2]\n";
  text += "  shift words\n  (( CURRENT-- ))\n  case $name in\n";
  for (const Command& command : commands()) text += zsh_command(command);
  return text + "  esac\n}\n_systole \"$@\"\n";
}

std::string fish_completion() {
  std::string text = "# Generated by: systole help --generate fish\n";
  for (const Command& command : commands()) text += fish_command(command);
  return text;
}

}  // namespace systole::app
