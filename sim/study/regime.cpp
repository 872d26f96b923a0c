#include "study/regime.hpp"

#include <algorithm>

#include "timing/chip_peaks.hpp"

namespace systole::study {

namespace {

constexpr std::array<std::string_view, 3> kNames{"compute", "memory", "launch"};
constexpr double kOperationsPerMac = 2.0;
constexpr double kTera = 1e12;
constexpr double kGiga = 1e9;

double compute_seconds(const config::Chip& chip, const workload::Operator& op) {
  const double peak = timing::peak_tera_ops(chip, op.input_dtype, timing::quoted_clock_mhz(chip));
  if (peak <= 0.0) return 0.0;
  return kOperationsPerMac * static_cast<double>(workload::macs_of(op)) / (peak * kTera);
}

double memory_seconds(const config::Chip& chip, const workload::Operator& op) {
  const double bandwidth = timing::peak_bandwidth_gb_per_s(chip);
  if (bandwidth <= 0.0) return 0.0;
  double bytes = 0.0;
  for (const Operand operand : kOperands) {
    bytes += static_cast<double>(workload::bytes_of(op, operand));
  }
  return bytes / (bandwidth * kGiga);
}

}  // namespace

std::string_view name_of(Regime regime) { return kNames[static_cast<std::size_t>(regime)]; }

Regime regime_of(const config::Chip& chip, const std::vector<workload::Operator>& operators) {
  double compute = 0.0;
  double memory = 0.0;
  for (const workload::Operator& op : operators) {
    compute += compute_seconds(chip, op);
    memory += memory_seconds(chip, op);
  }
  if (std::max(compute, memory) < kLaunchSeconds) return Regime::launch;
  return compute > memory ? Regime::compute : Regime::memory;
}

}  // namespace systole::study
