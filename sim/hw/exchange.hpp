// Which messages of a schedule may go: the state that the chips of a network share.
#pragma once

#include <functional>
#include <vector>

#include "timing/message_schedule.hpp"

namespace systole::hw {

class Exchange {
 public:
  using Id = timing::MessageSchedule::Id;

  explicit Exchange(const timing::MessageSchedule& schedule);

  const timing::Message& message(Id id) const { return messages_[static_cast<std::size_t>(id)]; }
  /// Messages that wait for none, at the start of a run.
  std::vector<Id> ready_at_start() const;
  /// Tells of every message that waited for this one last.
  void arrived(Id id, const std::function<void(Id)>& ready);
  /// Messages that have not come, for the text of a deadlock.
  std::size_t missing() const { return messages_.size() - arrived_; }

 private:
  const std::vector<timing::Message>& messages_;
  timing::MessageSchedule::Dependents dependents_;
  std::vector<std::int32_t> waits_for_;
  std::size_t arrived_ = 0;
};

}  // namespace systole::hw
