#include "sweep/database.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "sweep/front.hpp"
#include "sweep/sensitivity.hpp"
#include "sweep/sweep_run.hpp"

using namespace systole;
using namespace systole::sweep;
using Catch::Matchers::Contains;

namespace {

struct Bench {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("sweep_database_" + std::to_string(::getpid()));
  std::string path = (folder / "rows.db").string();
  Heading heading{"toy", "0123", "chip: toy", {"a", "b"}, {"a", "b", "x", "y"}, {"x min", "y max"}};

  Bench() { std::filesystem::create_directory(folder); }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;
  ~Bench() { std::filesystem::remove_all(folder); }
};

StoredRow row(std::int64_t a, const std::string& b, double x, double y) {
  return {"tile", "a=" + std::to_string(a) + ";b=" + b, {Status::done, "", {a, b, x, y}}};
}

}  // namespace

TEST_CASE("rows come back from a database as they went in") {
  const Bench bench;
  {
    Database database = Database::open(bench.path, bench.heading);
    database.add({row(1, "os", 0.1, 1e300),
                  {"tile", "a=2;b=ws", {Status::crashed, "it \"died\"", {2, "ws", {}, {}}}}});
    database.add({row(1, "os", 99.0, 99.0)});  // is there already
  }
  Database database = Database::read(bench.path);
  const auto rows = database.all();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].row.values == row(1, "os", 0.1, 1e300).row.values);
  CHECK(database.heading().objectives == bench.heading.objectives);
  const auto crashed = database.find("tile", "a=2;b=ws");
  REQUIRE(crashed);
  CHECK(crashed->status == Status::crashed);
  CHECK(crashed->message == "it \"died\"");
  CHECK(std::holds_alternative<std::monostate>(crashed->values[2]));
  CHECK_FALSE(database.find("analytic", "a=2;b=ws"));
}

TEST_CASE("failures can be forgotten, to be tried again") {
  const Bench bench;
  Database database = Database::open(bench.path, bench.heading);
  database.add({row(1, "os", 1, 1), {"tile", "t", {Status::timed_out, "", {3, "ws", {}, {}}}}});
  database.forget_failures();
  CHECK(database.all().size() == 1);
}

TEST_CASE("a database belongs to one sweep") {
  const Bench bench;
  Database::open(bench.path, bench.heading);
  Heading other = bench.heading;
  other.fingerprint = "4567";
  CHECK_THROWS_WITH(Database::open(bench.path, other), Contains("holds rows of another sweep"));
  std::ofstream(bench.folder / "text.db")
      << "this is no database at all, but a text of some length";
  CHECK_THROWS_WITH(Database::read((bench.folder / "text.db").string()),
                    Contains("not a database"));
  CHECK_THROWS_WITH(Database::read((bench.folder / "none.db").string()), Contains("no such file"));
}

TEST_CASE("parts are merged, what they share once") {
  const Bench bench;
  const std::string one = (bench.folder / "1.db").string();
  const std::string two = (bench.folder / "2.db").string();
  Database::open(one, bench.heading).add({row(1, "os", 1, 1), row(2, "os", 2, 2)});
  Database::open(two, bench.heading).add({row(2, "os", 2, 2), row(3, "os", 3, 3)});
  merge_databases(bench.path, {one, two});
  CHECK(Database::read(bench.path).all().size() == 3);
}

TEST_CASE("the front has what nothing beats, at the highest fidelity") {
  const Bench bench;
  std::vector<StoredRow> rows{row(1, "os", 1, 1), row(2, "os", 2, 5), row(3, "os", 3, 4)};
  StoredRow rough = row(1, "os", 0.1, 9);
  rough.fidelity = "analytic";
  rows.push_back(rough);
  const auto compared = rows_to_compare(rows);
  REQUIRE(compared.size() == 3);
  const Front front = front_of(bench.heading, compared, {"x", direction_of(bench.heading, "x")},
                               {"y", direction_of(bench.heading, "y")});
  REQUIRE(front.best.size() == 2);
  CHECK(front.best[1].y == 5.0);
  REQUIRE(front.dominated.size() == 1);
  CHECK(front.dominated[0].x == 3.0);
  CHECK_THROWS_WITH(column_named(bench.heading, "z"), Contains("columns: a, b, x, y"));
}

TEST_CASE("main effects are shares of the variance") {
  const Bench bench;
  // x = 10 * factor(a): b does nothing. y = a xor b: neither does anything alone.
  std::vector<StoredRow> rows{row(1, "os", 10, 1), row(1, "ws", 10, 2), row(2, "os", 40, 2),
                              row(2, "ws", 40, 1)};
  const auto x = sensitivity_of(bench.heading, rows, "x");
  CHECK(x.effects[0].axis == "a");
  CHECK(x.effects[0].share == Approx(1.0));
  CHECK(x.effects[0].best_over_worst == Approx(4.0));
  CHECK(x.effects[1].share == Approx(0.0).margin(1e-12));
  const auto y = sensitivity_of(bench.heading, rows, "y");
  CHECK(y.left == Approx(1.0));
}
