#include "cost/area_check.hpp"

#include <set>

#include "config/calibrated.hpp"
#include "cost/area.hpp"

namespace systole::cost {

namespace {

bool is_sample(const config::Chip& chip) {
  return chip.facts.die_mm2 > 0.0 && chip.silicon.area_mm2 == 0.0 && !config::is_calibrated(chip);
}

std::string die_of(const config::Chip& chip) {
  return chip.silicon.die.empty() ? chip.name : chip.silicon.die;
}

bool is_fitted(config::CoreControl control) {
  return control == config::CoreControl::simt || control == config::CoreControl::graphics;
}

AreaRules with_control(config::CoreControl control, double mm2) {
  AreaRules rules = parts_table().area;
  (control == config::CoreControl::simt ? rules.control_mm2.simt : rules.control_mm2.graphics) =
      mm2;
  return rules;
}

double estimate(const config::Chip& chip, double control_mm2) {
  return area_of(chip, with_control(chip.silicon.control, control_mm2)).core_dies_mm2();
}

}  // namespace

double fitted_control_mm2(const std::vector<config::Chip>& chips, config::CoreControl control,
                          const std::string& without_die) {
  // The estimate is fixed + slope x control: one linear unknown.
  double of_squares = 0.0;
  double of_products = 0.0;
  std::set<std::string> seen{without_die};
  for (const config::Chip& chip : chips) {
    if (!is_sample(chip) || chip.silicon.control != control) continue;
    if (!seen.insert(die_of(chip)).second) continue;
    const double fixed = estimate(chip, 0.0) / chip.facts.die_mm2;
    const double slope = estimate(chip, 1.0) / chip.facts.die_mm2 - fixed;
    of_squares += slope * slope;
    of_products += slope * (1.0 - fixed);
  }
  return of_squares > 0.0 ? of_products / of_squares : 0.0;
}

std::vector<AreaSample> check_area(const std::vector<config::Chip>& chips) {
  std::vector<AreaSample> samples;
  for (const config::Chip& chip : chips) {
    if (!is_sample(chip)) continue;
    AreaSample sample;
    sample.chip = chip.name;
    sample.die = die_of(chip);
    sample.control = chip.silicon.control;
    sample.published_mm2 = chip.facts.die_mm2;
    sample.estimated_mm2 = area_of(chip).core_dies_mm2();
    sample.has_base = !chip.silicon.base_technology.empty();
    sample.fitted = is_fitted(sample.control);
    sample.left_out_mm2 = sample.estimated_mm2;
    if (sample.fitted) {
      const double others = fitted_control_mm2(chips, sample.control, sample.die);
      sample.left_out_mm2 = estimate(chip, others);
    }
    samples.push_back(sample);
  }
  return samples;
}

}  // namespace systole::cost
