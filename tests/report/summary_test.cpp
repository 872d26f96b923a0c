#include "report/summary.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "study/sample_result.hpp"

using namespace systole;
using Catch::Matchers::Contains;

TEST_CASE("the summary says how fast, what bounds it and where the cycles went") {
  const std::string text = report::summary(test::sample_result());
  CHECK_THAT(text, Contains("two_operators on toy (tile)"));
  CHECK_THAT(text, Contains("150 cycles at 1000 MHz"));
  CHECK_THAT(text, Contains("6.83 Gop/s, 5.3 % of peak on 8 x 8 PEs"));
  CHECK_THAT(text, Contains("stream 40.0 %, memory_pass 33.3 %"));
  CHECK_THAT(text, Contains("error bar    not validated"));
  CHECK_THAT(text, Contains("a note"));
}

TEST_CASE("the summary shows the longest operators first and says how many it leaves out") {
  const std::string all = report::summary(test::sample_result());
  CHECK(all.find("fc1") < all.find("softmax"));
  const std::string one = report::summary(test::sample_result(), 1);
  CHECK_THAT(one, Contains("1 of 2 operators"));
  CHECK_THAT(one, !Contains("softmax"));
}

TEST_CASE("the summary puts measured beside simulated where the workload brings durations") {
  CHECK_THAT(report::summary(test::sample_result()),
             !Contains("sim/meas") && !Contains("\nmeasured"));
  result::Result result = test::sample_result();
  result.operators[0].measured_seconds = 200e-9;
  CHECK_THAT(report::summary(result), Contains("200 ns") && Contains("0.50"));
}

TEST_CASE("the summary of an empty run divides nothing by zero") {
  CHECK_THAT(report::summary(result::Result{}), !Contains("nan") && !Contains("inf"));
}

TEST_CASE("a comparison has one row per run") {
  result::Result other = test::sample_result();
  other.chip = "larger_toy";
  const std::string text = report::comparison({test::sample_result(), other});
  CHECK_THAT(text, Contains("toy ") && Contains("larger_toy"));
  CHECK(std::count(text.begin(), text.end(), '\n') == 4);
}
