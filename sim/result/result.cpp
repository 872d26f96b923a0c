#include "result/result.hpp"

#include <algorithm>

#include "result/members.hpp"

namespace systole::result {

Cycles CycleBreakdown::sum() const {
  Cycles sum = 0;
  for (const CycleCategory& category : cycle_categories()) sum += this->*category.member;
  return sum;
}

CycleBreakdown& CycleBreakdown::operator+=(const CycleBreakdown& other) {
  for (const CycleCategory& category : cycle_categories()) {
    this->*category.member += other.*category.member;
  }
  return *this;
}

Counters& Counters::operator+=(const Counters& other) {
  for (const Count& count : plain_counts()) this->*count.member += other.*count.member;
  for (const Traffic& traffic : traffic_by_operand()) {
    for (std::size_t i = 0; i < kOperands.size(); ++i) {
      (this->*traffic.member)[i] += (other.*traffic.member)[i];
    }
  }
  return *this;
}

std::int64_t EnergyBreakdown::sum() const {
  std::int64_t sum = 0;
  for (const EnergyPart& part : energy_parts()) sum += this->*part.member;
  return sum;
}

EnergyBreakdown& EnergyBreakdown::operator+=(const EnergyBreakdown& other) {
  for (const EnergyPart& part : energy_parts()) this->*part.member += other.*part.member;
  return *this;
}

namespace {

double peak_macs_of(const OperatorResult& op) {
  return static_cast<double>(op.cycles) * static_cast<double>(op.peak_macs_per_cycle);
}

double utilization(Macs macs, double peak) {
  return peak > 0.0 ? static_cast<double>(macs) / peak : 0.0;
}

/// Of the operator's time in seconds, summed over `parts` equal parts.
double share_of(Femtoseconds busy, std::int64_t parts, double seconds) {
  return parts == 0 ? 0.0
                    : static_cast<double>(busy) * 1e-15 / static_cast<double>(parts) / seconds;
}

}  // namespace

Totals totals_of(const Result& result) {
  Totals totals;
  for (const OperatorResult& op : result.operators) {
    totals.cycles += op.cycles;
    totals.breakdown += op.breakdown;
    totals.counters += op.counters;
    totals.energy += op.energy;
    totals.useful_macs += op.useful_macs;
    totals.peak_macs += peak_macs_of(op);
  }
  return totals;
}

double compute_utilization(const OperatorResult& op) {
  return utilization(op.useful_macs, peak_macs_of(op));
}

double compute_utilization(const Totals& totals) {
  return utilization(totals.useful_macs, totals.peak_macs);
}

double mapping_utilization(const Counters& counters, const MachineFacts& machine) {
  const std::int64_t pes_of_a_core = machine.pes / machine.cores;
  if (counters.folds == 0 || pes_of_a_core <= 0) return 0.0;
  return static_cast<double>(counters.used_pes_over_folds) /
         (static_cast<double>(counters.folds) * static_cast<double>(pes_of_a_core));
}

std::string_view bound_of(const OperatorResult& op, const MachineFacts& machine) {
  if (op.cycles <= 0) return kBounds.back();
  const Counters& c = op.counters;
  const auto cycles = static_cast<double>(op.cycles);
  const double core_cycles = cycles * static_cast<double>(machine.cores);
  const double seconds = cycles / static_cast<double>(machine.clock_hz);
  const double l2 = std::max(share_of(c.shared_busy_fs, machine.shared_buffer_slices, seconds),
                             static_cast<double>(c.port_busy) / core_cycles);
  constexpr double kHalf = 0.5;
  // As in kBounds; the first of equals counts, and none counts below one half.
  const std::array<double, 5> shares{static_cast<double>(c.array_busy) / core_cycles,
                                     static_cast<double>(c.vector_busy) / core_cycles,
                                     share_of(c.dram_busy_fs, machine.dram_channels, seconds), l2,
                                     static_cast<double>(op.breakdown.launch) / cycles};
  const auto largest = std::max_element(shares.begin(), shares.end());
  if (*largest < kHalf) return kBounds.back();
  return kBounds[static_cast<std::size_t>(largest - shares.begin())];
}

Bytes dram_bytes(const Counters& counters) {
  Bytes bytes = 0;
  for (std::size_t i = 0; i < counters.dram_read.size(); ++i) {
    bytes += counters.dram_read[i] + counters.dram_written[i];
  }
  return bytes;
}

}  // namespace systole::result
