#include "validate/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/error.hpp"
#include "study/simulate.hpp"
#include "validate/folds.hpp"
#include "validate/row_models.hpp"

namespace systole::validate {

namespace {

constexpr double kMemorisedFactor = 1.25;
constexpr double kMemorisedMargin = 0.01;
constexpr double kTenth = 0.1;
constexpr std::size_t kFewestRows = 10;

using Rows = std::vector<const Measured*>;
using Settings = std::vector<std::string>;

/// Quadratic near 0 and linear beyond: a row that no parameter can mend must not pull at all.
double loss_of(double log_error) {
  constexpr double kLinear = 0.2;
  const double error = std::fabs(log_error);
  return error < kLinear ? error * error / (2.0 * kLinear) : error - kLinear / 2.0;
}

/// Rows at points: each point is simulated once, whoever asks for it.
class Predictor {
 public:
  Predictor(const config::Chip& chip, Rows rows, const std::vector<Parameter>& parameters,
            const CalibrationOptions& options)
      : chip_(chip), rows_(std::move(rows)), parameters_(parameters), options_(options) {}

  /// All rows; those that cannot be simulated are left out.
  const std::vector<Compared>& at(const Point& point) {
    const Settings settings = words_at(point);
    const auto known = known_.find(settings);
    if (known != known_.end()) return known->second;
    Validation validation;
    PredictOptions predict = options_.predict;
    predict.software = [profile = software_at(parameters_, point, {})](const Measured& /*row*/) {
      return profile;
    };
    add(validation, study::changed(chip_, settings_at(parameters_, point)), rows_, predict);
    if (options_.progress) {
      options_.progress({known_.size() + 1, errors_of(validation.rows).mape, named(settings)});
    }
    return known_.emplace(settings, std::move(validation.rows)).first->second;
  }

  /// In the order of rows; not a number where a row cannot be simulated.
  LogTimes times_at(const Point& point) {
    std::map<const Measured*, double> by_row;
    for (const Compared& row : at(point)) by_row[row.row] = std::log(row.prediction.seconds);
    LogTimes times;
    for (const Measured* row : rows_) {
      const auto found = by_row.find(row);
      times.push_back(found == by_row.end() ? std::nan("") : found->second);
    }
    return times;
  }

  const Rows& rows() const { return rows_; }
  std::size_t simulated() const { return known_.size(); }

 private:
  Settings words_at(const Point& point) const {
    Settings words;
    for (std::size_t i = 0; i < point.size(); ++i)
      words.push_back(parameters_[i].text_at(point[i]));
    return words;
  }

  Settings named(const Settings& words) const {
    Settings settings;
    for (std::size_t i = 0; i < words.size(); ++i) {
      settings.push_back(parameters_[i].key + "=" + words[i]);
    }
    return settings;
  }

  const config::Chip& chip_;
  Rows rows_;
  const std::vector<Parameter>& parameters_;
  const CalibrationOptions& options_;
  std::map<Settings, std::vector<Compared>> known_;
};

constexpr std::size_t kNoFold = kFolds;  ///< nothing is held out

std::vector<Compared> only(const std::vector<Compared>& rows, std::size_t fold) {
  std::vector<Compared> kept;
  for (const Compared& row : rows) {
    if (fold_of(row.row->fold) == fold) kept.push_back(row);
  }
  return kept;
}

/// What a row should be, and the fold that it is held out with.
struct Target {
  double log_seconds = 0.0;
  std::size_t fold = 0;
};

std::vector<Target> targets_of(const Rows& rows) {
  std::vector<Target> targets;
  for (const Measured* row : rows) targets.push_back({std::log(row->seconds), fold_of(row->fold)});
  return targets;
}

/// Of the rows outside a fold.
double mean_loss(const std::vector<Target>& targets, const LogTimes& times, std::size_t left_out) {
  double sum = 0.0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (std::isnan(times[i]) || targets[i].fold == left_out) continue;
    sum += loss_of(times[i] - targets[i].log_seconds);
    ++count;
  }
  return count == 0 ? 0.0 : sum / static_cast<double>(count);
}

Point moved(const Point& from, std::size_t coordinate, double by) {
  Point to = from;
  to[coordinate] = std::clamp(from[coordinate] + by, 0.0, 1.0);
  return to;
}

/// Simulates around a point, searches what the rows would be near it, simulates what was found, and
/// again from there. The models of rows around the best point also serve the fits that hold rows
/// out: those need one simulation each.
class Fit {
 public:
  Fit(Predictor& predictor, Point start, int most_points)
      : predictor_(predictor),
        targets_(targets_of(predictor.rows())),
        best_(std::move(start)),
        most_points_(most_points) {}

  const Point& best() const { return best_; }

