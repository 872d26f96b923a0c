// The tokens through which a core's queues meet: counters that only rise.
#pragma once

#include <functional>
#include <vector>

#include "program/command.hpp"

namespace systole::hw {

class Tokens {
 public:
  /// All tokens of a new kernel start at zero.
  void reset(std::int64_t count);
  void signal(program::Token token, program::Queue by);
  bool reached(const program::Wait& wait) const;
  /// The queue whose signal came last.
  program::Queue last_signaller(program::Token token) const;
  std::int64_t count(program::Token token) const;
  /// Called after every signal; whoever waits looks whether it concerns them.
  void on_signal(std::function<void(program::Token)> listener);

 private:
  struct State {
    std::int64_t count = 0;
    program::Queue last_signaller = program::Queue::load;
  };
  std::size_t index_of(program::Token token) const;

  std::vector<State> states_;
  std::vector<std::function<void(program::Token)>> listeners_;
};

}  // namespace systole::hw
