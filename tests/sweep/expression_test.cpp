#include "sweep/expression.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"

using namespace systole;
using namespace systole::sweep;
using Catch::Matchers::Contains;

namespace {

Value lookup(const std::string& name) {
  if (name == "area_mm2") return 400.0;
  if (name == "core.count") return std::int64_t{8};
  if (name == "dataflow") return std::string("output_stationary");
  return {};
}

Expression parsed(const std::string& text) { return Expression::parse(text, {"s.yaml", 3, 5}); }
double number(const std::string& text) { return *number_in(parsed(text).evaluate(lookup)); }

std::string refused(const std::string& text) {
  try {
    parsed(text);
  } catch (const UserError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("expressions follow the usual precedence") {
  CHECK(number("1 + 2 * 3") == 7.0);
  CHECK(number("(1 + 2) * 3") == 9.0);
  CHECK(number("8 - 4 - 2") == 2.0);
  CHECK(number("16 / 4 / 2") == 2.0);
  CHECK(number("-2 ^ 2") == -4.0);
  CHECK(number("2 ^ -1") == 0.5);
  CHECK(number("1.5e3 + .5") == 1500.5);
  CHECK(number("max(1, core.count, 3) + min(4, 2)") == 10.0);
  CHECK(number("log2(8) + sqrt(9) + floor(1.7) + ceil(1.2) + abs(-1)") == 10.0);
  CHECK(number("1 + 1 == 2 and not 3 < 2 or 0") == 1.0);
  CHECK(number("not 1 < 2 and 1") == 0.0);
}

TEST_CASE("names are looked up, texts are compared") {
  CHECK(parsed("area_mm2 < 814 and core.count >= 8").holds(lookup));
  CHECK_FALSE(parsed("area_mm2 < 400").holds(lookup));
  CHECK(parsed("dataflow == 'output_stationary'").holds(lookup));
  CHECK(parsed("dataflow != \"weight_stationary\"").holds(lookup));
  CHECK(parsed("a + b*a").names() == std::set<std::string>{"a", "b"});
}

TEST_CASE("what is not known decides nothing") {
  CHECK_FALSE(parsed("price < 5").holds(lookup));
  CHECK_FALSE(parsed("price >= 5").holds(lookup));
  CHECK(parsed("price < 5 or area_mm2 == 400").holds(lookup));
  CHECK_FALSE(number_in(parsed("1 / 0").evaluate(lookup)));
  CHECK_FALSE(number_in(parsed("sqrt(-1)").evaluate(lookup)));
}

TEST_CASE("mistakes in expressions are shown where they are") {
  CHECK_THAT(refused("area_mm2 = 5"), Contains("s.yaml:3:14: a single '='; write =="));
  CHECK_THAT(refused("1 < 2 < 3"), Contains("write a < b and b < c"));
  CHECK_THAT(refused("(1 + 2"), Contains("expected )"));
  CHECK_THAT(refused("1 +"), Contains("ends where a number or a name is expected"));
  CHECK_THAT(refused("1 2"), Contains("expected an operator or the end"));
  CHECK_THAT(refused("a && b"), Contains("write and, or"));
  CHECK_THAT(refused("sine(1)"), Contains("there is no function 'sine'; there are min, max"));
  CHECK_THAT(refused("sqrt(1, 2)"), Contains("sqrt takes one operand"));
  CHECK_THAT(refused("1.2.3"), Contains("'1.2.3' is not a number"));
  CHECK_THAT(refused("'open"), Contains("the quotes do not end"));
  CHECK_THAT(refused(std::string(1000, '(')), Contains("too many parentheses"));
  CHECK_THROWS_WITH(parsed("1 + dataflow").evaluate(lookup),
                    Contains("s.yaml:3:9") && Contains("a number is needed"));
}
