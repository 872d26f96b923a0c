// Operators of a workload that no chip is asked for: collectives, and work of which a trace knows
// the time only. Programs and results carry them along, so that measured times stay complete.
#pragma once

#include <cstdint>
#include <string>

namespace systole {

/// All of one kind together.
struct LeftOut {
  std::string kind;         ///< "opaque", "all_reduce"
  std::string source_kind;  ///< what the file calls it, or empty
  std::int64_t operators = 0;
  double measured_seconds = 0.0;
};

}  // namespace systole
