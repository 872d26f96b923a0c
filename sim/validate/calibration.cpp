#include "validate/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/error.hpp"
#include "study/simulate.hpp"
#include "validate/folds.hpp"

namespace systole::validate {

namespace {

constexpr double kMemorisedFactor = 1.25;
constexpr double kMemorisedMargin = 0.01;
constexpr double kTenth = 0.1;
constexpr std::size_t kFewestRows = 10;

using Rows = std::vector<const Measured*>;
using Settings = std::vector<std::string>;

/// Quadratic near 0 and linear beyond: a row that no parameter can mend must not pull at all.
double loss_of(const Compared& row) {
  constexpr double kLinear = 0.2;
  const double error = std::fabs(std::log(row.prediction.seconds / row.row->seconds));
  return error < kLinear ? error * error / (2.0 * kLinear) : error - kLinear / 2.0;
}

/// Rows at points: each point is simulated once, whichever fits ask for it.
class Predictor {
 public:
  Predictor(const config::Chip& chip, Rows rows, const std::vector<Parameter>& parameters,
            const CalibrationOptions& options)
      : chip_(chip), rows_(std::move(rows)), parameters_(parameters), options_(options) {}

  /// All rows; those that cannot be simulated are left out everywhere.
  const std::vector<Compared>& at(const Point& point) {
    const Settings settings = words_at(point);
    const auto known = known_.find(settings);
    if (known != known_.end()) return known->second;
    Validation validation;
    PredictOptions predict = options_.predict;
    predict.host = [host = host_at(parameters_, point, {})](const Measured& /*row*/) {
      return host;
    };
    add(validation, study::changed(chip_, settings_at(parameters_, point)), rows_, predict);
    return known_.emplace(settings, std::move(validation.rows)).first->second;
  }

 private:
  Settings words_at(const Point& point) const {
    Settings words;
    for (std::size_t i = 0; i < point.size(); ++i)
      words.push_back(parameters_[i].text_at(point[i]));
    return words;
  }

  const config::Chip& chip_;
  Rows rows_;
  const std::vector<Parameter>& parameters_;
  const CalibrationOptions& options_;
  std::map<Settings, std::vector<Compared>> known_;
};

constexpr std::size_t kNoFold = kFolds;  ///< nothing is held out

std::vector<Compared> without(const std::vector<Compared>& rows, std::size_t fold) {
  std::vector<Compared> kept;
  for (const Compared& row : rows) {
    if (fold_of(row.row->fold) != fold) kept.push_back(row);
  }
  return kept;
}

std::vector<Compared> only(const std::vector<Compared>& rows, std::size_t fold) {
  std::vector<Compared> kept;
  for (const Compared& row : rows) {
    if (fold_of(row.row->fold) == fold) kept.push_back(row);
  }
  return kept;
}

double mean_loss(const std::vector<Compared>& rows) {
  double sum = 0.0;
  for (const Compared& row : rows) sum += loss_of(row);
  return rows.empty() ? 0.0 : sum / static_cast<double>(rows.size());
}

class Fits {
 public:
  Fits(Predictor& predictor, const std::vector<Parameter>& parameters,
       const CalibrationOptions& options)
      : predictor_(predictor), options_(options) {
    for (const Parameter& parameter : parameters) {
      start_.push_back(parameter.coordinate_of(parameter.start));
    }
  }

  const Point& start() const { return start_; }

  Point without_fold(std::size_t fold) const {
    int evaluation = 0;
    const auto loss = [&](const Point& point) {
      const double value = mean_loss(without(predictor_.at(point), fold));
      if (options_.progress) options_.progress(told(fold, ++evaluation, value));
      return value;
    };
    return minimize(loss, start_, options_.evaluations).at;
  }

 private:
  static std::string told(std::size_t fold, int evaluation, double loss) {
    const std::string what = fold == kNoFold
                                 ? std::string("all rows")
                                 : fmt::format("without fold {} of {}", fold + 1, kFolds);
    return fmt::format("{}: evaluation {}, loss {:.4f}", what, evaluation, loss);
  }

  Predictor& predictor_;
  const CalibrationOptions& options_;
  Point start_;
};

/// The fitted parameters with the errors beside them.
std::vector<FittedParameter> fitted(Predictor& predictor, const std::vector<Parameter>& parameters,
                                    const Point& best) {
  const auto error_at = [&](std::size_t i, double coordinate) {
    Point moved = best;
    moved[i] = std::clamp(coordinate, 0.0, 1.0);
    return errors_of(predictor.at(moved)).mape;
  };
  std::vector<FittedParameter> all;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    FittedParameter one;
    one.parameter = parameters[i];
    one.value = parameters[i].value_at(best[i]);
    one.error_below = error_at(i, best[i] - kTenth);
    one.error_above = error_at(i, best[i] + kTenth);
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
  const Fits fits(predictor, parameters, options);
  Calibration calibration;
  calibration.chip = chip;
  calibration.before = errors_of(predictor.at(fits.start()));
  const Point best = fits.without_fold(kNoFold);
  calibration.rows = predictor.at(best).size();
  calibration.train = errors_of(predictor.at(best));
  calibration.parameters = fitted(predictor, parameters, best);
  calibration.host = host_at(parameters, best, {});
  std::vector<Compared> held_out;
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    const Point point = fits.without_fold(fold);
    for (const Compared& row : only(predictor.at(point), fold)) held_out.push_back(row);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      calibration.parameters[i].of_folds.push_back(parameters[i].value_at(point[i]));
    }
  }
  calibration.held_out = errors_of(held_out);
  return calibration;
}

}  // namespace systole::validate
