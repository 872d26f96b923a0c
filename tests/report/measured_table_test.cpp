#include "report/measured_table.hpp"

#include <catch2/catch.hpp>

#include "study/sample_result.hpp"

using namespace systole;
using Catch::Matchers::Contains;
using Catch::Matchers::Matches;

namespace {

/// 200 ns measured of the GEMM that takes 100 ns, and 300 ns of what is not simulated.
result::Result measured_result() {
  result::Result result = test::sample_result();
  result.operators[0].measured_seconds = 200e-9;
  result.left_out = {{"opaque", "aten::cat", 2, 100e-9}, {"all_reduce", "", 1, 200e-9}};
  return result;
}

}  // namespace

TEST_CASE("nothing measured gives no table") {
  CHECK(report::measured_table(test::sample_result()).empty());
}

TEST_CASE("measured stands beside simulated for every kind, and in sum") {
  const std::string text = report::measured_table(measured_result());
  CHECK_THAT(text, Matches("[^]*gemm +1 +200 ns +40.0 +100 ns +0.50\n[^]*"));
  CHECK_THAT(text, Matches("[^]*simulated +1 +200 ns +40.0 +100 ns +0.50\n[^]*"));
}

TEST_CASE("what is not simulated is listed with its time, the longest first") {
  const std::string text = report::measured_table(measured_result());
  CHECK_THAT(text,
             Matches("[^]*all_reduce +1 +200 ns +40.0\nopaque: aten::cat +2 +100 ns +20.0\n[^]*"));
  CHECK_THAT(text, Contains("not simulated") && Matches("[^]*not simulated +3 +300 ns +60.0\n"));
}

TEST_CASE("many kinds that are not simulated end in one row") {
  result::Result result = test::sample_result();
  for (int i = 0; i < 30; ++i) result.left_out.push_back({"opaque", std::to_string(i), 1, 1e-6});
  CHECK_THAT(report::measured_table(result), Matches("[^]*20 more kinds +20 +20[^]*"));
}
