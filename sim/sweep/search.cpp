#include "sweep/search.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/error.hpp"
#include "sweep/sampling.hpp"

namespace systole::sweep {

namespace {

constexpr std::int64_t kSampledPoints = 256;
/// Of the grid, that searches which learn simulate when nobody says how much.
constexpr std::int64_t kShareOfGrid = 10;

std::vector<Point> sampled(const SearchProblem& problem) {
  Random random(problem.search.seed);
  const std::int64_t count = simulations_of(problem);
  switch (problem.search.method) {
    case Method::random:
      return random_points(problem.space, count, random);
    case Method::sobol:
      return sobol_points(problem.space, count, random);
    default:
      return grid_points(problem.space);
  }
}

std::vector<Point> part_of(const std::vector<Point>& points, const Shard& shard) {
  std::vector<Point> part;
  const auto parts = static_cast<std::size_t>(shard.parts);
  for (auto i = static_cast<std::size_t>(shard.number); i < points.size(); i += parts)
    part.push_back(points[i]);
  return part;
}

}  // namespace

std::int64_t simulations_of(const SearchProblem& problem) {
  if (problem.search.points > 0) return problem.search.points;
  const bool samples =
      problem.search.method == Method::random || problem.search.method == Method::sobol;
  if (samples) return kSampledPoints;
  return std::max<std::int64_t>(1, problem.space.size() / kShareOfGrid);
}

void run_search(const SearchProblem& problem, const Shard& shard, const Evaluate& evaluate) {
  const Method method = problem.search.method;
  const bool learns = method == Method::halving || method == Method::nsga2;
  if (learns && problem.objective_columns.empty()) {
    throw UserError(fmt::format(
        "the search {} needs objectives, as in objectives: {{seconds: min, area_mm2: min}}",
        name_of(method)));
  }
  if (learns && shard.parts > 1) {
    throw UserError(fmt::format(
        "the search {} learns from all its rows and has no parts; --shard is for grid, random and "
        "sobol",
        name_of(method)));
  }
  if (method == Method::halving) return search_by_halving(problem, evaluate);
  if (method == Method::nsga2) return search_by_breeding(problem, evaluate);
  evaluate(part_of(sampled(problem), shard), problem.fidelity);
}

}  // namespace systole::sweep
