// The keys of a technology file, each spelled once.
#pragma once

#include "config/fields.hpp"
#include "cost/technology.hpp"

namespace systole::config {

constexpr Interval kPicojoules{0.0, 1e6};

template <>
struct Fields<cost::MacEnergy> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("fp32", self.fp32, kPicojoules, "32-bit floats, and integers of 16 bits and more");
    v.field("tf32", self.tf32, kPicojoules, "32-bit floats rounded to 19 bits");
    v.field("fp16", self.fp16, kPicojoules, "16-bit floats, summed in fp32");
    v.field("bf16", self.bf16, kPicojoules, "16-bit floats with the exponent of fp32");
    v.field("fp8", self.fp8, kPicojoules, "8-bit floats");
    v.field("fp4", self.fp4, kPicojoules, "4-bit floats");
    v.field("int8", self.int8, kPicojoules, "8-bit integers, summed in 32 bits");
    v.field("int4", self.int4, kPicojoules, "4-bit integers");
  }
};

template <>
struct Fields<cost::SramEnergy> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("pj_per_byte_8_kib", self.pj_per_byte_8_kib, kPicojoules, "of a memory of 8 KiB");
    v.field("pj_per_byte_32_kib", self.pj_per_byte_32_kib, kPicojoules, "of one of 32 KiB");
    v.field("pj_per_byte_1_mib", self.pj_per_byte_1_mib, kPicojoules, "of one of 1 MiB");
  }
};

template <>
struct Fields<cost::TechnologyEnergy> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.section("mac_pj", self.mac_pj, "one multiply-accumulate in picojoule");
    v.section("sram", self.sram, "one byte of a 64-bit access to a memory");
    v.field("register_pj_per_byte", self.register_pj_per_byte, kPicojoules,
            "a byte goes into a register beside the arithmetic");
    v.field("wire_pj_per_byte_mm", self.wire_pj_per_byte_mm, kPicojoules,
            "a byte travels a millimetre on the die");
    v.field("simd_operation_pj", self.simd_operation_pj, kPicojoules,
            "an operation of one vector lane, with its share of instruction and registers");
    v.field("simt_operation_pj", self.simt_operation_pj, kPicojoules,
            "the same, where each lane is a thread");
    v.field("idle_mw_per_mm2", self.idle_mw_per_mm2, Interval{0.0, 1e4}, "leakage and clocks");
  }
};

template <>
struct Fields<cost::Technology> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("name", self.name, "name in reports; the file's name where it is not given");
    v.field("description", self.description, "what it is, in a sentence");
    v.field("process_nm", self.process_nm, Interval{0.1, 1e4}, "the node's name");
    v.field("non_planar", self.non_planar, "transistors are fins or sheets");
    v.section("energy", self.energy, "what actions cost");
    v.field("logic_mtr_per_mm2", self.logic_mtr_per_mm2, Interval{1e-3, 1e5},
            "highest density of logic in 10^6 transistors");
    v.field("sram_cell_um2", self.sram_cell_um2, Interval{1e-6, 1e3}, "area of one bit's cell");
    v.field("wafer_usd", self.wafer_usd, Interval{0.0, 1e6}, "price of a 300 mm wafer");
    v.field("defects_per_cm2", self.defects_per_cm2, Interval{0.0, 1e3}, "defect density");
  }
};

}  // namespace systole::config
