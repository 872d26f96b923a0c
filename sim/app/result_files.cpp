#include "app/result_files.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "app/rerun.hpp"
#include "report/operators_csv.hpp"
#include "report/scalesim_reports.hpp"
#include "report/summary.hpp"
#include "study/document.hpp"

namespace systole::app {

namespace {

FileTree files_of(const Runs& runs, std::size_t index, bool scalesim_reports) {
  const result::Result& result = runs.results[index];
  const auto& interval = runs.intervals[index];
  FileTree files = rerun_files(runs.jobs[index], runs.execution);
  files["summary.txt"] = report::summary(result, interval);
  files["result.json"] = study::result_json(result, interval);
  files["operators.csv"] = report::operators_csv(result, interval);
  if (scalesim_reports) {
    files["COMPUTE_REPORT.csv"] = report::scalesim_compute_report(result);
    files["BANDWIDTH_REPORT.csv"] = report::scalesim_bandwidth_report(result);
    files["DETAILED_ACCESS_REPORT.csv"] = report::scalesim_detailed_access_report(result);
  }
  return files;
}

/// Letters, digits, dots, dashes and underscores: names come from users' files.
std::string safe(std::string name) {
  const auto is_odd = [](unsigned char c) {
    return std::isalnum(c) == 0 && c != '.' && c != '-' && c != '_';
  };
  std::replace_if(name.begin(), name.end(), is_odd, '_');
  return name;
}

}  // namespace

std::string file_name(std::size_t index, const std::string& chip, const std::string& workload) {
  return fmt::format("{:02}_{}_{}", index + 1, safe(chip), safe(workload));
}

FileTree result_files(const Runs& runs, bool scalesim_reports) {
  if (runs.results.size() == 1) return files_of(runs, 0, scalesim_reports);
  FileTree files{{"summary.txt", report::comparison(runs.results, runs.intervals)},
                 {"result.json", study::results_json(runs.results, runs.intervals)}};
  for (std::size_t i = 0; i < runs.results.size(); ++i) {
    const result::Result& result = runs.results[i];
    for (auto& [name, text] : files_of(runs, i, scalesim_reports)) {
      files[file_name(i, result.chip, result.workload) + "/" + name] = text;
    }
  }
  return files;
}

}  // namespace systole::app
