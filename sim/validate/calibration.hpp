// Fits a few physical values of a chip to measured rows, and says whether the fit is more than
// memory.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/chip.hpp"
#include "validate/parameters.hpp"
#include "validate/validation.hpp"

namespace systole::validate {

/// A point at which the whole set was simulated.
struct CalibrationPoint {
  std::size_t number = 0;  ///< from 1
  double mape = 0.0;
  std::vector<std::string> values;  ///< "key=value", of each parameter
};

struct CalibrationOptions {
  PredictOptions predict;
  int evaluations = 100;  ///< points, in all
  std::function<void(const CalibrationPoint& point)> progress;
};

/// What one parameter became, and how much it matters there.
struct FittedParameter {
  Parameter parameter;
  double value = 0.0;
  std::vector<double> of_folds;  ///< its values where one fold was held out
  /// What the error becomes when the parameter moves a tenth of its range down and up.
  double error_below = 0.0;
  double error_above = 0.0;
};

struct Calibration {
  config::Chip chip;  ///< as it was read
  std::vector<FittedParameter> parameters;
  Errors before;    ///< of all rows, as the chip was read
  Errors train;     ///< of all rows, fitted to all of them
  Errors held_out;  ///< of each row, predicted by the fit that did not see its fold
  std::vector<Group> held_out_groups;  ///< of each kind and type apart
  config::SoftwareProfile software;    ///< where some of it was fitted
  std::size_t rows = 0;

  /// A fit that is much worse on shapes that it did not see has memorised the others.
  bool has_memorised() const;
};

/// Throws UserError where there are too few shapes to hold any out, system::Stopped where
/// `options.predict.stop_requested` asks for it.
Calibration calibrate(const config::Chip& chip, const std::vector<const Measured*>& rows,
                      const std::vector<Parameter>& parameters, const CalibrationOptions& options);

}  // namespace systole::validate
