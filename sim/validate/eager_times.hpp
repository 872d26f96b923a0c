// What kernels of a framework take beyond moving and computing: their launches, and threads that
// look for each element by itself.
#pragma once

#include <vector>

#include "config/chip.hpp"
#include "config/software.hpp"
#include "validate/measured.hpp"
#include "validate/remembered.hpp"

namespace systole::validate {

/// One kernel after the other; `traits` and `kernels` by operator.
double eager_seconds(const config::Chip& chip, const config::KernelsConfig& software,
                     const std::vector<KernelTraits>& traits,
                     const std::vector<KernelTime>& kernels);

}  // namespace systole::validate
