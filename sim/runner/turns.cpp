#include "runner/turns.hpp"

#include <algorithm>
#include <mutex>
#include <thread>
#include <vector>

namespace systole::runner {

namespace {

/// Forks are of the whole process, and so are turns.
std::mutex& turn() {
  static std::mutex mutex;
  return mutex;
}

/// False in threads that are not of in_turns: they are alone, or look after themselves.
thread_local bool has_turn = false;

class Turn {
 public:
  Turn() {
    turn().lock();
    has_turn = true;
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    has_turn = false;
    turn().unlock();
  }
};

}  // namespace

Waiting::Waiting() : had_turn_(has_turn) {
  if (had_turn_) turn().unlock();
}

Waiting::~Waiting() {
  if (had_turn_) turn().lock();
}

void in_turns(std::size_t count, std::int64_t jobs, const std::function<void(std::size_t)>& work) {
  std::size_t next = 0;
  const auto take_all = [&] {
    while (next < count) work(next++);
  };
  const auto work_in_turn = [&] {
    const Turn mine;
    take_all();
  };
  const std::size_t wanted = std::min(static_cast<std::size_t>(jobs), count);
  if (wanted <= 1) return take_all();
  const Waiting meanwhile;  // where this thread is one of an outer call
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < wanted; ++i) threads.emplace_back(work_in_turn);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace systole::runner
