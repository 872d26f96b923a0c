// NSGA-II on points of a grid: no point is asked for twice, so that every simulation tells
// something new.
#include <algorithm>
#include <numeric>
#include <set>

#include "sweep/sampling.hpp"
#include "sweep/search.hpp"

namespace systole::sweep {

namespace {

constexpr std::int64_t kPopulation = 32;
/// Attempts at a child that is new before the search counts a place as exhausted.
constexpr int kTries = 50;

struct Member {
  Point point;
  Scores scores;
};

class Breeding {
 public:
  Breeding(const SearchProblem& problem, const Evaluate& evaluate)
      : problem_(problem), evaluate_(evaluate), random_(problem.search.seed) {}

  void run() {
    const std::int64_t budget = std::min(simulations_of(problem_), problem_.space.size());
    const std::int64_t wanted =
        problem_.search.population > 0 ? problem_.search.population : kPopulation;
    size_ = static_cast<std::size_t>(std::min(wanted, std::max<std::int64_t>(4, budget / 4)));
    breed(sobol_points(problem_.space, std::min<std::int64_t>(budget, first_size()), random_));
    while (static_cast<std::int64_t>(seen_.size()) < budget) {
      const auto left = budget - static_cast<std::int64_t>(seen_.size());
      const std::vector<Point> children = offspring(static_cast<std::size_t>(left));
      if (children.empty()) return;
      breed(children);
    }
  }

 private:
  std::int64_t first_size() const { return static_cast<std::int64_t>(size_); }

  /// Evaluates new points and keeps the best of old and new.
  void breed(const std::vector<Point>& points) {
    seen_.insert(points.begin(), points.end());
    const std::vector<Row> rows = evaluate_(points, problem_.fidelity);
    for (std::size_t i = 0; i < points.size(); ++i) {
      members_.push_back(
          {points[i], scores_of(rows[i], problem_.objective_columns, problem_.directions)});
    }
    std::vector<Scores> scores;
    for (const Member& member : members_) scores.push_back(member.scores);
    // All that nothing dominates stay, be they more than the population: they are the answer.
    const std::vector<std::size_t> ranks = ranks_of(scores);
    std::vector<Member> survivors;
    for (const std::size_t i : ordered(scores)) {
      if (survivors.size() >= size_ && ranks[i] > 0) break;
      survivors.push_back(members_[i]);
    }
    members_ = std::move(survivors);
  }

  std::vector<Point> offspring(std::size_t left) {
    std::vector<Point> children;
    std::set<Point> litter;
    for (std::size_t i = 0; i < std::min(left, size_); ++i) {
      for (int tries = 0; tries < kTries; ++tries) {
        Point child = tries < kTries / 2 ? child_of(parent(), parent()) : stranger();
        if (seen_.count(child) > 0 || !litter.insert(child).second) continue;
        children.push_back(std::move(child));
        break;
      }
    }
    return children;
  }

  /// Members stand in order, best first: the smaller number of two wins.
  const Point& parent() {
    const auto count = static_cast<std::int64_t>(members_.size());
    return members_[static_cast<std::size_t>(std::min(random_.below(count), random_.below(count)))]
        .point;
  }

  Point child_of(const Point& a, const Point& b) {
    Point child = a;
    for (std::size_t i = 0; i < child.size(); ++i) {
      if (random_.below(2) == 1) child[i] = b[i];
    }
    mutate(child);
    return child;
  }

  /// Each value with a chance of one in as many as there are, at least one: mostly a step up or
  /// down, sometimes anywhere.
  void mutate(Point& child) {
    const auto count = static_cast<std::int64_t>(child.size());
    const auto certain = static_cast<std::size_t>(random_.below(count));
    for (std::size_t i = 0; i < child.size(); ++i) {
      if (i != certain && random_.below(count) != 0) continue;
      const std::int32_t values = problem_.space.values_of(i);
      if (random_.below(4) == 0) {
        child[i] = static_cast<std::int32_t>(random_.below(values));
      } else {
        const std::int32_t step = random_.below(2) == 0 ? -1 : 1;
        child[i] = std::clamp(child[i] + step, 0, values - 1);
      }
    }
  }

  Point stranger() { return problem_.space.at(random_.below(problem_.space.size())); }

  const SearchProblem& problem_;
  const Evaluate& evaluate_;
  Random random_;
  std::size_t size_ = 0;
  std::vector<Member> members_;
  std::set<Point> seen_;
};

}  // namespace

void search_by_breeding(const SearchProblem& problem, const Evaluate& evaluate) {
  Breeding(problem, evaluate).run();
}

}  // namespace systole::sweep
