#include "timing/collective_schedule.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "timing/collective_levels.hpp"
#include "timing/stage_messages.hpp"

namespace systole::timing {

namespace {

class JobMessages {
 public:
  using Id = MessageSchedule::Id;

  JobMessages(const config::NetworkConfig& network, const CollectiveJob& job, RankDetail detail,
              FabricLinks& links, MessageSchedule& schedule)
      : levels_(network.levels()),
        ranks_(level_ranks(network, job.request)),
        job_(job),
        detail_(detail),
        links_(links),
        schedule_(schedule) {}

  void add() {
    const std::int64_t senders = detail_ == RankDetail::one_for_all ? 1 : job_.request.ranks;
    const Femtoseconds launch = job_.planned.launch - starts() + job_.planned.copy;
    gates_.clear();
    for (std::int64_t rank = 0; rank < senders; ++rank) {
      gates_.push_back(wait(rank, {}, job_.start + launch));
    }
    for (const CollectiveStage& stage : job_.planned.plan.stages) add_stage(stage);
  }

 private:
  Femtoseconds starts() const {
    Femtoseconds all = 0;
    for (const CollectiveStage& stage : job_.planned.plan.stages) all += stage.start;
    return all;
  }

  std::int64_t chip_of(std::int64_t rank) const {
    std::int64_t chip = job_.first_chip;
    for (const LevelRanks& level : ranks_) {
      chip += rank % level.ranks * level.stride * level.chips;
      rank /= level.ranks;
    }
    return chip;
  }

  Id wait(std::int64_t rank, const std::vector<Id>& after, Femtoseconds delay) {
    Message message;
    message.from = message.to = static_cast<std::int32_t>(chip_of(rank));
    message.delay = delay;
    return schedule_.add(message, after);
  }

  void add_stage(const CollectiveStage& stage) {
    if (stage.start > 0) {
      for (std::size_t rank = 0; rank < gates_.size(); ++rank) {
        gates_[rank] = wait(static_cast<std::int64_t>(rank), {gates_[rank]}, stage.start);
      }
    }
    std::int64_t below = 1;
    for (std::size_t i = 0; i < stage.level; ++i) below *= ranks_[i].ranks;
    const std::int64_t across = below * stage.ranks;
    const std::int64_t groups =
        detail_ == RankDetail::one_for_all ? 1 : job_.request.ranks / stage.ranks;
    for (std::int64_t group = 0; group < groups; ++group) {
      if (is_broadcast_elsewhere(stage, below, group)) continue;
      add_group(stage, group / below * across + group % below, below);
    }
  }

  /// A broadcast to the members of an outer level goes to one chip of each only.
  static bool is_broadcast_elsewhere(const CollectiveStage& stage, std::int64_t below,
                                     std::int64_t group) {
    return stage.kind == CollectiveKind::broadcast && group % below != 0;
  }

  void add_group(const CollectiveStage& stage, std::int64_t first, std::int64_t step) {
    const std::int64_t members = detail_ == RankDetail::one_for_all ? 1 : stage.ranks;
    std::vector<std::int64_t> chips;
    std::vector<Id> gates;
    for (std::int64_t member = 0; member < members; ++member) {
      chips.push_back(chip_of(first + member * step));
      gates.push_back(gates_[static_cast<std::size_t>(first + member * step)]);
    }
    StageMessages messages({levels_[stage.level], stage, links_, schedule_, detail_},
                           std::move(chips), std::move(gates));
    const auto done = messages.add();
    for (std::int64_t member = 0; member < members; ++member) {
      gates_[static_cast<std::size_t>(first + member * step)] =
          done[static_cast<std::size_t>(member)];
    }
  }

  std::vector<config::NetworkLevel> levels_;
  std::vector<LevelRanks> ranks_;
  const CollectiveJob& job_;
  RankDetail detail_;
  FabricLinks& links_;
  MessageSchedule& schedule_;
  std::vector<Id> gates_;
};

}  // namespace

bool ranks_are_alike(const config::NetworkConfig& network, const CollectivePlan& plan) {
  const FabricLinks links(network);
  return std::all_of(plan.stages.begin(), plan.stages.end(), [&](const CollectiveStage& stage) {
    const bool one_after_the_other = stage.algorithm == CollectiveAlgorithm::in_switch &&
                                     stage.kind == CollectiveKind::reduce_scatter;
    return stage.kind != CollectiveKind::broadcast && !one_after_the_other &&
           !links.shared(stage.level);
  });
}

void add_collective(const config::NetworkConfig& network, const CollectiveJob& job,
                    RankDetail detail, FabricLinks& links, MessageSchedule& schedule) {
  if (detail == RankDetail::one_for_all && !ranks_are_alike(network, job.planned.plan)) {
    throw ModelError("one rank cannot stand for ranks that differ");
  }
  JobMessages(network, job, detail, links, schedule).add();
}

}  // namespace systole::timing
