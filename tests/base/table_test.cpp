#include "base/table.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"

using namespace systole;

TEST_CASE("A table aligns its columns by display width and leaves no blanks at line ends") {
  Table table({{"operator", Align::left}, {"cycles"}, {"note", Align::left}});
  CHECK(table.empty());
  table.row({"Größe", "12", "x"});
  table.row({"a", "1234567"});
  table.rule();
  table.row({"total"});
  CHECK(table.text() ==
        "operator   cycles  note\n"
        "--------  -------  ----\n"
        "Größe          12  x\n"
        "a         1234567\n"
        "--------  -------  ----\n"
        "total\n");
}

TEST_CASE("A row with more cells than columns is refused") {
  Table table({{"one"}});
  CHECK_THROWS_AS(table.row({"1", "2"}), ModelError);
}