  void improve() {
    double reach = kFirstReach;
    int needed = points_around();  // later rounds leave as many for the last look around
    while (reach >= kLastReach && points_left() >= needed) {
      needed = 2 * points_around();
      const Point found = search(models_around(best_, reach), reach, kNoFold);
      const double before = loss_at(best_);
      const double after = loss_at(found);
      if (after < before) best_ = found;
      if (after > kWorthwhile * before) reach /= 2.0;
    }
  }

  Point without_fold(std::size_t fold) {
    return search(models_around(best_, kTenth), kFoldReach, fold);
  }

 private:
  static constexpr double kFirstReach = 0.25;
  static constexpr double kLastReach = 0.04;
  static constexpr double kFoldReach = 0.3;    ///< values may lie far from those fitted to all rows
  static constexpr double kWorthwhile = 0.98;  ///< of the loss; else steps become smaller
  static constexpr int kSearchSteps = 4000;    ///< of the models, which cost nothing

  int points_around() const { return 2 * static_cast<int>(best_.size()) + 1; }
  int points_left() const {
    return most_points_ - static_cast<int>(predictor_.simulated()) - static_cast<int>(kFolds);
  }
  double loss_at(const Point& point) {
    return mean_loss(targets_, predictor_.times_at(point), kNoFold);
  }

  RowModels models_around(const Point& middle, double reach) {
    std::vector<Probe> probes;
    for (std::size_t i = 0; i < middle.size(); ++i) {
      for (const double by : {-reach, reach}) {
        const Point to = moved(middle, i, by);
        if (to[i] == middle[i]) continue;  // at its bound
        probes.push_back({i, to[i] - middle[i], predictor_.times_at(to)});
      }
    }
    return RowModels(middle, predictor_.times_at(middle), std::move(probes));
  }

  /// Where the models have the least loss, no farther than twice `reach` from the best point.
  Point search(const RowModels& models, double reach, std::size_t left_out) const {
    const auto inside = [&](const Point& point) {
      Point near = point;
      for (std::size_t i = 0; i < near.size(); ++i) {
        near[i] = std::clamp(near[i], best_[i] - 2.0 * reach, best_[i] + 2.0 * reach);
      }
      return near;
    };
    const auto loss = [&](const Point& point) {
      return mean_loss(targets_, models.at(inside(point)), left_out);
    };
    return inside(minimize(loss, best_, kSearchSteps).at);
  }

  Predictor& predictor_;
  std::vector<Target> targets_;
  Point best_;
  int most_points_;
};

/// The fitted parameters with the errors beside them.
std::vector<FittedParameter> fitted(Predictor& predictor, const std::vector<Parameter>& parameters,
                                    const Point& best) {
  const auto error_at = [&](std::size_t i, double by) {
    return errors_of(predictor.at(moved(best, i, by))).mape;
  };
  std::vector<FittedParameter> all;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    FittedParameter one;
    one.parameter = parameters[i];
    one.value = parameters[i].value_at(best[i]);
    one.error_below = error_at(i, -kTenth);
    one.error_above = error_at(i, kTenth);
    all.push_back(std::move(one));
  }
  return all;
}

void check(const Rows& rows) {
  std::set<std::size_t> folds;
  for (const Measured* row : rows) folds.insert(fold_of(row->fold));
  if (rows.size() >= kFewestRows && folds.size() > 1) return;
  throw UserError(
      fmt::format("{} rows of {} folds of shapes are too few to calibrate with: nothing could be "
                  "held out to check the fit; {} rows of different shapes are the least",
                  rows.size(), folds.size(), kFewestRows));
}

}  // namespace

bool Calibration::has_memorised() const {
  return held_out.mape > kMemorisedFactor * train.mape + kMemorisedMargin;
}

Calibration calibrate(const config::Chip& chip, const Rows& rows,
                      const std::vector<Parameter>& parameters, const CalibrationOptions& options) {
  check(rows);
  Predictor predictor(chip, rows, parameters, options);
  Point start;
  for (const Parameter& parameter : parameters) {
    start.push_back(parameter.coordinate_of(parameter.start));
  }
  Calibration calibration;
  calibration.chip = chip;
  calibration.before = errors_of(predictor.at(start));
  Fit fit(predictor, start, options.evaluations);
  fit.improve();
  calibration.rows = predictor.at(fit.best()).size();
  calibration.train = errors_of(predictor.at(fit.best()));
  calibration.parameters = fitted(predictor, parameters, fit.best());
  calibration.software = software_at(parameters, fit.best(), {});
  std::vector<Compared> held_out;
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    const Point point = fit.without_fold(fold);
    for (const Compared& row : only(predictor.at(point), fold)) held_out.push_back(row);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      calibration.parameters[i].of_folds.push_back(parameters[i].value_at(point[i]));
    }
  }
  calibration.held_out = errors_of(held_out);
  for (Group& group : groups_of(held_out)) {
    if (group.regime == "all") calibration.held_out_groups.push_back(std::move(group));
  }
  return calibration;
}

}  // namespace systole::validate
