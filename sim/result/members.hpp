// The members of a Result's structs, each with its name, unit and meaning, once: sums, the pipe
// between processes, reports and their documentation all go through these tables.
#pragma once

#include <vector>

#include "result/result.hpp"

namespace systole::result {

struct CycleCategory {
  std::string_view name;
  Cycles CycleBreakdown::*member;
  std::string_view description;
};
const std::vector<CycleCategory>& cycle_categories();

struct Traffic {
  std::string_view name;
  std::array<std::int64_t, 3> Counters::*member;
  std::string_view unit;
  std::string_view description;
};
const std::vector<Traffic>& traffic_by_operand();

struct Count {
  std::string_view name;
  std::int64_t Counters::*member;
  std::string_view unit;
  std::string_view description;
};
const std::vector<Count>& plain_counts();

struct EnergyPart {
  std::string_view name;
  std::int64_t EnergyBreakdown::*member;
  std::string_view description;
};
const std::vector<EnergyPart>& energy_parts();

}  // namespace systole::result
