// Successive halving over fidelity.
#include <algorithm>

#include "sweep/sampling.hpp"
#include "sweep/search.hpp"

namespace systole::sweep {

namespace {

/// Spaces beyond this are sampled.
constexpr std::int64_t kMostScreened = 20'000;

std::vector<Scores> scores_of_rows(const std::vector<Row>& rows, const SearchProblem& problem) {
  std::vector<Scores> scores;
  for (const Row& row : rows)
    scores.push_back(scores_of(row, problem.objective_columns, problem.directions));
  return scores;
}

/// The best points, as many as are asked for; those without scores are never among them.
std::vector<Point> best_of(const std::vector<Point>& points, const std::vector<Scores>& scores,
                           std::int64_t count) {
  std::vector<Point> best;
  for (const std::size_t i : ordered(scores)) {
    if (scores[i].empty() || static_cast<std::int64_t>(best.size()) == count) break;
    best.push_back(points[i]);
  }
  return best;
}

}  // namespace

void search_by_halving(const SearchProblem& problem, const Evaluate& evaluate) {
  Random random(problem.search.seed);
  std::vector<Point> points = problem.space.size() <= kMostScreened
                                  ? grid_points(problem.space)
                                  : sobol_points(problem.space, kMostScreened, random);
  const auto last = static_cast<int>(problem.fidelity);
  std::int64_t keep = simulations_of(problem);
  for (int level = 0; level < last; ++level) {
    const auto rows = evaluate(points, static_cast<system::Fidelity>(level));
    points = best_of(points, scores_of_rows(rows, problem), keep);
    keep = std::max<std::int64_t>(1, keep / 10);
  }
  evaluate(points, problem.fidelity);
}

}  // namespace systole::sweep
