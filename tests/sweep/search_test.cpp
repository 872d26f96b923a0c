// Searches against spaces whose rows are formulas, so that no simulation runs.
#include "sweep/search.hpp"

#include <cmath>
#include <set>

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "sweep/sampling.hpp"

using namespace systole;
using namespace systole::sweep;

namespace {

std::vector<Axis> axes(const std::vector<int>& sizes) {
  std::vector<Axis> axes;
  for (const int size : sizes) {
    Axis axis{"a" + std::to_string(axes.size()), {"a" + std::to_string(axes.size())}, {}, {}};
    for (int i = 0; i < size; ++i) axis.values.push_back({std::to_string(i)});
    axes.push_back(axis);
  }
  return axes;
}

/// More units are faster and larger, up to what the memory feeds; closed forms are off by a tenth.
struct Machine {
  std::vector<Axis> axes_ = axes({20, 20, 8});
  Space space{axes_};
  std::int64_t simulated = 0;
  std::vector<Scores> seen{};
  std::vector<Point> asked{};

  Scores scores(const Point& p, system::Fidelity fidelity) const {
    const double units = std::pow(1.3, p[0]);
    const double memory = std::pow(1.3, p[1]);
    const double cache = 1.0 + 0.1 * p[2];
    double seconds = 1.0 / units + cache / (memory * (0.5 + std::sqrt(cache)));
    if (fidelity == system::Fidelity::analytic) seconds *= 0.9 + 0.02 * (p[0] % 5);
    return {seconds, units + 0.7 * memory + p[2]};
  }

  std::vector<Row> evaluate(const std::vector<Point>& points, system::Fidelity fidelity) {
    std::vector<Row> rows;
    for (const Point& point : points) {
      const Scores values = scores(point, fidelity);
      rows.push_back({Status::done, "", {values[0], values[1]}});
      if (fidelity == system::Fidelity::analytic) continue;
      ++simulated;
      seen.push_back(values);
      asked.push_back(point);
    }
    return rows;
  }

  SearchProblem problem(Method method, std::uint64_t seed) const {
    return {space,
            {method, 0, 0, seed},
            system::Fidelity::tile,
            {0, 1},
            {Direction::minimize, Direction::minimize}};
  }

  void search(Method method, std::uint64_t seed) {
    run_search(problem(method, seed), {}, [&](const auto& points, system::Fidelity fidelity) {
      return evaluate(points, fidelity);
    });
  }
};

}  // namespace

TEST_CASE("learning searches find the front with a tenth of the grid") {
  Machine grid;
  grid.search(Method::grid, 1);
  const Scores reference{10.0, 400.0};
  const double whole = hypervolume(grid.seen, reference);
  const Method method = GENERATE(Method::halving, Method::nsga2);
  Machine machine;
  machine.search(method, GENERATE(1, 2, 3));
  CHECK(machine.simulated <= grid.simulated / 10);
  CHECK(hypervolume(machine.seen, reference) >= 0.99 * whole);
}

TEST_CASE("a seed asks for the same points each time, another seed for others") {
  const Method method = GENERATE(Method::random, Method::sobol, Method::nsga2);
  Machine first;
  Machine again;
  Machine other;
  first.search(method, 7);
  again.search(method, 7);
  other.search(method, 8);
  CHECK(first.asked == again.asked);
  CHECK(first.asked != other.asked);
  const std::set<Point> different(first.asked.begin(), first.asked.end());
  CHECK(different.size() == first.asked.size());
}

TEST_CASE("Sobol's points are spread evenly") {
  const auto all = axes({16, 16});
  const Space space(all);
  Random random(3);
  const auto points = sobol_points(space, 64, random);
  REQUIRE(points.size() == 64);
  int quarters[4] = {};
  for (const Point& point : points) ++quarters[2 * (point[0] / 8) + point[1] / 8];
  for (const int quarter : quarters) CHECK(std::abs(quarter - 16) <= 2);
}

TEST_CASE("parts of a sweep make up the whole") {
  Machine machine;
  const SearchProblem problem = machine.problem(Method::sobol, 5);
  std::set<Point> parts;
  for (std::int64_t i = 0; i < 3; ++i) {
    run_search(problem, {i, 3}, [&](const auto& points, system::Fidelity fidelity) {
      parts.insert(points.begin(), points.end());
      return machine.evaluate(points, fidelity);
    });
  }
  Machine whole;
  whole.search(Method::sobol, 5);
  CHECK(parts == std::set<Point>(whole.asked.begin(), whole.asked.end()));
  CHECK_THROWS_AS(run_search(machine.problem(Method::nsga2, 1), {0, 2}, {}), UserError);
}
