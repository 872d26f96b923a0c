#include "hw/exchange.hpp"

namespace systole::hw {

Exchange::Exchange(const timing::MessageSchedule& schedule)
    : messages_(schedule.messages()), dependents_(schedule.dependents()) {
  waits_for_.reserve(messages_.size());
  for (std::size_t id = 0; id < messages_.size(); ++id) {
    waits_for_.push_back(static_cast<std::int32_t>(schedule.waits_for(static_cast<Id>(id))));
  }
}

std::vector<Exchange::Id> Exchange::ready_at_start() const {
  std::vector<Id> ready;
  for (std::size_t id = 0; id < waits_for_.size(); ++id) {
    if (waits_for_[id] == 0) ready.push_back(static_cast<Id>(id));
  }
  return ready;
}

void Exchange::arrived(Id id, const std::function<void(Id)>& ready) {
  ++arrived_;
  const auto at = static_cast<std::size_t>(id);
  for (auto i = dependents_.begins[at]; i < dependents_.begins[at + 1]; ++i) {
    const Id waiting = dependents_.ids[static_cast<std::size_t>(i)];
    if (--waits_for_[static_cast<std::size_t>(waiting)] == 0) ready(waiting);
  }
}

}  // namespace systole::hw
