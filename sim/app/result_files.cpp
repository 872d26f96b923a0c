#include "app/result_files.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "config/chip_io.hpp"
#include "report/operators_csv.hpp"
#include "report/scalesim_reports.hpp"
#include "report/summary.hpp"
#include "study/document.hpp"

namespace systole::app {

namespace {

FileTree files_of(const Job& job, const result::Result& result, bool scalesim_reports) {
  FileTree files{{"summary.txt", report::summary(result)},
                 {"result.json", study::result_json(result)},
                 {"operators.csv", report::operators_csv(result)},
                 {"resolved.yaml", config::write_chip(job.chip)}};
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

FileTree result_files(const std::vector<Job>& jobs, const std::vector<result::Result>& results,
                      bool scalesim_reports) {
  if (results.size() == 1) return files_of(jobs.front(), results.front(), scalesim_reports);
  FileTree files{{"summary.txt", report::comparison(results)},
                 {"result.json", study::results_json(results)}};
  for (std::size_t i = 0; i < results.size(); ++i) {
    for (auto& [name, text] : files_of(jobs[i], results[i], scalesim_reports)) {
      files[file_name(i, results[i].chip, results[i].workload) + "/" + name] = text;
    }
  }
  return files;
}

}  // namespace systole::app
