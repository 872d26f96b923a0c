#include "app/run_page.hpp"

#include "config/chip_io.hpp"
#include "report/page/page.hpp"
#include "study/document.hpp"

namespace systole::app {

std::string page_of_runs(const Runs& runs) {
  if (runs.results.size() > 1)
    return report::compare_page(
        {{"result.json", study::results_json(runs.results, runs.intervals)}}, SYSTOLE_VERSION);
  const std::string json = study::result_json(runs.results.front(), runs.intervals.front());
  return report::run_page({{"result.json", json}, config::write_chip(runs.jobs.front().chip), ""},
                          SYSTOLE_VERSION);
}

}  // namespace systole::app
