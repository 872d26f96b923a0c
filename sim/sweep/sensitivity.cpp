#include "sweep/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.hpp"
#include "sweep/front.hpp"

namespace systole::sweep {

namespace {

double mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double squares_around(const std::vector<double>& values, double centre) {
  double sum = 0.0;
  for (const double value : values) sum += (value - centre) * (value - centre);
  return sum;
}

/// Numbers by size, texts by letters.
struct ByValue {
  bool operator()(const Value& a, const Value& b) const {
    const auto x = number_in(a);
    const auto y = number_in(b);
    return x && y ? *x < *y : text_of(a) < text_of(b);
  }
};

/// One axis against metrics that were transformed already.
MainEffect effect_of(const std::string& axis, const std::vector<Value>& levels,
                     const std::vector<double>& metrics, bool of_logarithm) {
  std::map<Value, std::vector<double>, ByValue> groups;
  for (std::size_t i = 0; i < levels.size(); ++i) groups[levels[i]].push_back(metrics[i]);
  const double centre = mean_of(metrics);
  const double total = squares_around(metrics, centre);
  MainEffect effect;
  effect.axis = axis;
  double between = 0.0;
  for (const auto& [level, values] : groups) {
    const double mean = mean_of(values);
    between += static_cast<double>(values.size()) * (mean - centre) * (mean - centre);
    effect.levels.push_back({text_of(level), static_cast<std::int64_t>(values.size()),
                             of_logarithm ? std::exp(mean) : mean});
  }
  if (total > 0.0) effect.share = between / total;
  const auto [low, high] =
      std::minmax_element(effect.levels.begin(), effect.levels.end(),
                          [](const Level& a, const Level& b) { return a.mean < b.mean; });
  effect.best_over_worst = low->mean != 0.0 ? high->mean / low->mean : 0.0;
  return effect;
}

}  // namespace

Sensitivity sensitivity_of(const Heading& heading, const std::vector<StoredRow>& rows,
                           const std::string& metric) {
  const std::size_t column = column_named(heading, metric);
  Sensitivity result;
  result.metric = metric;
  std::vector<double> metrics;
  std::vector<const StoredRow*> used;
  for (const StoredRow& row : rows) {
    const auto value = number_in(row.row.values.at(column));
    if (!value || is_compared_chip(row)) continue;
    metrics.push_back(*value);
    used.push_back(&row);
  }
  if (metrics.size() < 2)
    throw UserError("'" + metric + "' is known in fewer than two finished rows");
  result.rows = static_cast<std::int64_t>(metrics.size());
  result.of_logarithm =
      std::all_of(metrics.begin(), metrics.end(), [](double value) { return value > 0.0; });
  if (result.of_logarithm) {
    for (double& value : metrics) value = std::log(value);
  }
  result.left = 1.0;
  for (const std::string& axis : heading.axes) {
    const std::size_t axis_column = column_named(heading, axis);
    std::vector<Value> levels;
    for (const StoredRow* row : used) levels.push_back(row->row.values.at(axis_column));
    result.effects.push_back(effect_of(axis, levels, metrics, result.of_logarithm));
    result.left -= result.effects.back().share;
  }
  std::stable_sort(result.effects.begin(), result.effects.end(),
                   [](const MainEffect& a, const MainEffect& b) { return a.share > b.share; });
  return result;
}

}  // namespace systole::sweep
