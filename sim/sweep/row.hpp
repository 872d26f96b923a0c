// What became of one point.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sweep/value.hpp"

namespace systole::sweep {

enum class Status {
  done,
  infeasible,  ///< a constraint does not hold
  invalid,     ///< the values contradict each other, or the workload does not fit
  failed,      ///< the model failed, a deadlock for instance
  crashed,     ///< its process died
  timed_out    ///< it took longer than --point-timeout
};
std::string_view name_of(Status status);
std::optional<Status> status_from(std::string_view text);

struct Row {
  Status status = Status::done;
  std::string message;        ///< why it is not done
  std::vector<Value> values;  ///< of Evaluator::columns(); cells that are not known are empty
};

std::string to_bytes(const Row& row);
/// Throws ModelError when the bytes are cut short.
Row row_from_bytes(const std::string& bytes);

}  // namespace systole::sweep
