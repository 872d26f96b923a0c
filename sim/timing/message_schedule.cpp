#include "timing/message_schedule.hpp"

#include <limits>
#include <numeric>

#include "base/error.hpp"

namespace systole::timing {

MessageSchedule::Id MessageSchedule::add(const Message& message, const std::vector<Id>& after) {
  constexpr std::size_t kMost = 100'000'000;
  if (messages_.size() >= kMost) {
    throw UserError(
        "the collective takes more than 100 million messages; simulate fewer ranks, or use "
        "--fidelity analytic");
  }
  const auto id = static_cast<Id>(messages_.size());
  for (const Id other : after) {
    if (other < 0 || other >= id) throw ModelError("a message waits for one that is not there yet");
    after_.push_back(other);
  }
  messages_.push_back(message);
  begins_.push_back(static_cast<std::int64_t>(after_.size()));
  return id;
}

MessageSchedule::Dependents MessageSchedule::dependents() const {
  Dependents result;
  result.begins.assign(messages_.size() + 1, 0);
  for (const Id id : after_) ++result.begins[at(id) + 1];
  std::partial_sum(result.begins.begin(), result.begins.end(), result.begins.begin());
  std::vector<std::int64_t> next = result.begins;
  result.ids.resize(after_.size());
  for (std::size_t id = 0; id < messages_.size(); ++id) {
    for (auto i = begins_[id]; i < begins_[id + 1]; ++i) {
      auto& place = next[at(after_[static_cast<std::size_t>(i)])];
      result.ids[static_cast<std::size_t>(place++)] = static_cast<Id>(id);
    }
  }
  return result;
}

}  // namespace systole::timing
