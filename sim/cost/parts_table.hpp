// What costs the same in every technology, or scales with it by one rule: configs/cost/parts.yaml.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/terms.hpp"
#include "config/provenance.hpp"
#include "config/silicon.hpp"

namespace systole::cost {

/// Areas at `reference_mtr_per_mm2` in square micrometres: multipliers by type (fp64 with its
/// adder), and what stands behind them.
struct UnitAreas {
  double reference_mtr_per_mm2 = 0.0;
  double fp64 = 0.0;
  double fp32 = 0.0;
  double tf32 = 0.0;
  double fp16 = 0.0;
  double bf16 = 0.0;
  double fp8 = 0.0;
  double fp4 = 0.0;
  double int8 = 0.0;
  double int4 = 0.0;
  double fp32_adder = 0.0;   ///< of a PE that keeps its sums in fp32
  double tree_adder = 0.0;   ///< of a dot product, in front of one sum in fp32
  double int32_adder = 0.0;  ///< for integers
  double int32 = 0.0;        ///< multiplier in the integer part of a vector lane
  double register_bit = 0.0;
  double of(DType dtype) const;
};

/// Of a core at 7 nm in mm2; it shrinks in proportion to the node's name.
struct ControlAreas {
  double fixed = 0.0;
  double simd = 0.0;
  double simt = 0.0;
  double graphics = 0.0;
  double of(config::CoreControl control) const;
};

struct AreaRules {
  UnitAreas unit_um2;
  ControlAreas control_mm2;
  double sram_over_cell = 0.0;     ///< a memory's area over that of its bits' cells
  double logic_utilization = 0.0;  ///< achieved density over the highest
  double integration = 0.0;        ///< a die's area over that of its parts
};

struct LinkCost {
  double gb_per_s = 0.0;        ///< of one interface, both directions together
  double phy_mm2 = 0.0;         ///< does not shrink
  double controller_mtr = 0.0;  ///< shrinks with logic
  double pj_per_bit = 0.0;
};

/// An interface to one stack or device, and the memory behind it.
struct MemoryKind {
  double gb_per_s = 0.0;
  double phy_mm2 = 0.0;
  double controller_mtr = 0.0;
  double pj_per_bit = 0.0;  ///< device and interface, streaming
  double idle_mw = 0.0;     ///< of one interface and its device
  double usd_per_gb = 0.0;
  double stack_mm2 = 0.0;  ///< HBM: of one stack; 0: no stack
};

constexpr std::array<const char*, 12> kMemoryKinds{"none",   "ddr3",   "ddr4",  "ddr5",
                                                   "lpddr4", "lpddr5", "gddr6", "gddr7",
                                                   "hbm2",   "hbm2e",  "hbm3",  "hbm3e"};

struct PackageCost {
  double plain_usd = 0.0;
  double interposer_usd_per_mm2 = 0.0;  ///< of the logic dies, where stacks stand beside them
  double test_usd = 0.0;
  double defect_clustering = 0.0;  ///< alpha of the negative binomial yield
};

struct PartsTable {
  AreaRules area;
  std::array<MemoryKind, kMemoryKinds.size()> memories;
  LinkCost link;
  LinkCost pcie;  ///< of one lane
  PackageCost package;
  double special_over_simple = 0.0;  ///< energy of exp, sqrt ... over that of an addition
  double dot_product_control = 0.0;  ///< energy of a matrix unit with its instructions over without
  double sram_fixed_share = 0.0;     ///< of a 64-bit access, what does not grow with its width
  std::vector<config::Provenance> provenance;

  /// Throws UserError with what there is.
  const MemoryKind& memory(std::string_view kind) const;
};

/// The shipped table; read once. Throws UserError.
const PartsTable& parts_table();

}  // namespace systole::cost
