#include "frontend/expression.hpp"

#include <catch2/catch.hpp>

using namespace systole::frontend;
using Catch::Matchers::Contains;

namespace {

const Parameters kParameters{{"batch", 4}, {"seq", 512}, {"minimum", 7}};

std::int64_t value_of(const std::string& text) { return evaluate(text, kParameters); }

ExpressionError error_of(const std::string& text) {
  try {
    evaluate(text, kParameters);
  } catch (const ExpressionError& error) {
    return error;
  }
  return {"no error", 0};
}

}  // namespace

TEST_CASE("expressions have the usual precedence and associativity") {
  CHECK(value_of("42") == 42);
  CHECK(value_of("2+3*4") == 14);
  CHECK(value_of(" ( 2 + 3 ) * 4 ") == 20);
  CHECK(value_of("10-3-2") == 5);
  CHECK(value_of("64/4/2") == 8);
  CHECK(value_of("-3 + 5") == 2);
  CHECK(value_of("--3") == 3);
  CHECK(value_of("1e6") == 1'000'000);
}

TEST_CASE("parameters stand for their values, also when they start like a function") {
  CHECK(value_of("batch*seq") == 2048);
  CHECK(value_of("minimum + 1") == 8);
}

TEST_CASE("functions divide with rounding and compare") {
  CHECK(value_of("ceil_div(7, 2)") == 4);
  CHECK(value_of("floor_div(7, 2)") == 3);
  CHECK(value_of("ceil_div(-7, 2)") == -3);
  CHECK(value_of("floor_div(-7, 2)") == -4);
  CHECK(value_of("min(batch, 3) + max(1, 2*2)") == 7);
}

TEST_CASE("a division that leaves a remainder is refused with advice") {
  const ExpressionError error = error_of("seq/3");
  CHECK_THAT(error.what(), Contains("512 / 3 leaves a remainder; use ceil_div(512, 3)"));
}

TEST_CASE("a division by zero is refused") {
  CHECK_THAT(error_of("1/0").what(), Contains("1 / 0"));
  CHECK_THAT(error_of("ceil_div(1, batch-4)").what(), Contains("1 / 0"));
}

TEST_CASE("an overflow is refused, wherever it happens") {
  const auto text = GENERATE(as<std::string>{}, "1000000000000*1000000000000",
                             "9223372036854775807+1", "-9223372036854775807-2",
                             "(-9223372036854775807-1)/-1", "-(-9223372036854775807-1)");
  CAPTURE(text);
  CHECK_THAT(error_of(text).what(), Contains("does not fit in 64 bits"));
}

TEST_CASE("numbers must be integers without leading zeros") {
  const auto text = GENERATE(as<std::string>{}, "010", "1.5", "12abc", "99999999999999999999");
  CAPTURE(text);
  CHECK_THAT(error_of("1 + " + text).what(), Contains("'" + text + "' is not an integer"));
  CHECK(error_of("1 + " + text).offset == 4);
}

TEST_CASE("an unknown parameter is reported with its place and the nearest name") {
  const ExpressionError error = error_of("2*(bach + 1)");
  CHECK_THAT(error.what(), Contains("unknown parameter 'bach', did you mean 'batch'?"));
  CHECK(error.offset == 3);
}

TEST_CASE("what is no expression is refused where it stops being one") {
  CHECK_THAT(error_of("2*").what(), Contains("expected"));
  CHECK(error_of("2*").offset == 2);
  CHECK(error_of("(2").offset == 2);
  CHECK(error_of("min(1)").offset == 5);
  CHECK(error_of("2 3").offset == 2);
  CHECK_THAT(error_of("").what(), Contains("expected"));
  CHECK_THAT(error_of("caf\xC3\xA9").what(), Contains("only ASCII"));
}

TEST_CASE("deep and long expressions are refused before they are parsed") {
  CHECK_THAT(error_of(std::string(100, '(')).what(), Contains("too many parentheses"));
  CHECK_THAT(error_of(std::string(1000, '-')).what(), Contains("at most"));
}

TEST_CASE("parameter names are words that no function has") {
  CHECK(is_parameter_name("head_size2"));
  CHECK(is_parameter_name("_x"));
  CHECK_FALSE(is_parameter_name("2x"));
  CHECK_FALSE(is_parameter_name("a-b"));
  CHECK_FALSE(is_parameter_name(""));
  CHECK_FALSE(is_parameter_name("max"));
  CHECK_FALSE(is_parameter_name("\xC3\xA9"));
}
