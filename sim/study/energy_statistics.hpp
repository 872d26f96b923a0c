// The statistics of energy, which an operator and a whole run share.
#pragma once

#include "study/statistics.hpp"

namespace systole::study {

/// What energy is derived from.
struct EnergyView {
  const result::EnergyBreakdown& energy;
  bool charged = false;  ///< false: nobody counted it
  Macs useful_macs = 0;
  double seconds = 0.0;
};

/// Of a run, by Result::energy_table.
EnergyView energy_of(const RunView& view);

void add_energy(std::vector<Statistic<OperatorView>>& table);
void add_energy(std::vector<Statistic<RunView>>& table);

}  // namespace systole::study
