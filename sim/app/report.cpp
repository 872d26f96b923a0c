// systole report
#include <filesystem>

#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/output.hpp"
#include "app/supervision.hpp"
#include "base/data_files.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "report/page/page.hpp"

namespace systole::app {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kLargestResult = 512LL << 20;

/// The result.json of a directory, or the file itself.
std::string result_file(const std::string& path) {
  if (!fs::is_directory(path)) return path;
  std::string file = (fs::path(path) / "result.json").string();
  if (fs::exists(file)) return file;
  throw UserError(fmt::format(
      "{}: there is no result.json; expected a directory that 'systole run --out DIR' wrote",
      path));
}

report::SourceText source_of(const std::string& path) {
  const std::string file = result_file(path);
  return {file, read_file(file, kLargestResult)};
}

std::string configuration_beside(const fs::path& folder) {
  const fs::path file = folder / "resolved.yaml";
  if (!fs::exists(file)) return "";
  std::string text = read_file(file.string());
  if (is_valid_utf8(text)) return text;
  throw UserError(fmt::format("{}: this is not UTF-8 text", file.string()));
}

struct Page {
  std::string file;  ///< where it goes unless --output says otherwise
  std::string text;
};

Page run_page(const std::string& path) {
  const report::SourceText result = source_of(path);
  const fs::path folder = fs::path(result.name).parent_path();
  const std::string timeline = fs::exists(folder / "timeline.json") ? "timeline.json" : "";
  return {(folder / "report.html").string(),
          report::run_page({result, configuration_beside(folder), timeline}, SYSTOLE_VERSION)};
}

Page compare_page(const std::vector<std::string>& paths) {
  std::vector<report::SourceText> results;
  for (const std::string& path : paths) results.push_back(source_of(path));
  return {"comparison.html", report::compare_page(results, SYSTOLE_VERSION)};
}

Page sweep_page(const std::string& path) {
  const report::SourceText csv{path, read_file(path, kLargestResult)};
  return {fs::path(path).replace_extension(".html").string(),
          report::sweep_page(csv, SYSTOLE_VERSION)};
}

Page page_of(const Arguments& arguments) {
  const std::vector<std::string>& paths = arguments.positionals();
  if (arguments.has("compare")) return compare_page(paths);
  if (paths.size() > 1)
    throw UserError("several results make one page with --compare: systole report --compare " +
                    fmt::format("{}", fmt::join(paths, " ")));
  return ends_with(lower(paths.front()), ".csv") ? sweep_page(paths.front())
                                                 : run_page(paths.front());
}

int run(const Arguments& arguments) {
  report::check_can_write_pages();
  const Page page = page_of(arguments);
  const std::string file = arguments.find("output").value_or(page.file);
  write_file_atomically(file, page.text);
  if (!arguments.has("quiet")) print_note("the page is in " + file);
  return kExitDone;
}

}  // namespace

Command report_command() {
  Command command;
  command.name = "report";
  command.summary = "makes a page with charts from a result, several results or a sweep";
  command.usage = {"DIR|result.json [-o FILE]", "--compare DIR DIR... [-o FILE]",
                   "sweep.csv [-o FILE]"};
  command.description =
      "Makes one HTML file that opens from disk in any browser and needs no network: the roofline, "
      "where the cycles went, the run in time, memory traffic, every operator, and the "
      "configuration. "
      "It is made from result.json alone; resolved.yaml and timeline.json are shown where they lie "
      "beside it. With --compare, or where one file holds several results, they stand side by "
      "side. A CSV file becomes the page of a sweep: its Pareto front and parallel coordinates.";
  command.positionals = {
      {"result", "a result directory, a result.json, or a .csv", {}, Completes::file, false, true}};
  Option output{"output", 'o', "FILE",
                "where the page goes instead of DIR/report.html, comparison.html or sweep.html"};
  output.completes = Completes::file;
  command.options = {{"compare", 0, "", "puts several results beside each other"},
                     output,
                     {"quiet", 'q', "", "does not say where the page is"},
                     {"help", 'h', "", "this text"}};
  command.examples = {
      {"systole report results/wide", "results/wide/report.html"},
      {"systole report --compare results/narrow results/wide -o both.html", "two runs on one page"},
      {"systole report sweep.csv", "sweep.html, with the Pareto front of any two columns"}};
  command.run = run;
  return command;
}

}  // namespace systole::app
