#include "app/workers.hpp"

#include <exception>

#include "app/progress.hpp"
#include "runner/turns.hpp"

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

}  // namespace

std::vector<result::Result> in_parallel(std::size_t count, const Execution& execution,
                                        const Run& run) {
  std::vector<Outcome> outcomes(count);
  std::size_t done = 0;
  runner::in_turns(count, execution.parallel, [&](std::size_t i) {
    outcomes[i] = outcome_of(run, i);
    ++done;
    if (execution.show_progress) show_progress("systole", "runs", done, count);
  });
  if (execution.show_progress) clear_progress();
  std::vector<result::Result> results;
  for (Outcome& outcome : outcomes) {
    if (outcome.error) std::rethrow_exception(outcome.error);
    results.push_back(std::move(outcome.result));
  }
  return results;
}

}  // namespace systole::app
