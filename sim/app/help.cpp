#include "app/help.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace systole::app {

namespace {

constexpr std::size_t kIndent = 26;

/// "  name    text", the text wrapped in its own column; a long name has a line of its own.
std::string entry(const std::string& name, const std::string& text) {
  const std::string start = fmt::format("  {:<{}}", name, kIndent - 2);
  const bool fits = name.size() + 3 <= kIndent;
  return (fits ? start : fmt::format("  {}\n{:{}}", name, "", kIndent)) + wrapped(text, kIndent) +
         "\n";
}

std::string usage_text(const Command& command) {
  std::string text;
  for (const std::string& usage : command.usage) {
    const char* start = text.empty() ? "usage:" : "      ";
    text +=
        fmt::format("{} systole {}{}{}\n", start, command.name, usage.empty() ? "" : " ", usage);
  }
  return text;
}

std::string positional_text(const Command& command) {
  if (command.positionals.empty()) return "";
  std::string text = "\narguments:\n";
  for (const Positional& positional : command.positionals) {
    text += entry(positional.name, positional.help);
  }
  return text;
}

std::string options_text(const Command& command) {
  std::string text = "\noptions:\n";
  for (const Option& option : command.options) {
    if (!option.hidden) text += entry(option_names(option), option_help(option));
  }
  return text;
}

std::string examples_text(const std::vector<Example>& examples) {
  std::string text = "\nexamples:\n";
  for (const Example& example : examples) {
    text += fmt::format("  {}\n      {}\n", example.command, wrapped(example.says, 6));
  }
  return text;
}

}  // namespace

std::string wrapped(const std::string& text, std::size_t indent, std::size_t width) {
  std::string result;
  std::size_t column = indent;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const bool first = result.empty();
    if (!first && column + 1 + word.size() > width) {
      result += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (!first) {
      result += ' ';
      ++column;
    }
    result += word;
    column += word.size();
  }
  return result;
}

std::string option_names(const Option& option) {
  const std::string letter = option.letter == 0 ? "" : fmt::format("-{}, ", option.letter);
  const std::string value = option.value.empty() ? "" : " " + option.value;
  return fmt::format("{}--{}{}", letter, option.name, value);
}

std::string option_help(const Option& option) {
  std::string text = option.help;
  if (option.repeated) text += "; may be repeated";
  if (!option.fallback.empty()) text += fmt::format(" (default: {})", option.fallback);
  return text;
}

std::string command_help(const Command& command) {
  return usage_text(command) + "\n" + wrapped(command.description, 0) + "\n" +
         positional_text(command) + options_text(command) + examples_text(command.examples);
}

std::string general_help() {
  std::string text =
      "usage: systole COMMAND [options]\n\n"
      "Systole simulates AI accelerators: how fast is a workload on a chip, and what limits it?\n\n"
      "commands:\n";
  for (const Command& command : commands()) text += entry(command.name, command.summary);
  text += "\noptions:\n" + entry("-h, --help", "this text; after a command, that command's own") +
          entry("--version", "the version of the program");
  return text + examples_text({
                    {"systole list chips", "what can be simulated"},
                    {"systole run --chip edge_npu --workload resnet50",
                     "time, utilization and the operators that take longest"},
                    {"systole help run", "every option of a command, with examples"},
                });
}

}  // namespace systole::app
