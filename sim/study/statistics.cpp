#include "study/statistics.hpp"

namespace systole::study {

double seconds_of(Cycles cycles, const result::MachineFacts& machine) {
  if (machine.clock_hz == 0) return 0.0;
  return static_cast<double>(cycles) / static_cast<double>(machine.clock_hz);
}

double ops_per_second(Macs macs, Cycles cycles, const result::MachineFacts& machine) {
  const double seconds = seconds_of(cycles, machine);
  return seconds > 0.0 ? 2.0 * static_cast<double>(macs) / seconds : 0.0;
}

Cycles cycles_bound_by(const result::Result& result, std::string_view bound) {
  Cycles cycles = 0;
  for (const result::OperatorResult& op : result.operators) {
    if (result::bound_of(op, result.machine) == bound) cycles += op.cycles;
  }
  return cycles;
}

double measured_seconds(const result::Result& result) {
  return compared(result).measured_seconds + left_out_measured_seconds(result);
}

double left_out_measured_seconds(const result::Result& result) {
  double seconds = 0.0;
  for (const LeftOut& kind : result.left_out) seconds += kind.measured_seconds;
  return seconds;
}

Compared compared(const result::Result& result) {
  Compared sums;
  for (const result::OperatorResult& op : result.operators) {
    if (op.measured_seconds <= 0.0) continue;
    sums.cycles += op.cycles;
    sums.measured_seconds += op.measured_seconds;
  }
  return sums;
}

std::string basis_of(const result::ErrorBar& bar) {
  if (!bar.basis.empty()) return bar.basis;
  return "not validated: nothing like this was measured on this family of chips";
}

}  // namespace systole::study
