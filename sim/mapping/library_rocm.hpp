// PyTorch's kernels as ROCm compiles them for chips of 64 threads in a wave.
#pragma once

#include <optional>

#include "config/chip.hpp"
#include "mapping/library_vector.hpp"

namespace systole::mapping {

/// Whether PyTorch reaches the chip through ROCm.
bool uses_rocm(const config::Chip& chip);

/// Nothing where PyTorch has no kernel of its own for this work. `bits`: of an element in memory.
std::optional<VectorKernel> rocm_kernel(const workload::Vector& work, std::int64_t bits,
                                        const config::Chip& chip);

}  // namespace systole::mapping
