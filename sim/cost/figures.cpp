#include "cost/figures.hpp"

#include <algorithm>
#include <array>

#include "cost/peaks.hpp"

namespace systole::cost {

namespace {

constexpr std::array<DType, 8> kTypes{DType::fp32, DType::tf32, DType::fp16, DType::bf16,
                                      DType::fp8,  DType::fp4,  DType::int8, DType::int4};

double tpp_of(const config::Chip& chip) {
  double tpp = 0.0;
  for (const DType dtype : kTypes) {
    tpp = std::max(tpp, peak_tera_ops(chip, dtype) * bits_of(dtype));
  }
  return tpp;
}

double area_of(const config::Chip& chip) {
  constexpr double kMacMm2 = 0.0015;
  constexpr double kSramMm2PerKib = 0.0004;
  const auto cores = static_cast<double>(chip.core.count);
  const double sram = cores * static_cast<double>(chip.core.sram.size_kib) +
                      static_cast<double>(chip.shared_buffer.size_kib);
  return 1.3 * (cores * places_of(chip.core.matrix) * kMacMm2 + sram * kSramMm2PerKib) +
         dram_bandwidth_gb_per_s(chip) * 0.03;
}

}  // namespace

ChipFigures figures_of(const config::Chip& chip) {
  ChipFigures figures;
  figures.area_mm2 = area_of(chip);
  figures.tpp = tpp_of(chip);
  if (figures.area_mm2 > 0.0) figures.performance_density = figures.tpp / figures.area_mm2;
  figures.price_usd = figures.area_mm2 * 0.5 + chip.dram.capacity_gib * 12.0;
  return figures;
}

}  // namespace systole::cost
