#include "app/arguments.hpp"

#include <algorithm>

#include <boost/program_options.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace systole::app {

namespace po = boost::program_options;

namespace {

constexpr const char* kPositional = "";  // the name under which Boost files what is not an option

const Option* option_named(const Command& command, const std::string& name) {
  for (const Option& option : command.options) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

po::options_description described(const Command& command) {
  po::options_description description;
  for (const Option& option : command.options) {
    const std::string names =
        option.letter == 0 ? option.name : fmt::format("{},{}", option.name, option.letter);
    if (option.value.empty()) {
      description.add_options()(names.c_str(), "");
    } else {
      description.add_options()(names.c_str(), po::value<std::vector<std::string>>(), "");
    }
  }
  return description;
}

std::string unknown_option(const Command& command, const std::string& given) {
  std::vector<std::string> names;
  for (const Option& option : command.options) {
    if (!option.hidden) names.push_back("--" + option.name);
  }
  return fmt::format("'systole {}' has no option '{}'{}\nsee 'systole {} --help'", command.name,
                     given, suggestion(given, names), command.name);
}

po::parsed_options parsed(const Command& command, const std::vector<std::string>& words) {
  namespace style = po::command_line_style;
  const po::options_description description = described(command);
  try {
    return po::command_line_parser(words)
        .options(description)
        .style(style::unix_style & ~style::allow_guessing)
        .run();
  } catch (const po::unknown_option& error) {
    throw UserError(unknown_option(command, error.get_option_name()));
  } catch (const po::error_with_option_name& error) {
    throw UserError(fmt::format("{}\nsee 'systole {} --help'", error.what(), command.name));
  } catch (const po::error& error) {
    throw UserError(error.what());
  }
}

void check_choice(const std::string& what, const std::string& value,
                  const std::vector<std::string>& choices) {
  if (choices.empty()) return;
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return;
  throw UserError(fmt::format("{}: '{}' is not one of {}{}", what, value, fmt::join(choices, ", "),
                              suggestion(value, choices)));
}

}  // namespace

Arguments::Arguments(const Command& command, const std::vector<std::string>& words)
    : command_(command) {
  for (const po::option& given : parsed(command, words).options) {
    if (given.position_key != -1 || given.string_key == kPositional) {
      positionals_.insert(positionals_.end(), given.value.begin(), given.value.end());
      continue;
    }
    std::vector<std::string>& values = values_[given.string_key];
    const Option* option = option_named(command, given.string_key);
    if (!values.empty() && option != nullptr && !option->repeated) {
      throw UserError(fmt::format("--{} is given more than once", given.string_key));
    }
    values.insert(values.end(), given.value.begin(), given.value.end());
  }
  if (has("help")) return;
  check_choices();
  check_positionals();
}

void Arguments::check_choices() const {
  for (const auto& [name, values] : values_) {
    const Option* option = option_named(command_, name);
    if (option == nullptr) continue;
    for (const std::string& value : values) check_choice("--" + name, value, option->choices);
  }
}

void Arguments::check_positionals() const {
  const auto& expected = command_.positionals;
  const bool takes_all = !expected.empty() && expected.back().repeated;
  if (positionals_.size() > expected.size() && !takes_all) {
    throw UserError(
        fmt::format("'systole {}' does not know what to do with '{}'\nsee 'systole {} --help'",
                    command_.name, positionals_[expected.size()], command_.name));
  }
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (i < positionals_.size()) {
      check_choice(expected[i].name, positionals_[i], expected[i].choices);
    } else if (!expected[i].optional) {
      throw UserError(fmt::format("'systole {}' needs {}: {}\nsee 'systole {} --help'",
                                  command_.name, expected[i].name, expected[i].help,
                                  command_.name));
    }
  }
}

std::optional<std::string> Arguments::find(const std::string& option) const {
  const auto found = values_.find(option);
  if (found != values_.end() && !found->second.empty()) return found->second.back();
  const Option* described_option = option_named(command_, option);
  if (described_option != nullptr && !described_option->fallback.empty()) {
    return described_option->fallback;
  }
  return std::nullopt;
}

std::string Arguments::one(const std::string& option) const {
  const std::optional<std::string> value = find(option);
  if (value) return *value;
  const Option* described_option = option_named(command_, option);
  const std::string placeholder = described_option == nullptr ? "" : " " + described_option->value;
  throw UserError(fmt::format("'systole {}' needs --{}{}\nsee 'systole {} --help'", command_.name,
                              option, placeholder, command_.name));
}

std::vector<std::string> Arguments::all(const std::string& option) const {
  const auto found = values_.find(option);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

std::optional<std::int64_t> Arguments::integer(const std::string& option, std::int64_t low,
                                               std::int64_t high) const {
  const std::optional<std::string> text = find(option);
  if (!text) return std::nullopt;
  const std::optional<std::int64_t> value = parse_int64(*text);
  if (!value || *value < low || *value > high) {
    throw UserError(
        fmt::format("--{}: '{}' is not an integer from {} to {}", option, *text, low, high));
  }
  return value;
}

std::vector<std::pair<std::string, std::string>> Arguments::assignments(
    const std::string& option) const {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& text : all(option)) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw UserError(fmt::format("--{}: '{}' is not KEY=VALUE", option, text));
    }
    pairs.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return pairs;
}

void Arguments::refuse_together(const std::string& option, const std::string& other) const {
  if (!has(option) || !has(other)) return;
  throw UserError(fmt::format("--{} and --{} cannot be given together", option, other));
}

}  // namespace systole::app
