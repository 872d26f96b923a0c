// One map of the native workload format: its keys are taken one by one, and what nobody took is a
// mistake.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/document.hpp"
#include "frontend/expression.hpp"

namespace systole::frontend {

class NativeKeys {
 public:
  /// `path` is the dotted path of the map, in front of every message. All arguments must outlive
  /// this.
  NativeKeys(const Node& map, std::string path, const Parameters& parameters,
             Diagnostics& diagnostics);

  /// The value of a key, nullptr when it is absent.
  const Node* take(const std::string& key);
  std::optional<std::string> text(const std::string& key);
  std::optional<bool> boolean(const std::string& key);
  std::optional<double> number(const std::string& key);

  /// An expression's value, at least `low`; an absent or wrong one is reported.
  std::int64_t integer(const std::string& key, std::int64_t low = 1);
  /// The same, with a value for an absent key.
  std::int64_t integer_or(const std::string& key, std::int64_t fallback, std::int64_t low = 1);

  /// One expression or a list of them, each at least `low`; empty when absent.
  std::vector<std::int64_t> integers(const std::string& key, std::int64_t low);
  /// The texts of a list, or one text; empty when absent.
  std::vector<std::string> texts(const std::string& key);

  struct Pair {
    std::int64_t height = 0;
    std::int64_t width = 0;
  };
  /// One expression for both axes, or a list of two: [height, width].
  Pair pair(const std::string& key, std::optional<std::int64_t> fallback, std::int64_t low);

  /// Reports every key that was not taken, with the nearest of those that may stand here.
  void refuse_others() const;

  void error(const Place& place, const std::string& key, const std::string& message) const;
  std::string path_of(const std::string& key) const;
  const Place& place() const { return map_.place; }

 private:
  std::int64_t value_of(const Node& node, const std::string& key, std::int64_t low) const;
  void report_missing(const std::string& key) const;

  const Node& map_;
  std::string path_;
  const Parameters& parameters_;
  Diagnostics& diagnostics_;
  std::vector<std::string> taken_;
};

/// Evaluates the expression in a scalar; a mistake is reported at its very character.
std::optional<std::int64_t> evaluate_node(const Node& node, const std::string& path,
                                          const Parameters& parameters, Diagnostics& diagnostics);

}  // namespace systole::frontend
