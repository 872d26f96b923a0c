// A subcommand's arguments, parsed and checked against its option table.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/command.hpp"

namespace systole::app {

class Arguments {
 public:
  /// `words` are those after the subcommand. Throws UserError: unknown options with a suggestion,
  /// missing or surplus values, values that are none of the choices.
  Arguments(const Command& command, const std::vector<std::string>& words);

  bool has(const std::string& option) const { return values_.count(option) > 0; }
  /// The value, the option's fallback, or nothing.
  std::optional<std::string> find(const std::string& option) const;
  /// The value or the option's fallback; throws UserError when there is neither.
  std::string one(const std::string& option) const;
  std::vector<std::string> all(const std::string& option) const;
  /// An integer in [low, high], or nothing when the option is not given.
  std::optional<std::int64_t> integer(const std::string& option, std::int64_t low,
                                      std::int64_t high) const;
  /// Every KEY=VALUE of a repeated option.
  std::vector<std::pair<std::string, std::string>> assignments(const std::string& option) const;

  const std::vector<std::string>& positionals() const { return positionals_; }
  /// Throws UserError when both are given.
  void refuse_together(const std::string& option, const std::string& other) const;

 private:
  void check_choices() const;
  void check_positionals() const;

  const Command& command_;
  std::map<std::string, std::vector<std::string>> values_;
  std::vector<std::string> positionals_;
};

}  // namespace systole::app
