#include "study/energy_statistics.hpp"

#include "result/members.hpp"

namespace systole::study {

namespace {

constexpr double kPico = 1e-12;
constexpr double kOperationsPerMac = 2.0;

EnergyView energy_of(const OperatorView& view) {
  // An operator costs something in any table: one without energy was not charged.
  return {view.op.energy, view.op.energy.sum() > 0, view.op.useful_macs,
          seconds_of(view.op.cycles, view.machine)};
}

double picojoules(const EnergyView& view) { return static_cast<double>(view.energy.sum()); }

template <typename View>
void add(std::vector<Statistic<View>>& table) {
  const auto derived = [&table](const char* name, const char* unit, const char* meaning,
                                double (*value)(const EnergyView&)) {
    table.push_back({name, unit, std::string(meaning) + "; null where energy was not counted",
                     Kind::optional_number, [value](const View& view) -> Value {
                       const EnergyView energy = energy_of(view);
                       if (!energy.charged) return std::monostate{};
                       return value(energy);
                     }});
  };
  derived("energy_j", "J", "energy of the chip and its DRAM: the sum of energy_pj",
          [](const EnergyView& view) { return picojoules(view) * kPico; });
  derived("average_power_w", "W", "energy_j over seconds", [](const EnergyView& view) {
    return view.seconds > 0.0 ? picojoules(view) * kPico / view.seconds : 0.0;
  });
  derived("pj_per_operation", "pJ", "energy over 2 x useful_macs; 0 without any",
          [](const EnergyView& view) {
            const auto macs = static_cast<double>(view.useful_macs);
            return macs > 0.0 ? picojoules(view) / (kOperationsPerMac * macs) : 0.0;
          });
  for (const result::EnergyPart& part : result::energy_parts()) {
    const auto member = part.member;
    table.push_back(
        {"energy_pj." + std::string(part.name), "pJ", std::string(part.description), Kind::integer,
         [member](const View& view) -> Value { return energy_of(view).energy.*member; }});
  }
}

}  // namespace

EnergyView energy_of(const RunView& view) {
  return {view.totals.energy, !view.result.energy_table.empty(), view.totals.useful_macs,
          seconds_of(view.totals.cycles, view.result.machine)};
}

void add_energy(std::vector<Statistic<OperatorView>>& table) { add(table); }
void add_energy(std::vector<Statistic<RunView>>& table) { add(table); }

}  // namespace systole::study
