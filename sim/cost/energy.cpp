#include "cost/energy.hpp"

#include <numeric>

#include "cost/figures.hpp"

namespace systole::cost {

namespace {

double sum_of(const std::array<std::int64_t, 3>& by_operand) {
  return static_cast<double>(
      std::accumulate(by_operand.begin(), by_operand.end(), std::int64_t{0}));
}

constexpr double kPico = 1e-12;
constexpr double kBitsPerByte = 8.0;

}  // namespace

Energy energy_of(const config::Chip& chip, const result::Counters& work, double seconds) {
  const double element_bytes = bits_of(chip.default_dtype) / kBitsPerByte;
  Energy energy;
  energy.arithmetic = static_cast<double>(work.macs) * 0.6 * kPico;
  energy.sram = (sum_of(work.sram_reads) + sum_of(work.sram_writes)) * element_bytes * 1.0 * kPico;
  energy.interconnect = static_cast<double>(work.interconnect_link_bytes) * 0.5 * kPico;
  energy.dram = static_cast<double>(result::dram_bytes(work)) * kBitsPerByte * 5.0 * kPico;
  energy.leakage = seconds * figures_of(chip).area_mm2 * 0.08;
  return energy;
}

}  // namespace systole::cost
