// Told what happens to the commands of a core's queues.
#pragma once

#include <cstdint>

#include "program/command.hpp"

namespace systole::hw {

class QueueObserver {
 public:
  virtual ~QueueObserver() = default;
  /// What a unit is told to do, and when it will be done (Executor::kLater: not known yet).
  struct Issue {
    program::Queue queue = program::Queue::load;
    std::uint64_t id = 0;  ///< within its queue
    Cycles at = 0;
    Cycles done_at = 0;
  };
  virtual void issued(const Issue& issue, const program::Action& action) = 0;
  /// The end that was not known when it was issued.
  virtual void completed(program::Queue queue, std::uint64_t id, Cycles at) = 0;
  /// A command that is done has left its queue.
  virtual void retired(program::Queue queue, std::uint64_t id) = 0;
  virtual void signalled(program::Queue queue, program::Token token) = 0;
  /// A wait is over; the command after it may begin.
  virtual void waited(program::Queue queue, const program::Wait& wait) = 0;
};

}  // namespace systole::hw
