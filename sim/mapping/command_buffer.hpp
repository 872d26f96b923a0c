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
    commands_.push_back({queue, std::forward<Action>(action)});
  }
  bool empty() const { return next_ == commands_.size(); }
  void pop(program::Command& command) {
    command = std::move(commands_[next_++]);
    if (!empty()) return;
    commands_.clear();
    next_ = 0;
  }

 private:
  std::vector<program::Command> commands_;
  std::size_t next_ = 0;
};

}  // namespace systole::mapping
