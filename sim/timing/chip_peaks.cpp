#include "timing/chip_peaks.hpp"

#include "timing/matrix_rate.hpp"

namespace systole::timing {

namespace {

constexpr double kOperationsPerMac = 2.0;
constexpr double kMegahertzPerTera = 1e-6;
constexpr double kGiga = 1e9;

}  // namespace

double quoted_clock_mhz(const config::Chip& chip) {
  return chip.clocks.quoted_mhz > 0.0 ? chip.clocks.quoted_mhz : chip.clock_mhz;
}

double peak_tera_ops(const config::Chip& chip, DType dtype, double clock_mhz) {
  const auto macs = static_cast<double>(peak_macs_per_cycle(chip.core.matrix, dtype));
  const auto cores = static_cast<double>(chip.core.count);
  return kOperationsPerMac * cores * macs * clock_mhz * kMegahertzPerTera;
}

double peak_bandwidth_gb_per_s(const config::Chip& chip) {
  const config::DramConfig& dram = chip.dram;
  if (dram.model == config::DramModel::ideal) return 0.0;
  if (dram.banks) return dram.banks->peak_bytes_per_second() / kGiga;
  return static_cast<double>(dram.channels) * dram.channel_bandwidth_gb_per_s;
}

}  // namespace systole::timing
