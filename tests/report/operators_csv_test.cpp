#include "report/operators_csv.hpp"

#include <algorithm>
#include <sstream>

#include <catch2/catch.hpp>

#include "study/sample_result.hpp"

using namespace systole;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("operators.csv has a title row and one row per operator") {
  const auto lines = lines_of(report::operators_csv(test::sample_result()));
  REQUIRE(lines.size() == 3);
  CHECK_THAT(lines[0], StartsWith("name,kind,count,m,n,k,"));
  CHECK_THAT(lines[1], StartsWith("fc1,gemm,1,4,8,16,"));
  const auto commas = [](const std::string& line) {
    return std::count(line.begin(), line.end(), ',');
  };
  CHECK(commas(lines[0]) == commas(lines[1]));
}

TEST_CASE("operators.csv quotes names with commas and quotes") {
  const auto lines = lines_of(report::operators_csv(test::sample_result()));
  CHECK_THAT(lines[2], StartsWith("\"softmax, \"\"the\"\" last\",softmax,"));
}

TEST_CASE("operators.csv has the measured columns beside the simulated ones when there are any") {
  CHECK_THAT(report::operators_csv(test::sample_result()), !Contains("measured"));
  result::Result result = test::sample_result();
  result.operators[0].measured_seconds = 200e-9;
  CHECK_THAT(report::operators_csv(result),
             Contains(",seconds,measured_seconds,simulated_over_measured,") &&
                 Contains(",1e-07,2e-07,0.5,") && Contains(",5e-08,,,"));
}

TEST_CASE("an operator without a name still has all its cells") {
  result::Result result = test::sample_result();
  result.operators[0].name.clear();
  CHECK_THAT(lines_of(report::operators_csv(result))[1], StartsWith(",gemm,1,"));
}
