// Commands made and not yet asked for. One buffer serves a whole stream, so that a stream of
// millions of commands allocates a handful of times.
#pragma once

#include <cstddef>
#include <vector>

#include "program/command.hpp"

namespace systole::mapping {

class CommandBuffer {
 public:
  template <class Action>
  void push(program::Queue queue, Action&& action) {
    if (filled_ == commands_.size()) commands_.emplace_back();
    commands_[filled_].queue = queue;
    commands_[filled_++].action = std::forward<Action>(action);
  }
  bool empty() const { return next_ == filled_; }
  void pop(program::Command& command) {
    command = std::move(commands_[next_++]);
    if (empty()) next_ = filled_ = 0;
  }

 private:
  std::vector<program::Command> commands_;  ///< their places are used again
  std::size_t next_ = 0;
  std::size_t filled_ = 0;
};

}  // namespace systole::mapping
