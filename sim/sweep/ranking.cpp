#include "sweep/ranking.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace systole::sweep {

bool dominates(const Scores& a, const Scores& b) {
  if (b.empty()) return !a.empty();
  if (a.empty()) return false;
  bool better = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] > b[i]) return false;
    better = better || a[i] < b[i];
  }
  return better;
}

Scores scores_of(const Row& row, const std::vector<std::size_t>& columns,
                 const std::vector<Direction>& directions) {
  Scores scores;
  if (row.status != Status::done) return scores;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto number = number_in(row.values.at(columns[i]));
    if (!number) return {};
    scores.push_back(directions[i] == Direction::maximize ? -*number : *number);
  }
  return scores;
}

std::vector<std::size_t> ranks_of(const std::vector<Scores>& points) {
  // In lexicographic order nobody is dominated by a point that comes later.
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto comes_before = [&](std::size_t a, std::size_t b) {
    if (points[a].empty() || points[b].empty()) return !points[a].empty() && points[b].empty();
    return points[a] < points[b];
  };
  std::stable_sort(order.begin(), order.end(), comes_before);
  std::vector<std::size_t> ranks(points.size(), 0);
  std::vector<std::vector<std::size_t>> fronts;
  for (const std::size_t point : order) {
    const auto is_beaten = [&](const std::vector<std::size_t>& front) {
      return std::any_of(front.rbegin(), front.rend(), [&](std::size_t other) {
        return dominates(points[other], points[point]);
      });
    };
    std::size_t rank = 0;
    while (rank < fronts.size() && is_beaten(fronts[rank])) ++rank;
    if (rank == fronts.size()) fronts.emplace_back();
    fronts[rank].push_back(point);
    ranks[point] = rank;
  }
  return ranks;
}

namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

/// Adds what one objective says about the points of one front.
void add_distances(std::vector<std::size_t>& front, const std::vector<Scores>& points,
                   std::size_t objective, std::vector<double>& distances) {
  const auto value = [&](std::size_t point) { return points[point][objective]; };
  std::stable_sort(front.begin(), front.end(),
                   [&](std::size_t a, std::size_t b) { return value(a) < value(b); });
  const double span = value(front.back()) - value(front.front());
  distances[front.front()] = distances[front.back()] = kInfinite;
  if (span <= 0.0) return;
  for (std::size_t i = 1; i + 1 < front.size(); ++i)
    distances[front[i]] += (value(front[i + 1]) - value(front[i - 1])) / span;
}

}  // namespace

std::vector<double> crowding_of(const std::vector<Scores>& points,
                                const std::vector<std::size_t>& ranks) {
  std::vector<double> distances(points.size(), 0.0);
  std::vector<std::vector<std::size_t>> fronts;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points[i].empty()) continue;
    if (ranks[i] >= fronts.size()) fronts.resize(ranks[i] + 1);
    fronts[ranks[i]].push_back(i);
  }
  for (std::vector<std::size_t>& front : fronts) {
    if (front.empty()) continue;
    for (std::size_t k = 0; k < points[front.front()].size(); ++k)
      add_distances(front, points, k, distances);
  }
  return distances;
}

std::vector<std::size_t> ordered(const std::vector<Scores>& points) {
  const std::vector<std::size_t> ranks = ranks_of(points);
  const std::vector<double> crowding = crowding_of(points, ranks);
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return ranks[a] != ranks[b] ? ranks[a] < ranks[b] : crowding[a] > crowding[b];
  });
  return order;
}

namespace {

/// By slices along the last objective.
double volume_of(std::vector<Scores> points, const Scores& reference) {
  const std::size_t last = reference.size() - 1;
  std::sort(points.begin(), points.end(),
            [&](const Scores& a, const Scores& b) { return a[last] < b[last]; });
  if (last == 0) return points.empty() ? 0.0 : reference[0] - points.front()[0];
  const Scores below(reference.begin(), reference.end() - 1);
  double volume = 0.0;
  std::vector<Scores> slice;
  for (std::size_t i = 0; i < points.size(); ++i) {
    slice.emplace_back(points[i].begin(), points[i].end() - 1);
    const double top = i + 1 < points.size() ? points[i + 1][last] : reference[last];
    if (top > points[i][last]) volume += (top - points[i][last]) * volume_of(slice, below);
  }
  return volume;
}

}  // namespace

double hypervolume(const std::vector<Scores>& points, const Scores& reference) {
  std::vector<Scores> front;
  const std::vector<std::size_t> ranks = ranks_of(points);
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (ranks[i] > 0 || points[i].empty()) continue;
    bool counts = true;
    for (std::size_t k = 0; k < reference.size(); ++k)
      counts = counts && points[i][k] < reference[k];
    if (counts) front.push_back(points[i]);
  }
  return front.empty() ? 0.0 : volume_of(std::move(front), reference);
}

}  // namespace systole::sweep
