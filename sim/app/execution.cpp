#include "app/execution.hpp"

#include "app/progress.hpp"
#include "app/supervision.hpp"

namespace systole::app {

namespace {

constexpr std::int64_t kMostJobs = 1024;
constexpr std::int64_t kLongestTimeout = 1'000'000'000;

}  // namespace

std::vector<Option> fidelity_options() {
  Option fidelity{"fidelity", 0, "LEVEL",
                  "analytic (closed forms), tile (events per tile) or cycle (every PE is clocked)",
                  "tile"};
  fidelity.choices = {"analytic", "tile", "cycle"};
  Option caches{"caches", 0, "cold|warm", "whether operands are on chip when an operator starts",
                "cold"};
  caches.choices = {"cold", "warm"};
  return {
      fidelity, caches, {"seed", 0, "N", "of the numbers that --fidelity cycle multiplies", "1"}};
}

std::vector<Option> supervision_options() {
  return {{"jobs", 'j', "N", "runs N simulations at a time", "1"},
          {"timeout", 0, "SECONDS", "gives up after that long, with exit code 1"},
          {"quiet", 'q', "", "no progress and no notes on standard error"}};
}

Execution supervised_execution(const Arguments& arguments) {
  Execution execution;
  execution.parallel = *arguments.integer("jobs", 1, kMostJobs);
  execution.show_progress = !arguments.has("quiet") && can_show_progress();
  if (const auto seconds = arguments.integer("timeout", 1, kLongestTimeout)) {
    start_timeout(*seconds);
  }
  return execution;
}

Execution execution_from(const Arguments& arguments) {
  Execution execution = supervised_execution(arguments);
  execution.options.fidelity = *system::fidelity_from(arguments.one("fidelity"));
  execution.options.caches =
      arguments.one("caches") == "warm" ? system::Caches::warm : system::Caches::cold;
  execution.options.seed = static_cast<std::uint64_t>(*arguments.integer("seed", 0, INT64_MAX));
  return execution;
}

}  // namespace systole::app
