// Which core of a fused attention works on which jobs.
#pragma once

#include <optional>
#include <vector>

#include "mapping/attention_plan.hpp"

namespace systole::mapping {

/// Longest first: waves go forth and back over the cores, because within a wave the first jobs are
/// the longest. As numbered: in turn where all are alike, else whoever is done first takes the
/// next, as the block scheduler of a GPU does.
class AttentionDeal {
 public:
  explicit AttentionDeal(const AttentionPlan& plan);
  /// The number of the core's next job after `done` of them; nothing at the end.
  std::optional<std::int64_t> next(std::int64_t core, std::int64_t done) const;

 private:
  void deal_as_numbered(const AttentionPlan& plan);

  std::int64_t cores_;
  std::int64_t jobs_;
  bool back_and_forth_;
  std::vector<std::vector<std::int64_t>> of_core_;  ///< empty where a rule says it
};

}  // namespace systole::mapping
