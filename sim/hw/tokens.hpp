// The tokens through which a core's queues meet: counters that only rise.
#pragma once

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
  /// How often any token was signalled, over all kernels.
  std::int64_t signals() const { return signals_; }
  /// Throws UserError where the kernel does not have the token.
  void require_declared(program::Token token) const { index_of(token); }

 private:
  struct State {
    std::int64_t count = 0;
    program::Queue last_signaller = program::Queue::load;
  };
  std::size_t index_of(program::Token token) const {
    if (token < 0 || static_cast<std::size_t>(token) >= states_.size()) refuse(token);
    return static_cast<std::size_t>(token);
  }
  [[noreturn]] void refuse(program::Token token) const;

  std::vector<State> states_;
  std::int64_t signals_ = 0;
};

}  // namespace systole::hw
