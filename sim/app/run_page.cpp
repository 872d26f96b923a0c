#include "app/run_page.hpp"

#include "config/chip_io.hpp"
#include "report/page/page.hpp"
#include "study/document.hpp"

namespace systole::app {

std::string page_of_runs(const std::vector<Job>& jobs, const std::vector<result::Result>& results) {
  if (results.size() > 1)
    return report::compare_page({{"result.json", study::results_json(results)}}, SYSTOLE_VERSION);
  return report::run_page({{"result.json", study::result_json(results.front())},
                           config::write_chip(jobs.front().chip),
                           ""},
                          SYSTOLE_VERSION);
}

}  // namespace systole::app
