#include "cost/energy.hpp"

#include "cost/actions.hpp"

namespace systole::cost {

namespace {

constexpr double kPico = 1e-12;

double joules(std::int64_t picojoules) { return static_cast<double>(picojoules) * kPico; }

}  // namespace

Energy energy_of(const result::EnergyBreakdown& picojoules) {
  Energy energy;
  energy.arithmetic = joules(picojoules.matrix + picojoules.vector);
  energy.sram = joules(picojoules.sram + picojoules.shared_buffer);
  energy.interconnect = joules(picojoules.interconnect);
  energy.dram = joules(picojoules.dram);
  energy.leakage = joules(picojoules.idle);
  return energy;
}

Energy energy_of(const config::Chip& chip, const result::Counters& work, double seconds) {
  const ActionTable table(chip);
  return energy_of(energy_of(table.actions_of({work, chip.default_dtype, seconds})));
}

}  // namespace systole::cost
