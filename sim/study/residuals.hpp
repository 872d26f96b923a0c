// The table of residuals that ships with the program: how far predictions were from measurements,
// by what was predicted and on which chips.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/chip.hpp"
#include "study/regime.hpp"
#include "workload/graph.hpp"

namespace systole::study {

/// What decides how good a prediction is.
struct ResidualKey {
  std::string family;   ///< of chips: vendor and family of the chip's facts
  std::string version;  ///< hardware: from published values alone; calibrated: fitted
  std::string kind;     ///< gemm, attention_prefill, attention_decode, softmax ...
  std::string dtype;    ///< bits of its operands: 16, 8, or 16x8 where they differ
  std::string mapper;   ///< whose kernels were predicted: best, library:cublas ...
  std::string regime;   ///< compute, memory, launch; all: too few rows to tell them apart
};

/// Quantiles of measured over predicted time.
struct Residual {
  ResidualKey key;
  std::size_t rows = 0;
  double p10 = 1.0;
  double p50 = 1.0;
  double p90 = 1.0;
  std::string source;  ///< of the measurements
};

constexpr const char* kHardware = "hardware";
constexpr const char* kCalibrated = "calibrated";

/// Whether values of the chip were fitted to measurements.
std::string version_of(const config::Chip& chip);
/// The key of an operator alone, as it stands in tables of measurements; its mapper is left open.
ResidualKey key_of(const config::Chip& chip, const workload::Operator& op);

class Residuals {
 public:
  explicit Residuals(std::vector<Residual> table) : table_(std::move(table)) {}

  /// Of the regime, else of all regimes; nothing where nothing like it was measured.
  const Residual* find(const ResidualKey& key) const;
  const std::vector<Residual>& table() const { return table_; }
  /// Only those of one mapper, with the mapper left open: what predictions with it look up.
  Residuals of_mapper(std::string_view mapper) const;
  /// `newer` and, of chips, versions and mappers that it has nothing of, what there was.
  Residuals replaced_by(const Residuals& newer) const;

 private:
  const Residual* find_exact(const ResidualKey& key) const;

  std::vector<Residual> table_;
};

/// The shipped table of predictions with one mapper; an empty one where the file is missing.
Residuals shipped_residuals(std::string_view mapper);
/// Throws UserError with all mistakes.
Residuals parse_residuals(const std::string& text, const std::string& file);
std::string write_residuals(const Residuals& residuals);

}  // namespace systole::study
