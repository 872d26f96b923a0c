// Measured things whose shape stands in their name: conv_64x56x56x64x64x3x1x1, softmax_512x512.
#pragma once

#include <string>

#include "validate/measured.hpp"

namespace systole::validate {

/// The row of a name, without its time; left out where the name says no shape.
Measured measured_of_name(const std::string& name);

}  // namespace systole::validate
