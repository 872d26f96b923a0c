// Which values of a chip a calibration may move, and how far.
#pragma once

#include <string>
#include <vector>

#include "config/chip.hpp"
#include "config/software.hpp"
#include "validate/measured.hpp"
#include "validate/optimizer.hpp"

namespace systole::validate {

struct Parameter {
  std::string key;  ///< dotted key of the chip's file, or one of a software profile
  double low = 0.0;
  double high = 0.0;
  double start = 0.0;
  double step = 0.0;         ///< only multiples of it; 0: any value
  bool logarithmic = false;  ///< steps are factors

  /// From a coordinate in [0, 1] to the value, and back.
  double value_at(double coordinate) const;
  double coordinate_of(double value) const;
  std::string text_at(double coordinate) const;
};

/// The parameters with these keys. Bounds are physical where something is known about them (a clock
/// is not above the highest boost; DRAM is not faster than its pins), else half to twice the value.
/// Throws UserError for keys that the chip does not have or that are no numbers above 0.
std::vector<Parameter> parameters_of(const config::Chip& chip,
                                     const std::vector<std::string>& keys);

/// The keys that are worth fitting for rows of these kinds.
std::vector<std::string> default_keys(const config::Chip& chip,
                                      const std::vector<const Measured*>& rows);

/// "key=value" for each parameter that is a key of the chip.
std::vector<std::string> settings_at(const std::vector<Parameter>& parameters, const Point& point);

/// `profile` with the values of those parameters that are a software profile's.
config::SoftwareProfile software_at(const std::vector<Parameter>& parameters, const Point& point,
                                    config::SoftwareProfile profile);
bool is_of_software(const Parameter& parameter);

}  // namespace systole::validate
