// An operator as keys and values: one line of a native workload (YAML) or of a trace (JSON).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "workload/graph.hpp"

namespace systole::frontend {

enum class Spelling { yaml, json };

/// A map on one line, its keys in the order in which they are put.
class FieldLine {
 public:
  explicit FieldLine(Spelling spelling) : spelling_(spelling) {}

  void text(std::string_view key, std::string_view value);
  void texts(std::string_view key, const std::vector<std::string>& values);
  void number(std::string_view key, std::int64_t value);
  void numbers(std::string_view key, const std::vector<std::int64_t>& values);
  /// What is spelled the same in both: a decimal number, true, or another line's text().
  void plain(std::string_view key, std::string_view value);
  /// A map inside of this one, to be put with plain().
  FieldLine inner() const { return FieldLine(spelling_); }

  /// "{key: value, ...}".
  std::string text() const;

 private:
  std::string spelled(std::string_view value) const;

  Spelling spelling_;
  std::vector<std::string> fields_;
};

/// The operators' names, made different from each other with a number where they are not.
std::vector<std::string> unique_names(const workload::Graph& graph);

/// The line of operator `index`, everything written out but what readers assume anyway.
std::string operator_line(const workload::Graph& graph, std::size_t index,
                          const std::vector<std::string>& names, Spelling spelling);

}  // namespace systole::frontend
