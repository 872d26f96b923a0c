#include "report/scatter_svg.hpp"

#include <catch2/catch.hpp>

using namespace systole;
using Catch::Matchers::Contains;

namespace {

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

report::Scatter many_points() {
  report::Scatter scatter;
  scatter.line = {{1.0, 1.0, "least"}, {1000.0, 1000.0, "most"}};
  scatter.groups = {{"products", {}}, {"attention", {{5.0, 6.0}}}};
  for (int i = 0; i < 1000; ++i) scatter.groups[0].points.emplace_back(10.0, 10.0 + 1e-6 * i);
  scatter.groups[0].points.emplace_back(100.0, 90.0);
  return scatter;
}

}  // namespace

TEST_CASE("points that fall on each other are drawn once, and groups stand in a legend") {
  const std::string svg = report::scatter_svg(many_points());
  CHECK(count_of(svg, "h0") == 3);
  CHECK(svg.size() < 10'000);
  CHECK_THAT(svg, Contains(">products<") && Contains(">attention<"));
}

TEST_CASE("bands lie about the line, and are named") {
  report::Scatter scatter = many_points();
  CHECK_THAT(report::scatter_svg(scatter), !Contains("clipPath"));
  scatter.bands = {{0.2, "within 20 %"}, {0.1, "within 10 %"}};
  const std::string svg = report::scatter_svg(scatter);
  CHECK(count_of(svg, "url(#frame)") == 2);
  CHECK_THAT(svg, Contains(">within 20 %<") && Contains(">within 10 %<"));
}
