#include "report/page/page.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/scalars.hpp"
#include "report/page/packed_result.hpp"
#include "report/page/sweep_rows.hpp"
#include "report/page/web_assets.hpp"
#include "study/statistics.hpp"

namespace systole::report {

namespace {

/// A script element ends at the first "</script", wherever it stands: JSON can spell '<'
/// differently.
std::string for_script_element(const std::string& json) {
  std::string safe;
  safe.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

/// Nothing may be fetched, not even by mistake.
constexpr const char* kPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

std::string html(const std::string& data) {
  const WebAssets& assets = web_assets();
  std::string text = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<link rel=\"icon\" href=\"data:,\">\n<title>Systole</title>\n<style>",
      kPolicy);
  text += assets.style;
  text +=
      "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#page\">To the content</a>\n"
      "<main id=\"page\"><noscript>This page draws its charts with JavaScript, which is switched "
      "off. The same numbers stand in summary.txt and operators.csv.</noscript></main>\n"
      "<script type=\"application/json\" id=\"systole-data\">";
  text += for_script_element(data);
  text += "</script>\n<script>";
  text += assets.script;
  text += "</script>\n<!--\nThis page contains the libraries below.\n\n";
  text += assets.licences;
  text += "\n-->\n</body>\n</html>\n";
  return text;
}

/// Unit and description of every statistic, by its name.
std::string meanings() {
  std::string members;
  for (const auto& statistic : study::operator_statistics()) {
    members += fmt::format("{}{}:{{\"unit\":{},\"description\":{}}}", members.empty() ? "" : ",",
                           json_text(statistic.name), json_text(statistic.unit),
                           json_text(statistic.description));
  }
  return "{" + members + "}";
}

std::string comparison(const std::vector<std::string>& results, const std::string& version) {
  return html(fmt::format(R"({{"page":"compare","version":{},"meanings":{},"results":[{}]}})",
                          json_text(version), meanings(), fmt::join(results, ",")));
}

}  // namespace

void check_can_write_pages() {
  if (!web_assets().script.empty()) return;
  throw UserError(
      "this program was built without its HTML pages, because Node or the npm registry was not "
      "there\ninstall Node 18 or later ('apt-get install nodejs npm'), delete the folder web/ of "
      "the build folder, configure and build again");
}

std::string run_page(const RunPage& page, const std::string& version) {
  const std::vector<std::string> results = packed_results(page.result);
  if (results.size() > 1) return comparison(results, version);
  return html(fmt::format(
      R"({{"page":"run","version":{},"meanings":{},"result":{},"configuration":{},"timeline":{}}})",
      json_text(version), meanings(), results.front(), json_text(page.configuration),
      json_text(page.timeline)));
}

std::string compare_page(const std::vector<SourceText>& sources, const std::string& version) {
  std::vector<std::string> results;
  for (const SourceText& source : sources) {
    for (std::string& result : packed_results(source)) results.push_back(std::move(result));
  }
  return comparison(results, version);
}

std::string sweep_page(const SourceText& csv, const std::string& version) {
  return html(fmt::format(R"({{"page":"sweep","version":{},"name":{},"table":{}}})",
                          json_text(version), json_text(csv.name), sweep_rows(csv)));
}

}  // namespace systole::report
