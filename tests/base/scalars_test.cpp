#include "base/scalars.hpp"

#include <catch2/catch.hpp>

using namespace systole;

namespace {

Node value_of(const std::string& text) {
  Diagnostics diagnostics;
  Node root = parse_yaml("v: " + text + "\n", "f.yaml", diagnostics);
  diagnostics.throw_if_errors();
  return *root.find("v");
}

std::optional<std::int64_t> integer(const std::string& text) {
  Diagnostics diagnostics;
  return integer_of(value_of(text), "v", diagnostics);
}

std::string integer_error(const std::string& text) {
  Diagnostics diagnostics;
  const auto value = integer_of(value_of(text), "v", diagnostics);
  REQUIRE_FALSE(value);
  REQUIRE(diagnostics.errors().size() == 1);
  return diagnostics.errors().front();
}

}  // namespace

TEST_CASE("Integers in documents may be written with an exponent, never in octal") {
  CHECK(integer("512") == 512);
  CHECK(integer("1e9") == 1'000'000'000);
  CHECK(integer("-3") == -3);
  CHECK_THAT(integer_error("010"), Catch::Contains("f.yaml:1:4: v: '010' has a leading zero"));
  CHECK_THAT(integer_error("\"512\""), Catch::Contains("remove the quotes"));
  CHECK_THAT(integer_error("2.5"), Catch::Contains("fraction 2.5"));
  CHECK_THAT(integer_error("99999999999999999999"), Catch::Contains("does not fit in 64 bits"));
  CHECK_THAT(integer_error("1e30"), Catch::Contains("does not fit in 64 bits"));
  CHECK_THAT(integer_error("0x10"), Catch::Contains("expected an integer, got '0x10'"));
  CHECK_THAT(integer_error("[1]"), Catch::Contains("got a list"));
  CHECK_THAT(integer_error(""), Catch::Contains("got nothing"));
}

TEST_CASE("Numbers, booleans and texts say what they expected") {
  Diagnostics diagnostics;
  CHECK(number_of(value_of("2.5"), "v", diagnostics) == 2.5);
  CHECK(bool_of(value_of("True"), "v", diagnostics) == true);
  CHECK(bool_of(value_of("false"), "v", diagnostics) == false);
  CHECK(text_of(value_of("12"), "v", diagnostics) == "12");
  REQUIRE_FALSE(diagnostics.has_errors());

  Diagnostics wrong;
  const Node inf = value_of(".inf");
  CHECK_FALSE(number_of(inf, "v", wrong));
  const Node no = value_of("no");
  CHECK_FALSE(bool_of(no, "v", wrong));
  const Node map = value_of("{a: 1}");
  CHECK_FALSE(text_of(map, "v", wrong));
  REQUIRE(wrong.errors().size() == 3);
  CHECK_THAT(wrong.errors()[0], Catch::Contains("a finite number"));
  CHECK_THAT(wrong.errors()[1], Catch::Contains("true or false, got 'no'"));
  CHECK_THAT(wrong.errors()[2], Catch::Contains("a text, got a map"));
}

TEST_CASE("A written text reads back as itself") {
  const std::string text = GENERATE("plain", "no", "null", "", "12", "a: b", "say \"hi\" \\ there",
                                    "two\nlines\tand\r tab", " blanks ", "Größe 芯片", "#x", "- a",
                                    "{a}", "it's", "~", "bell \a escape \x1B");
  Diagnostics diagnostics;
  const Node node = value_of(yaml_text(text));
  CHECK(text_of(node, "v", diagnostics) == text);
}
