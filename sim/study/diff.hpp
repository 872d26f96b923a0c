// What changed between two results, and which operators account for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "study/stored_result.hpp"

namespace systole::study {

/// One key of the chip's configuration or of a run's settings; "" where one of them lacks it.
struct KeyChange {
  std::string key;
  std::string before;
  std::string after;
};

/// Keys whose values differ between two YAML texts, in the order of the first; without where values
/// are from and without what no run uses (descriptions, facts).
std::vector<KeyChange> key_changes(const std::string& before, const std::string& after);

/// Operators of one name, of both results or of one.
struct OperatorChange {
  std::string name;
  std::optional<StoredOperator> before;
  std::optional<StoredOperator> after;
  double seconds = 0.0;  ///< after less before
};

/// Matched by name, equal names in their order; the largest contribution first.
std::vector<OperatorChange> operator_changes(const StoredResult& before, const StoredResult& after);

struct Diff {
  StoredResult before;
  StoredResult after;
  std::vector<KeyChange> settings;       ///< how it was run, version included
  std::vector<KeyChange> configuration;  ///< of the chip
  std::vector<OperatorChange> operators;
};

}  // namespace systole::study
