// What a chip did, as countable actions with a price in picojoule each.
#pragma once

#include <string>
#include <vector>

#include "config/chip.hpp"
#include "cost/energy.hpp"
#include "cost/technology.hpp"
#include "result/result.hpp"

namespace systole::cost {

struct Action {
  std::int64_t result::EnergyBreakdown::*part = nullptr;
  std::string component;  ///< of the chip: "matrix_unit", "sram_input"
  std::string name;       ///< what it did: "mac_bf16", "read"
  std::string unit;       ///< what is counted: "MACs", "bytes"
  double count = 0.0;
  double picojoules = 0.0;  ///< of one
};

/// What a stretch of work is, for the actions in it.
struct Work {
  const result::Counters& counters;
  DType dtype = DType::int8;
  double seconds = 0.0;
};

/// The table of one chip, worked out once.
class ActionTable {
 public:
  /// Throws UserError where the chip names a technology or memory that there is not.
  explicit ActionTable(const config::Chip& chip);
  /// Actions that did not happen are there too, with a count of 0.
  std::vector<Action> actions_of(const Work& work) const;
  const std::string& technology() const { return technology_.name; }

 private:
  void add_arithmetic(const Work& work, std::vector<Action>& actions) const;
  void add_sram(const Work& work, std::vector<Action>& actions) const;
  void add_memory_side(const Work& work, std::vector<Action>& actions) const;
  void add_idle(const Work& work, std::vector<Action>& actions) const;
  double mac_pj(DType dtype) const;
  double sram_pj_per_byte(double kib, double width_bytes) const;
  double wire_pj_per_byte() const;
  double operand_kib(Operand operand) const;

  const config::Chip chip_;
  Technology technology_;
  Technology base_;
  double die_mm2_ = 0.0;  ///< of the dies of the cores
  double idle_watts_ = 0.0;
  double memory_idle_watts_ = 0.0;
  double dram_pj_per_byte_ = 0.0;
};

/// Whole picojoules by part; the parts sum to the total.
result::EnergyBreakdown energy_of(const std::vector<Action>& actions);

/// Fills in the energy of every operator of a result, and names the technology.
void charge_energy(const config::Chip& chip, result::Result& result);

/// The actions of a whole run that happened, those of one name together.
std::vector<Action> actions_of(const config::Chip& chip, const result::Result& result);

/// Action counts in Accelergy's YAML form, version 0.4.
std::string accelergy_yaml(const std::string& chip, const std::vector<Action>& actions);

}  // namespace systole::cost
