// A result.json, as far as it can be held against another one.
#pragma once

#include <string>
#include <vector>

#include "base/units.hpp"

namespace systole::study {

struct StoredOperator {
  std::string name;
  std::string kind;
  std::string shape;  ///< "384 x 2304 x 768"; empty where there is no product
  std::string bound;
  Cycles cycles = 0;
  double seconds = 0.0;
};

struct StoredResult {
  std::string chip;
  std::string workload;
  std::string fidelity;
  Cycles cycles = 0;
  double seconds = 0.0;
  std::vector<StoredOperator> operators;
};

/// Throws UserError where the file is no result.json of one run; one of several is told where those
/// are.
StoredResult read_stored_result(const std::string& path);

}  // namespace systole::study
