// Threads that wait for children, of which one at a time works itself.
//
// A child that is forked has only the thread that forked it. What another thread had locked or
// begun at that moment (a function's static table, a library's own) stays locked in the child for
// ever. So no other thread may be at work then: each has its turn, and gives it away while it
// waits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace systole::runner {

/// Calls work(0) to work(count - 1), each begun when one of `jobs` threads is free. `work` does not
/// throw. Calls follow each other but where they wait for children (child.hpp), which is what
/// happens at the same time.
void in_turns(std::size_t count, std::int64_t jobs, const std::function<void(std::size_t)>& work);

/// While one lives, the thread that made it only waits, and another may have its turn.
class Waiting {
 public:
  Waiting();
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting();

 private:
  bool had_turn_;
};

}  // namespace systole::runner
