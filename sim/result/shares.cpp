#include "result/shares.hpp"

#include <algorithm>

namespace systole::result {

namespace {

/// Of the operator's time in seconds, summed over `parts` equal parts.
double share_of(Femtoseconds busy, std::int64_t parts, double seconds) {
  return parts == 0 ? 0.0
                    : static_cast<double>(busy) * 1e-15 / static_cast<double>(parts) / seconds;
}

double core_cycles(const OperatorResult& op, const MachineFacts& machine) {
  return static_cast<double>(op.cycles) * static_cast<double>(machine.cores);
}

}  // namespace

BusyShares busy_shares(const OperatorResult& op, const MachineFacts& machine) {
  if (op.cycles <= 0) return {};
  const Counters& c = op.counters;
  const auto cycles = static_cast<double>(op.cycles);
  const double of_cores = core_cycles(op, machine);
  const double seconds = cycles / static_cast<double>(machine.clock_hz);
  const double l2 = std::max(share_of(c.shared_busy_fs, machine.shared_buffer_slices, seconds),
                             static_cast<double>(c.port_busy) / of_cores);
  return {static_cast<double>(c.array_busy) / of_cores,
          static_cast<double>(c.vector_busy) / of_cores,
          share_of(c.dram_busy_fs, machine.dram_channels, seconds), l2,
          static_cast<double>(op.breakdown.launch) / cycles};
}

double idle_share(const OperatorResult& op, const MachineFacts& machine) {
  if (op.cycles <= 0) return 0.0;
  return static_cast<double>(op.counters.core_idle) / core_cycles(op, machine);
}

}  // namespace systole::result
