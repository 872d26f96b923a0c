// What a chip costs, and how the tables of costs stand against what was published.
#pragma once

#include <string>
#include <vector>

#include "config/chip.hpp"
#include "cost/area_check.hpp"

namespace systole::report {

/// Area and price by part, with sources, and the figures of the whole.
std::string cost_text(const config::Chip& chip);
std::string cost_json(const config::Chip& chip);

/// A large matrix product in the chip's default type, at the analytic level, beside the published
/// thermal design power.
struct PowerSample {
  std::string chip;
  DType dtype = DType::fp16;
  double tdp_w = 0.0;
  double watts = 0.0;
  double utilization = 0.0;
  double pj_per_operation = 0.0;
  double error() const { return watts / tdp_w - 1.0; }
};

/// The chips that publish a power.
std::vector<PowerSample> check_power(const std::vector<config::Chip>& chips);

/// plain: for a terminal; markdown: for docs/cost.md.
enum class TableForm { plain, markdown };

std::string area_check_table(const std::vector<cost::AreaSample>& samples, TableForm form);
std::string power_check_table(const std::vector<PowerSample>& samples, TableForm form);
/// "15 of 16 within 20 % ..." of what area_check_table shows.
std::string area_check_sentence(const std::vector<cost::AreaSample>& samples);
std::string power_check_sentence(const std::vector<PowerSample>& samples);
/// The figures that expressions can name.
std::string figure_names_table(TableForm form);

}  // namespace systole::report
