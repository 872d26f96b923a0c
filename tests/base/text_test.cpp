#include "base/text.hpp"

#include <limits>

#include <catch2/catch.hpp>

using namespace systole;

TEST_CASE("Text is trimmed and split without losing empty fields") {
  CHECK(trim(" \t a b \r\n") == "a b");
  CHECK(trim(" \n").empty());
  CHECK(split("a,,b,", ',') == std::vector<std::string_view>{"a", "", "b", ""});
  CHECK(split("", ',').size() == 1);
  CHECK(lower("IfMap-Ä") == "ifmap-Ä");
  CHECK(starts_with("size_kib", "size"));
  CHECK_FALSE(starts_with("si", "size"));
  CHECK(ends_with("size_kib", "_kib"));
  CHECK_FALSE(ends_with("ib", "_kib"));
}

TEST_CASE("A misspelled word finds its candidate and a strange one finds none") {
  const std::vector<std::string> keys{"rows", "cols", "dataflow", "size_kib"};
  CHECK(did_you_mean("row", keys) == "rows");
  CHECK(did_you_mean("ROWS", keys) == "rows");
  CHECK(did_you_mean("datafolw", keys) == "dataflow");
  CHECK(did_you_mean("sizekb", keys) == "size_kib");
  CHECK_FALSE(did_you_mean("voltage", keys));
  CHECK_FALSE(did_you_mean("", keys));
  CHECK(suggestion("row", keys) == ", did you mean 'rows'?");
  CHECK(suggestion("voltage", keys).empty());
}

TEST_CASE("Integers are read strictly") {
  CHECK(parse_int64("42") == 42);
  CHECK(parse_int64("-7") == -7);
  CHECK(parse_int64("+7") == 7);
  CHECK(parse_int64("0") == 0);
  CHECK(parse_int64("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  const char* wrong = GENERATE("", "010", "-010", "00", "9223372036854775808", "12x", " 12", "1 2",
                               "0x10", "1e3", "1.0", "+-1", "+", "-");
  CAPTURE(wrong);
  CHECK_FALSE(parse_int64(wrong));
}

TEST_CASE("Integral decimals are integers, exactly") {
  CHECK(parse_integral("1e9") == 1'000'000'000);
  CHECK(parse_integral("2.5e3") == 2500);
  CHECK(parse_integral("64.0") == 64);
  CHECK(parse_integral("0.0") == 0);
  CHECK(parse_integral("-1.2e+2") == -120);
  CHECK(parse_integral("1e18") == 1'000'000'000'000'000'000);
  CHECK(parse_integral("9007199254740993.0") == 9'007'199'254'740'993);
  CHECK(parse_integral("100e-2") == 1);
  const char* wrong =
      GENERATE("2.5", "1e-1", "1e19", "1e400", "010", "01e2", "e5", ".", "1e", "nan");
  CAPTURE(wrong);
  CHECK_FALSE(parse_integral(wrong));
}

TEST_CASE("Doubles are read strictly and are finite") {
  CHECK(parse_double("2.5") == 2.5);
  CHECK(parse_double("-1e-3") == -1e-3);
  CHECK(parse_double("+4") == 4.0);
  CHECK(parse_double(".5") == 0.5);
  const char* wrong =
      GENERATE("", "inf", "nan", "1e999", "1,5", "2.5x", " 1", "0x1p3", "++1", "--1");
  CAPTURE(wrong);
  CHECK_FALSE(parse_double(wrong));
}

TEST_CASE("Well-formed UTF-8 is told from junk, and the first bad byte is found") {
  CHECK(is_valid_utf8("Größe 芯片 🙂"));
  CHECK(first_invalid_utf8("ab\xFF") == 2);
  CHECK_FALSE(is_valid_utf8("\xC0\x80"));          // overlong
  CHECK_FALSE(is_valid_utf8("\xED\xA0\x80"));      // surrogate
  CHECK_FALSE(is_valid_utf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  CHECK_FALSE(is_valid_utf8("\xE2\x82"));          // cut off
}

TEST_CASE("Display width counts columns, not bytes") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("Größe") == 5);
  CHECK(display_width("芯片") == 4);
  CHECK(display_width("e\xCC\x81") == 1);
}

TEST_CASE("Numbers for people have three significant digits and a unit") {
  CHECK(human_count(999) == "999");
  CHECK(human_count(0) == "0");
  CHECK(human_count(1234567) == "1.23 M");
  CHECK(human_count(999999) == "1.00 M");
  CHECK(human_bytes(512) == "512 B");
  CHECK(human_bytes(1536) == "1.50 KiB");
  CHECK(human_bytes(64.0 * 1024 * 1024) == "64.0 MiB");
  CHECK(human_bytes(1000.0 * 1024) == "1000 KiB");
  CHECK(human_seconds(0.0) == "0 s");
  CHECK(human_seconds(1.25e-3) == "1.25 ms");
  CHECK(human_seconds(90.0) == "90.0 s");
  CHECK(human_seconds(3.2e-8) == "32.0 ns");
}

TEST_CASE("Derived numbers print six significant digits, stored ones the shortest exact form") {
  CHECK(six_digits(1.0 / 3.0) == "0.333333");
  CHECK(six_digits(123456789.0) == "1.23457e+08");
  CHECK(shortest(700.0) == "700");
  CHECK(shortest(0.1) == "0.1");
  const double value = 1.0 / 3.0;
  CHECK(parse_double(shortest(value)) == value);
}
