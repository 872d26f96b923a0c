#include "mapping/attention_deal.hpp"

#include <functional>
#include <queue>
#include <utility>

namespace systole::mapping {

namespace {

bool all_alike(const AttentionPlan& plan) {
  return plan.row_tiles() == 1 || (!plan.work.causal && plan.work.window == 0);
}

}  // namespace

AttentionDeal::AttentionDeal(const AttentionPlan& plan)
    : cores_(plan.cores),
      jobs_(plan.jobs()),
      back_and_forth_(plan.style.order == JobOrder::longest_first) {
  if (!back_and_forth_ && !all_alike(plan)) deal_as_numbered(plan);
}

void AttentionDeal::deal_as_numbered(const AttentionPlan& plan) {
  using Free = std::pair<std::int64_t, std::int64_t>;  // tiles done so far, core
  std::priority_queue<Free, std::vector<Free>, std::greater<>> free;
  for (std::int64_t core = 0; core < cores_; ++core) free.push({0, core});
  of_core_.resize(static_cast<std::size_t>(cores_));
  for (std::int64_t number = 0; number < jobs_; ++number) {
    const auto [done, core] = free.top();
    free.pop();
    of_core_[static_cast<std::size_t>(core)].push_back(number);
    // To begin and to end a job takes about as long as a tile.
    free.push({done + plan.tiles_of(plan.job(number)) + 1, core});
  }
}

std::optional<std::int64_t> AttentionDeal::next(std::int64_t core, std::int64_t done) const {
  if (!of_core_.empty()) {
    const std::vector<std::int64_t>& mine = of_core_[static_cast<std::size_t>(core)];
    const auto place = static_cast<std::size_t>(done);
    return place < mine.size() ? std::optional(mine[place]) : std::nullopt;
  }
  const bool backwards = back_and_forth_ && done % 2 == 1;
  const std::int64_t number = done * cores_ + (backwards ? cores_ - 1 - core : core);
  return number < jobs_ ? std::optional(number) : std::nullopt;
}

}  // namespace systole::mapping
