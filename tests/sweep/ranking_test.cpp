#include "sweep/ranking.hpp"

#include <catch2/catch.hpp>

using namespace systole::sweep;

TEST_CASE("ranks count the fronts that lie before a point") {
  const std::vector<Scores> points{{1, 5}, {2, 2}, {5, 1}, {2, 5}, {6, 6}, {}, {2, 2}};
  CHECK(ranks_of(points) == std::vector<std::size_t>{0, 0, 0, 1, 2, 3, 0});
  CHECK(dominates({1, 2}, {1, 3}));
  CHECK_FALSE(dominates({1, 2}, {1, 2}));
  CHECK(dominates({1, 2}, {}));
  CHECK_FALSE(dominates({}, {}));
}

TEST_CASE("the ends of a front come before its crowded middle") {
  const std::vector<Scores> points{{0, 4}, {1, 3}, {1.1, 2.9}, {4, 0}, {9, 9}};
  const auto order = ordered(points);
  CHECK(order.front() == 0);
  CHECK(order[1] == 3);
  CHECK(order.back() == 4);
}

TEST_CASE("hypervolumes are those of boxes added up") {
  CHECK(hypervolume({{1, 1}}, {3, 4}) == 6.0);
  CHECK(hypervolume({{1, 2}, {2, 1}, {2, 2}}, {3, 3}) == 3.0);
  CHECK(hypervolume({{5, 0}}, {3, 3}) == 0.0);
  CHECK(hypervolume({{0, 0, 0}}, {2, 3, 4}) == 24.0);
  CHECK(hypervolume({{0, 1, 1}, {1, 0, 1}, {1, 1, 0}}, {2, 2, 2}) == 4.0);
  CHECK(hypervolume({}, {1, 1}) == 0.0);
}
