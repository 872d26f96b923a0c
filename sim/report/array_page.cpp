#include "report/array_page.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "report/array_summary.hpp"
#include "report/web_array.hpp"

namespace systole::report {

namespace {

constexpr std::size_t kLargestPage = 5'000'000;  // bytes

/// Puts `text` in the place of `mark`, which stands in the page once.
void fill(std::string& page, std::string_view mark, std::string_view text) {
  const std::size_t at = page.find(mark);
  if (at == std::string::npos) throw ModelError("the page has no place for " + std::string(mark));
  page.replace(at, mark.size(), text);
}

}  // namespace

std::string array_page(const std::vector<result::ArrayTrace>& traces) {
  std::string page(web_array::page_html());
  fill(page, "/*STYLE*/", web_array::style_css());
  fill(page, "/*SCRIPT*/",
       std::string(web_array::panel_js()) + std::string(web_array::matrices_js()) +
           std::string(web_array::player_js()));
  fill(page, "/*TRACES*/", array_json(traces));
  if (page.size() <= kLargestPage) return page;
  throw UserError(
      fmt::format("the page would be {:.1f} MB large, more than {} MB: give a smaller array or "
                  "product, or fewer dataflows",
                  static_cast<double>(page.size()) / 1e6, kLargestPage / 1'000'000));
}

}  // namespace systole::report
