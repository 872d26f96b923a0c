// The keys of configs/cost/parts.yaml, each spelled once.
#pragma once

#include "config/fields.hpp"
#include "cost/parts_table.hpp"

namespace systole::config {

constexpr Interval kAreas{0.0, 1e6};
constexpr Interval kFactors{0.0, 1e3};
constexpr Interval kDollars{0.0, 1e6};

template <>
struct Fields<cost::UnitAreas> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("reference_mtr_per_mm2", self.reference_mtr_per_mm2, kAreas,
            "density of logic that the areas are given for");
    v.field("fp64", self.fp64, kAreas, "64-bit floats, with the adder");
    v.field("fp32", self.fp32, kAreas, "32-bit floats");
    v.field("tf32", self.tf32, kAreas, "32-bit floats rounded to 19 bits");
    v.field("fp16", self.fp16, kAreas, "16-bit floats");
    v.field("bf16", self.bf16, kAreas, "16-bit floats with the exponent of fp32");
    v.field("fp8", self.fp8, kAreas, "8-bit floats");
    v.field("fp4", self.fp4, kAreas, "4-bit floats");
    v.field("int8", self.int8, kAreas, "8-bit integers");
    v.field("int4", self.int4, kAreas, "4-bit integers");
    v.field("fp32_adder", self.fp32_adder, kAreas, "of a PE that sums floats");
    v.field("tree_adder", self.tree_adder, kAreas, "of a dot product, in front of one fp32 sum");
    v.field("int32_adder", self.int32_adder, kAreas, "of sums of integers");
    v.field("int32", self.int32, kAreas, "multiplier in the integer part of a vector lane");
    v.field("register_bit", self.register_bit, kAreas, "a flip-flop");
  }
};

template <>
struct Fields<cost::ControlAreas> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("fixed", self.fixed, kAreas, "a sequencer");
    v.field("simd", self.simd, kAreas, "a processor for wide vectors");
    v.field("simt", self.simt, kAreas, "schedulers, operand collectors, caches of instructions");
    v.field("graphics", self.graphics, kAreas, "simt, with ray tracing, rasterisers and video");
  }
};

template <>
struct Fields<cost::AreaRules> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.section("unit_um2", self.unit_um2, "multipliers by type, and what stands behind them");
    v.section("control_mm2", self.control_mm2, "of a core at 7 nm");
    v.field("sram_over_cell", self.sram_over_cell, kFactors, "a memory over its bits' cells");
    v.field("logic_utilization", self.logic_utilization, Interval{0.01, 1.0},
            "achieved density of logic over the highest");
    v.field("integration", self.integration, Interval{1.0, 10.0}, "a die over its parts");
  }
};

template <>
struct Fields<cost::LinkCost> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("gb_per_s", self.gb_per_s, Interval{1e-3, 1e6}, "both directions together");
    v.field("phy_mm2", self.phy_mm2, kAreas, "analogue part, the same in every technology");
    v.field("controller_mtr", self.controller_mtr, kAreas, "10^6 transistors of logic");
    v.field("pj_per_bit", self.pj_per_bit, kFactors, "a bit that crosses it");
  }
};

template <>
struct Fields<cost::MemoryKind> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("gb_per_s", self.gb_per_s, Interval{1e-3, 1e6}, "highest, of one interface");
    v.field("phy_mm2", self.phy_mm2, kAreas, "analogue part, the same in every technology");
    v.field("controller_mtr", self.controller_mtr, kAreas, "10^6 transistors of logic");
    v.field("pj_per_bit", self.pj_per_bit, kFactors, "device and interface, streaming");
    v.field("idle_mw", self.idle_mw, Interval{0.0, 1e6}, "interface and device without accesses");
    v.field("usd_per_gb", self.usd_per_gb, kDollars, "price of the memory");
    v.field("stack_mm2", self.stack_mm2, kAreas, "of one stack; 0: no stack");
  }
};

template <>
struct Fields<cost::PackageCost> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("plain_usd", self.plain_usd, kDollars, "substrate and assembly");
    v.field("interposer_usd_per_mm2", self.interposer_usd_per_mm2, kDollars,
            "more, where stacks stand beside the logic, per mm2 of logic");
    v.field("test_usd", self.test_usd, kDollars, "test of a packaged chip");
    v.field("defect_clustering", self.defect_clustering, Interval{0.1, 1e3},
            "alpha of the negative binomial yield");
  }
};

template <>
struct Fields<cost::PartsTable> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.section("area", self.area, "how areas are counted");
    for (std::size_t i = 0; i < self.memories.size(); ++i) {
      v.section(cost::kMemoryKinds[i], self.memories[i], "an interface and the memory behind it");
    }
    v.section("link", self.link, "an interface to other chips");
    v.section("pcie", self.pcie, "one lane");
    v.section("package", self.package, "from die to chip");
    v.field("special_over_simple", self.special_over_simple, kFactors,
            "energy of exp or a square root over that of an addition");
    v.field("dot_product_control", self.dot_product_control, kFactors,
            "energy of a dot-product unit with its instructions over that without");
    v.field("sram_fixed_share", self.sram_fixed_share, Interval{0.0, 1.0},
            "of a 64-bit access, what does not grow with its width");
  }
};

}  // namespace systole::config
