#include "validate/residual_table.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "validate/folds.hpp"
#include "validate/statistics.hpp"

namespace systole::validate {

namespace {

constexpr std::size_t kFewestRows = 8;
constexpr double kTail = 0.1;  ///< outside, at either end
constexpr double kNarrowestTail = 0.04;
constexpr double kTailStep = 0.005;
constexpr double kWanted = 1.0 - 2.0 * kTail;

struct Sample {
  double ratio = 1.0;  ///< measured over predicted
  std::size_t fold = 0;
};
using Samples = std::vector<Sample>;

struct Ends {
  double low = 1.0;
  double high = 1.0;
  bool hold(double ratio) const { return ratio >= low && ratio <= high; }
};

/// The ranks that split-conformal prediction takes: the next row falls outside either end with at
/// most the probability `tail`. Few rows have no such rank, and their extremes stand in for it.
Ends ends_of(std::vector<double> ratios, double tail) {
  std::sort(ratios.begin(), ratios.end());
  const auto count = static_cast<double>(ratios.size());
  const double rank = std::floor((count + 1.0) * tail);
  const auto below = static_cast<std::size_t>(std::max(rank, 1.0)) - 1;
  return {ratios[below], ratios[ratios.size() - 1 - below]};
}

std::vector<double> ratios_without(const Samples& samples, std::size_t fold) {
  std::vector<double> ratios;
  for (const Sample& sample : samples) {
    if (sample.fold != fold) ratios.push_back(sample.ratio);
  }
  return ratios;
}

std::size_t held_out_inside(const Samples& samples, double tail) {
  std::size_t inside = 0;
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    const std::vector<double> others = ratios_without(samples, fold);
    if (others.empty()) continue;
    const Ends ends = ends_of(others, tail);
    for (const Sample& sample : samples) {
      if (sample.fold == fold && ends.hold(sample.ratio)) ++inside;
    }
  }
  return inside;
}

/// Shapes differ from each other by more than rows of one shape do: the ends move out until enough
/// of the shapes that were held out fall between them.
double tail_of(const Samples& samples) {
  double tail = kTail;
  const auto wanted =
      static_cast<std::size_t>(std::ceil(kWanted * static_cast<double>(samples.size())));
  while (tail > kNarrowestTail && held_out_inside(samples, tail) < wanted) tail -= kTailStep;
  return tail;
}

using KeyTuple =
    std::tuple<std::string, std::string, std::string, std::string, std::string, std::string>;

struct Gathered {
  std::map<KeyTuple, Samples> samples;
  std::map<KeyTuple, std::set<std::string>> sources;
};

KeyTuple tuple_of(const study::ResidualKey& key, const std::string& regime) {
  return {key.family, key.version, key.kind, key.dtype, key.mapper, regime};
}

bool counts(const Compared& row) {
  if (row.key.kind.empty()) return false;
  return row.row->timing == Timing::kernel || row.key.version == study::kCalibrated;
}

Gathered gathered(const std::vector<Compared>& rows) {
  Gathered all;
  for (const Compared& row : rows) {
    if (!counts(row)) continue;
    const Sample sample{row.row->seconds / row.prediction.seconds, fold_of(row.row->fold)};
    for (const std::string& regime : {row.key.regime, std::string("all")}) {
      const KeyTuple key = tuple_of(row.key, regime);
      all.samples[key].push_back(sample);
      all.sources[key].insert(row.row->source);
    }
  }
  return all;
}

study::ResidualKey key_of(const KeyTuple& key) {
  const auto& [family, version, kind, dtype, mapper, regime] = key;
  return {family, version, kind, dtype, mapper, regime};
}

std::string joined(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

}  // namespace

study::Residuals residuals_of(const std::vector<Compared>& rows) {
  const Gathered all = gathered(rows);
  std::vector<study::Residual> table;
  for (const auto& [key, samples] : all.samples) {
    if (samples.size() < kFewestRows) continue;
    std::vector<double> ratios;
    for (const Sample& sample : samples) ratios.push_back(sample.ratio);
    const Ends ends = ends_of(ratios, tail_of(samples));
    table.push_back({key_of(key), samples.size(), ends.low, quantile(ratios, 0.5), ends.high,
                     joined(all.sources.at(key))});
  }
  return study::Residuals(std::move(table));
}

std::vector<Coverage> held_out_coverage(const std::vector<Compared>& rows) {
  std::vector<Coverage> coverage;
  Coverage pooled;
  for (const auto& [key, samples] : gathered(rows).samples) {
    if (samples.size() < kFewestRows) continue;
    coverage.push_back({key_of(key), samples.size(), held_out_inside(samples, tail_of(samples))});
    if (std::get<5>(key) != "all") continue;
    pooled.rows += samples.size();
    pooled.inside += coverage.back().inside;
  }
  coverage.push_back(pooled);
  return coverage;
}

}  // namespace systole::validate
