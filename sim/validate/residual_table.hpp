// From a validation to the error bars of predictions, and whether they hold.
#pragma once

#include <string>
#include <vector>

#include "study/residuals.hpp"
#include "validate/validation.hpp"

namespace systole::validate {

/// Quantiles of measured over predicted time by family, version, kind, type and regime, and of all
/// regimes together. A group needs some rows to have quantiles. They are conformal: the ends lie as
/// far out as it takes for four fifths of rows of shapes that were held out to fall between them.
/// Times that include a launch count for calibrated chips only: without a fit nobody knows the
/// host's share.
study::Residuals residuals_of(const std::vector<Compared>& rows);

/// How many rows fall between the ends that rows of other shapes give.
struct Coverage {
  study::ResidualKey key;
  std::size_t rows = 0;
  std::size_t inside = 0;
  double share() const { return static_cast<double>(inside) / static_cast<double>(rows); }
};
/// By group, and one of all rows at the end, with an empty key.
std::vector<Coverage> held_out_coverage(const std::vector<Compared>& rows);

}  // namespace systole::validate
