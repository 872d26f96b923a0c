// The messages of one stage of a collective among the members of one group.
#pragma once

#include <vector>

#include "timing/collective_schedule.hpp"
#include "timing/collective_steps.hpp"

namespace systole::timing {

/// What a stage's messages are made of: its plan, where its members are, and after what each may
/// begin.
class StageMessages {
 public:
  using Id = MessageSchedule::Id;

  struct Parts {
    const config::NetworkLevel& level;
    const CollectiveStage& stage;
    FabricLinks& links;
    MessageSchedule& schedule;
    RankDetail detail = RankDetail::every_rank;
  };

  /// `chips` of the members, and for each the message after which it begins.
  StageMessages(const Parts& parts, std::vector<std::int64_t> chips, std::vector<Id> gates);

  /// Adds all messages; for each member the one after which it has all that it should.
  std::vector<Id> add();

 private:
  std::int64_t members() const { return parts_.stage.ranks; }
  /// Members that send messages of their own.
  std::int64_t senders() const { return parts_.detail == RankDetail::one_for_all ? 1 : members(); }
  /// The member that stands for one, at any distance around.
  std::size_t fold(std::int64_t member) const;
  std::int64_t chip(std::int64_t member) const { return chips_[fold(member)]; }
  Id gate(std::int64_t member) const { return gates_[fold(member)]; }

  Message to_member(std::int64_t from, std::int64_t to, const StepGroup& group) const;
  Id send(std::int64_t from, std::int64_t to, const StepGroup& group, const std::vector<Id>& after);
  /// Messages of the kind that have come to each member and not been passed on.
  void receive(std::int64_t member, Id message) { received_[fold(member)].push_back(message); }
  /// Every member waits for all that has come to it.
  void join();

  void ring();
  void chain();
  void exchanges();
  void binomial();
  void direct();
  void direct_broadcast();
  void shift();
  void in_switch_sum();
  void in_switch_scatter();
  void in_switch_copy();
  void torus();
  void torus_lane(const std::vector<StepGroup>& groups, std::size_t dimension, int direction);
  void torus_broadcast();
  Id send_along(std::int64_t member, std::size_t dimension, int direction, const StepGroup& group,
                const std::vector<Id>& after);
  std::int64_t neighbour(std::int64_t member, std::size_t dimension, int direction) const;
  Id raise(std::int64_t member, const StepGroup& group);
  Id lower(std::int64_t member, const StepGroup& group, const std::vector<Id>& heads);

  Parts parts_;
  std::vector<std::int64_t> chips_;
  std::vector<Id> gates_;
  std::vector<std::vector<Id>> received_;
  FilledDimensions filled_;
};

}  // namespace systole::timing
