// A table of step times in front of a timer that takes long to answer. A step is the sum of its
// parts, each a function of one or two numbers; whole steps are compared with what the source says
// now and then.
#pragma once

#include <map>

#include "serve/time_surface.hpp"

namespace systole::serve {

/// How good a table is; errors are relative.
struct TableQuality {
  std::size_t points = 0;           ///< that the source was asked for
  double largest_error = 0.0;       ///< of a step by one part's, in the middle of a cell
  std::size_t steps = 0;            ///< whole ones that were compared
  double largest_step_error = 0.0;  ///< of those: interpolation and adding up together
};

class TableTimer : public llm::StepTimer {
 public:
  /// `source` outlives it.
  TableTimer(llm::StepTimer& source, double tolerance);

  llm::Nanoseconds time(const llm::StepShape& step) override;
  llm::KvMemory kv_memory() const override { return source_.kv_memory(); }
  TableQuality quality() const;

 private:
  double decode_time(const llm::DecodeBatch& batch);
  void compare(const llm::StepShape& step, double answer);

  llm::StepTimer& source_;
  TimeSurface::Accuracy accuracy_;  ///< of parts: a step has at least one token through all layers
  TimeSurface layers_;              ///< tokens
  TimeSurface head_;                ///< rows
  TimeSurface prompts_;             ///< tokens of a chunk, past
  std::map<std::int64_t, TimeSurface> decode_;  ///< sequences, context; by new tokens of each
  std::int64_t asked_ = 0;
  std::int64_t next_compared_ = 1;
  std::size_t compared_ = 0;
  double largest_step_error_ = 0.0;
};

}  // namespace systole::serve
