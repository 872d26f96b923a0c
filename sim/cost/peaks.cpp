#include "cost/peaks.hpp"

#include <algorithm>
#include <array>

namespace systole::cost {

namespace {

constexpr double kOperationsPerMac = 2.0;
constexpr double kTeraPerMega = 1e-6;
constexpr double kGiga = 1e9;

double quoted_clock_mhz(const config::Chip& chip) {
  return chip.clocks.quoted_mhz > 0.0 ? chip.clocks.quoted_mhz : chip.clock_mhz;
}

struct StatedRate {
  DType dtype;
  double config::StatedPeaks::*peak;
};

constexpr std::array<StatedRate, 8> kRates{{{DType::fp32, &config::StatedPeaks::fp32},
                                            {DType::tf32, &config::StatedPeaks::tf32},
                                            {DType::fp16, &config::StatedPeaks::fp16},
                                            {DType::bf16, &config::StatedPeaks::bf16},
                                            {DType::fp8, &config::StatedPeaks::fp8},
                                            {DType::fp4, &config::StatedPeaks::fp4},
                                            {DType::int8, &config::StatedPeaks::int8},
                                            {DType::int4, &config::StatedPeaks::int4}}};

/// Bits that are multiplied: tf32 is stored in 32 and has 19.
double bit_length(DType dtype) {
  constexpr double kTf32 = 19.0;
  return dtype == DType::tf32 ? kTf32 : bits_of(dtype);
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

double tpp_of(const config::Chip& chip) {
  double tpp = 0.0;
  for (const StatedRate& rate : kRates) {
    tpp = std::max(tpp, peak_tera_ops(chip, rate.dtype) * bit_length(rate.dtype));
  }
  return tpp;
}

double stated_tpp_of(const config::ChipFacts& facts) {
  double tpp = 0.0;
  for (const StatedRate& rate : kRates) {
    tpp = std::max(tpp, facts.peak_tflops.*rate.peak * bit_length(rate.dtype));
  }
  return tpp;
}

double dram_bandwidth_gb_per_s(const config::Chip& chip) {
  const config::DramConfig& dram = chip.dram;
  if (dram.model == config::DramModel::ideal) return 0.0;
  if (dram.banks) return dram.banks->peak_bytes_per_second() / kGiga;
  return static_cast<double>(dram.channels) * dram.channel_bandwidth_gb_per_s;
}

}  // namespace systole::cost
