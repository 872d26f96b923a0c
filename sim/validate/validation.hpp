// Predictions beside measurements, and how far they are apart, group by group.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "study/residuals.hpp"
#include "validate/measured.hpp"
#include "validate/predict.hpp"

namespace systole::validate {

/// A row that was simulated.
struct Compared {
  const Measured* row = nullptr;
  std::string chip;
  std::optional<study::Regime> regime;  ///< of kernels
  study::ResidualKey key;  ///< of the error bars that this row is evidence for; none: no kind
  Prediction prediction;

  double error() const { return prediction.seconds / row->seconds - 1.0; }
};

/// Relative errors of a group; 0.1 is ten per cent.
struct Errors {
  std::size_t count = 0;
  double mape = 0.0;         ///< mean of the absolute errors
  double median = 0.0;       ///< of the absolute errors
  double p90 = 0.0;          ///< of the absolute errors
  double bias = 0.0;         ///< mean of the signed errors; negative: predicted too fast
  double correlation = 0.0;  ///< of the logarithms of the times; 0 for fewer than three rows
};
Errors errors_of(const std::vector<Compared>& rows);

/// Rows of one chip, kind and type: together, and those of one regime.
struct Group {
  std::string chip;
  std::string kind;
  std::string dtype;
  std::string timing;  ///< name_of(Timing)
  std::string regime;  ///< "all": of every regime
  Errors errors;
};
/// In the order in which chips, kinds and types first appear; each followed by its regimes.
std::vector<Group> groups_of(const std::vector<Compared>& rows);

/// Rows that have no prediction, counted by what they are and why.
struct LeftOut {
  std::string chip;
  std::string kind;
  std::string reason;
  std::size_t count = 0;
};

struct Validation {
  std::string fidelity;
  std::vector<Compared> rows;
  std::vector<LeftOut> left_out;
};

/// Adds what the simulator says of `rows` on `chip`.
void add(Validation& validation, const config::Chip& chip, const std::vector<const Measured*>& rows,
         const PredictOptions& options);

/// The `count` rows with the largest factor between prediction and measurement.
std::vector<Compared> worst(const std::vector<Compared>& rows, std::size_t count);

}  // namespace systole::validate
