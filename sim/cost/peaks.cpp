#include "cost/peaks.hpp"

namespace systole::cost {

namespace {

constexpr double kOperationsPerMac = 2.0;
constexpr double kTeraPerMega = 1e-6;
constexpr double kGiga = 1e9;

double quoted_clock_mhz(const config::Chip& chip) {
  return chip.clocks.quoted_mhz > 0.0 ? chip.clocks.quoted_mhz : chip.clock_mhz;
}

}  // namespace

double places_of(const config::MatrixUnitConfig& unit) {
  if (unit.kind == config::MatrixUnitKind::systolic) {
    return static_cast<double>(unit.rows) * static_cast<double>(unit.cols);
  }
  return static_cast<double>(unit.units) * static_cast<double>(unit.step_m) *
         static_cast<double>(unit.step_n) * static_cast<double>(unit.step_k);
}

double peak_tera_ops(const config::Chip& chip, DType dtype) {
  const config::MatrixUnitConfig& unit = chip.core.matrix;
  return kOperationsPerMac * static_cast<double>(chip.core.count) * places_of(unit) *
         unit.rates.of(dtype) * quoted_clock_mhz(chip) * kTeraPerMega;
}

double dram_bandwidth_gb_per_s(const config::Chip& chip) {
  const config::DramConfig& dram = chip.dram;
  if (dram.model == config::DramModel::ideal) return 0.0;
  if (dram.banks) return dram.banks->peak_bytes_per_second() / kGiga;
  return static_cast<double>(dram.channels) * dram.channel_bandwidth_gb_per_s;
}

}  // namespace systole::cost
