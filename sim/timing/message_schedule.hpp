// What chips send one another and what waits for what: the form in which a collective is simulated.
#pragma once

#include <cstdint>
#include <vector>

#include "base/units.hpp"

namespace systole::timing {

constexpr std::int32_t kNone = -1;

/// One run of bytes from a chip to another. It goes when all messages that it waits for are there.
struct Message {
  std::int32_t from = kNone;  ///< kNone: a switch
  std::int32_t to = kNone;
  Bytes bytes = 0;         ///< payload
  Bytes wire = 0;          ///< on the link, with the protocol's flags
  Femtoseconds delay = 0;  ///< from when it may go until its head enters the first link
  /// In the order in which it crosses them; none: it only waits for others.
  std::int32_t first_link = kNone;
  std::int32_t second_link = kNone;
  /// It is there for those who wait when its head is: a switch passes on what it has not all got.
  bool there_with_head = false;
};

/// Messages, each after all that it waits for.
class MessageSchedule {
 public:
  using Id = std::int32_t;

  /// Throws ModelError when it waits for a message that is not yet in the schedule.
  Id add(const Message& message, const std::vector<Id>& after);

  const std::vector<Message>& messages() const { return messages_; }
  std::int64_t waits_for(Id id) const { return begins_[at(id) + 1] - begins_[at(id)]; }
  /// Messages that wait for each, in the order of their numbers.
  struct Dependents {
    std::vector<std::int64_t> begins;  ///< one more than messages
    std::vector<Id> ids;
  };
  Dependents dependents() const;

 private:
  static std::size_t at(Id id) { return static_cast<std::size_t>(id); }

  std::vector<Message> messages_;
  std::vector<std::int64_t> begins_{0};
  std::vector<Id> after_;
};

}  // namespace systole::timing
