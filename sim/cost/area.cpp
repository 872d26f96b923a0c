#include "cost/area.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cost/peaks.hpp"
#include "cost/resolve.hpp"

namespace systole::cost {

namespace {

constexpr double kSquareMicrometres = 1e-6;  ///< in mm2
constexpr double kBitsPerKib = 8192.0;
constexpr double kControlNode = 7.0;  ///< nm that the areas of control are given for
/// A type at less than half of the unit's rate runs in passes, or on the vector lanes.
constexpr double kNativeRate = 0.5;
constexpr std::array<DType, 8> kTypes{DType::fp32, DType::tf32, DType::fp16, DType::bf16,
                                      DType::fp8,  DType::fp4,  DType::int8, DType::int4};

bool is_integer(DType dtype) { return dtype == DType::int8 || dtype == DType::int4; }

/// One technology's scale for logic and memories.
struct Scale {
  const Technology& technology;
  const AreaRules& rules;

  double logic_mm2(double reference_um2) const {
    const double shrink = rules.unit_um2.reference_mtr_per_mm2 / technology.logic_mtr_per_mm2;
    return reference_um2 * kSquareMicrometres * shrink / rules.logic_utilization;
  }
  double sram_mm2(double kib) const {
    return kib * kBitsPerKib * technology.sram_cell_um2 * rules.sram_over_cell * kSquareMicrometres;
  }
  double control_mm2(config::CoreControl control) const {
    return rules.control_mm2.of(control) * technology.process_nm / kControlNode;
  }
  double interface_mm2(double phy_mm2, double controller_mtr) const {
    return phy_mm2 + controller_mtr / technology.logic_mtr_per_mm2;
  }
};

double mac_um2(const config::MatrixUnitConfig& unit, DType dtype, const UnitAreas& areas) {
  const double adder = is_integer(dtype) ? areas.int32_adder
                       : dtype == DType::fp32 || unit.kind == config::MatrixUnitKind::systolic
                           ? areas.fp32_adder
                           : areas.tree_adder;
  return areas.of(dtype) + adder;
}

/// Of one PE: two stationary operands, one that streams, and a sum.
double register_um2(const config::MatrixUnitConfig& unit, DType dtype, const UnitAreas& areas) {
  if (unit.kind != config::MatrixUnitKind::systolic) return 0.0;
  constexpr double kOperands = 3.0;
  constexpr double kSumBits = 32.0;
  return (kOperands * bits_of(dtype) + kSumBits) * areas.register_bit;
}

/// The type that needs most decides; the others share its parts.
double place_um2(const config::MatrixUnitConfig& unit, const UnitAreas& areas) {
  double largest = 0.0;
  for (const DType dtype : kTypes) {
    const double rate = unit.rates.of(dtype);
    if (rate < kNativeRate) continue;
    largest =
        std::max(largest, rate * mac_um2(unit, dtype, areas) + register_um2(unit, dtype, areas));
  }
  return largest;
}

double lane_um2(const UnitAreas& areas) {
  return areas.fp32 + areas.fp32_adder + areas.int32 + areas.int32_adder;
}

double links_mm2(const config::SiliconConfig& silicon, const Scale& scale) {
  const PartsTable& table = parts_table();
  const double links = silicon.link_gb_per_s / table.link.gb_per_s;
  const auto lanes = static_cast<double>(silicon.host_lanes);
  return links * scale.interface_mm2(table.link.phy_mm2, table.link.controller_mtr) +
         lanes * scale.interface_mm2(table.pcie.phy_mm2, table.pcie.controller_mtr);
}

void add_cores(const config::Chip& chip, const Scale& scale, Area& area) {
  const config::CoreConfig& core = chip.core;
  const UnitAreas& areas = scale.rules.unit_um2;
  const double cores = cores_made(chip);
  const double places = cores * places_of(core.matrix);
  const double lanes = cores * static_cast<double>(core.vector.lanes);
  const double fp64 = cores * static_cast<double>(chip.silicon.fp64_lanes);
  const double kib = cores * static_cast<double>(core.sram.size_kib + chip.silicon.other_sram_kib);
  area.parts.push_back({"matrix units", fmt::format("{:.0f} places", places),
                        scale.logic_mm2(places * place_um2(core.matrix, areas))});
  area.parts.push_back({"vector units", fmt::format("{:.0f} lanes, {:.0f} of fp64", lanes, fp64),
                        scale.logic_mm2(lanes * lane_um2(areas) + fp64 * areas.fp64)});
  area.parts.push_back({"memories of cores", human_bytes(kib * 1024.0), scale.sram_mm2(kib)});
  area.parts.push_back({"control of cores",
                        fmt::format("{:.0f} cores, {}", cores, name_of(chip.silicon.control)),
                        cores * scale.control_mm2(chip.silicon.control)});
}

void add_memory_side(const config::Chip& chip, const Scale& scale, Area& area) {
  const bool on_base = !chip.silicon.base_technology.empty();
  const auto kib =
      static_cast<double>(chip.shared_buffer.size_kib + chip.silicon.disabled_shared_buffer_kib);
  const std::string name = memory_kind_of(chip);
  const MemoryKind& kind = parts_table().memory(name);
  const double interfaces = memory_interfaces_of(chip);
  area.parts.push_back({"shared buffer", human_bytes(kib * 1024.0), scale.sram_mm2(kib), on_base});
  area.parts.push_back({"memory interfaces", fmt::format("{:.0f} of {}", interfaces, name),
                        interfaces * scale.interface_mm2(kind.phy_mm2, kind.controller_mtr),
                        on_base});
  area.parts.push_back(
      {"links and host",
       fmt::format("{} GB/s, {} lanes of PCIe", six_digits(chip.silicon.link_gb_per_s),
                   chip.silicon.host_lanes),
       links_mm2(chip.silicon, scale), on_base});
}

/// What a die has around its parts.
void add_integration(double factor, Area& area) {
  const double cores = area.core_dies_mm2();
  const double base = area.base_dies_mm2();
  area.parts.push_back(
      {"around the parts", "wires, pads, clocks, test", (factor - 1.0) * cores, false});
  if (base > 0.0) {
    area.parts.push_back({"around the parts", "of the base dies", (factor - 1.0) * base, true});
  }
}

double sum_of(const Area& area, bool on_base) {
  double sum = 0.0;
  for (const AreaPart& part : area.parts) {
    if (part.on_base == on_base) sum += part.mm2;
  }
  return sum;
}

}  // namespace

double Area::core_dies_mm2() const { return sum_of(*this, false); }
double Area::base_dies_mm2() const { return sum_of(*this, true); }
double Area::total_mm2() const {
  return given_mm2 > 0.0 ? given_mm2 : core_dies_mm2() + base_dies_mm2();
}

double cores_made(const config::Chip& chip) {
  return static_cast<double>(chip.core.count + chip.silicon.disabled_cores);
}

Area area_of(const config::Chip& chip, const AreaRules& rules) {
  Area area;
  area.given_mm2 = chip.silicon.area_mm2;
  const Technology technology = technology_of(chip);
  const Technology base = base_technology_of(chip);
  add_cores(chip, {technology, rules}, area);
  add_memory_side(chip, {base, rules}, area);
  add_integration(rules.integration, area);
  return area;
}

Area area_of(const config::Chip& chip) { return area_of(chip, parts_table().area); }

}  // namespace systole::cost
