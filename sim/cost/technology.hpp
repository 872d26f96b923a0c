// What a process technology costs: picojoules, square micrometres and dollars. A technology is a
// YAML file of configs/technology; `describe` (technology_fields.hpp) spells each key once.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/terms.hpp"
#include "config/provenance.hpp"

namespace systole::cost {

/// One multiply-accumulate in picojoule: the multiplication and the addition to the sum.
struct MacEnergy {
  double fp32 = 0.0;
  double tf32 = 0.0;
  double fp16 = 0.0;
  double bf16 = 0.0;
  double fp8 = 0.0;
  double fp4 = 0.0;
  double int8 = 0.0;
  double int4 = 0.0;
  /// Wider integers count as fp32.
  double of(DType dtype) const;
};

/// One byte of a 64-bit access, by the size of the memory.
struct SramEnergy {
  double pj_per_byte_8_kib = 0.0;
  double pj_per_byte_32_kib = 0.0;
  double pj_per_byte_1_mib = 0.0;
};

struct TechnologyEnergy {
  MacEnergy mac_pj;
  SramEnergy sram;
  double register_pj_per_byte = 0.0;  ///< a flip-flop beside the arithmetic takes a byte
  double wire_pj_per_byte_mm = 0.0;   ///< a byte travels a millimetre on the die
  double simd_operation_pj = 0.0;     ///< of one lane, with its instruction and registers
  double simt_operation_pj = 0.0;     ///< the same, of a machine of threads
  double idle_mw_per_mm2 = 0.0;       ///< leakage and clocks
};

/// A figure that is known within limits.
struct Spread {
  double low = 0.0;
  double nominal = 0.0;
  double high = 0.0;
};

struct Technology {
  std::string name;
  std::string description;
  double process_nm = 7.0;
  bool non_planar = true;  ///< transistors are fins or sheets: what export rules ask for
  TechnologyEnergy energy;
  double logic_mtr_per_mm2 = 0.0;  ///< highest density of logic, 10^6 transistors
  double sram_cell_um2 = 0.0;
  double wafer_usd = 0.0;
  double defects_per_cm2 = 0.0;
  std::vector<config::Provenance> provenance;
};

/// The limits of a value of a file, which `provenance` holds; its one value where it has none.
Spread spread_of(const std::vector<config::Provenance>& provenance, const std::string& path,
                 double nominal);

constexpr const char* kTechnologyFolder = "configs/technology";

/// A file, or the name of a shipped technology. Mistakes inside of it go to `diagnostics`.
Technology read_technology(const std::string& name_or_path, Diagnostics& diagnostics);

/// All that ship, largest node first; read once. Throws UserError.
const std::vector<Technology>& shipped_technologies();

}  // namespace systole::cost
