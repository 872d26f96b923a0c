#include "app/workers.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>

#include "app/progress.hpp"

namespace systole::app {

namespace {

using Run = std::function<result::Result(std::size_t)>;

struct Outcome {
  result::Result result;
  std::exception_ptr error;
};

Outcome outcome_of(const Run& run, std::size_t index) {
  try {
    return {run(index), nullptr};
  } catch (...) {
    return {{}, std::current_exception()};
  }
}

/// Each worker waits for one child at a time and takes the next run when that is done.
class Workers {
 public:
  Workers(std::size_t count, const Execution& execution, const Run& run)
      : execution_(execution), run_(run), outcomes_(count) {}

  std::vector<Outcome> work_all() {
    const auto wanted = static_cast<std::size_t>(execution_.parallel);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < std::min(wanted, outcomes_.size()); ++i) {
      threads.emplace_back([this] { work(); });
    }
    for (std::thread& thread : threads) thread.join();
    if (execution_.show_progress) clear_progress();
    return std::move(outcomes_);
  }

 private:
  void work() {
    for (std::size_t i = next_++; i < outcomes_.size(); i = next_++) {
      outcomes_[i] = outcome_of(run_, i);
      ++done_;
      if (execution_.show_progress) show_progress("systole", "runs", done_, outcomes_.size());
    }
  }

  const Execution& execution_;
  const Run& run_;
  std::vector<Outcome> outcomes_;
  std::atomic<std::size_t> next_{0};
  std::atomic<std::size_t> done_{0};
};

}  // namespace

std::vector<result::Result> in_parallel(std::size_t count, const Execution& execution,
                                        const Run& run) {
  std::vector<result::Result> results;
  for (Outcome& outcome : Workers(count, execution, run).work_all()) {
    if (outcome.error) std::rethrow_exception(outcome.error);
    results.push_back(std::move(outcome.result));
  }
  return results;
}

}  // namespace systole::app
