#include "validate/eager_times.hpp"

#include <algorithm>

#include "base/checked.hpp"

namespace systole::validate {

namespace {

constexpr double kMicro = 1e-6;
constexpr double kNano = 1e-9;
constexpr double kMega = 1e6;

/// All lanes compute addresses; each element waits for its own.
double addressing_seconds(const config::Chip& chip, double operations, std::int64_t elements) {
  const auto lanes = static_cast<double>(chip.core.count * chip.core.vector.lanes);
  return operations * static_cast<double>(elements) / (lanes * chip.clock_mhz * kMega);
}

/// PyTorch's gather by an index (aten/src/ATen/native/cuda/Indexing.cu): up to 16 indices are
/// worked on one after the other, more by eight blocks of 128 threads a core, whose threads have
/// one element in flight at a time.
std::int64_t loads_in_a_row(const config::Chip& chip, const KernelTraits& traits) {
  constexpr std::int64_t kFewRows = 16;
  constexpr std::int64_t kThreadsOfACore = 1024;
  if (traits.gathered_rows <= kFewRows) return traits.gathered_rows;
  return ceil_div(traits.gathered, chip.core.count * kThreadsOfACore);
}

/// An index from the shared buffer, the address, then an element that lies anywhere in memory.
double gather_seconds(const config::Chip& chip, double operations, const KernelTraits& traits) {
  constexpr double kCyclesOfAnOperation = 4.0;  // that waits for the one before
  const double cycles = 2.0 * static_cast<double>(chip.shared_buffer.latency_cycles) +
                        kCyclesOfAnOperation * operations;
  const double load = cycles / (chip.clock_mhz * kMega) + kNano * chip.dram.latency_ns;
  return static_cast<double>(loads_in_a_row(chip, traits)) * load;
}

}  // namespace

double eager_seconds(const config::Chip& chip, const config::KernelsConfig& software,
                     const std::vector<KernelTraits>& traits,
                     const std::vector<KernelTime>& kernels) {
  double seconds = 0.0;
  for (std::size_t i = 0; i < kernels.size(); ++i) {
    const KernelTraits& kernel = traits.at(i);
    const double alone =
        std::max({kernels[i].seconds,
                  addressing_seconds(chip, software.address_operations, kernel.addressed),
                  gather_seconds(chip, software.address_operations, kernel)});
    const auto launches = static_cast<double>(std::max<std::int64_t>(1, kernels[i].launches));
    seconds += alone + launches * kMicro * chip.launch.next_us;
  }
  return seconds;
}

}  // namespace systole::validate
