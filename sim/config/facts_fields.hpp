// The keys of a chip file's section `facts`.
#pragma once

#include <array>

#include "config/facts.hpp"
#include "config/fields.hpp"

namespace systole::config {

template <>
struct Words<Market> {
  static constexpr std::array values{Market::not_stated, Market::datacenter, Market::other};
};

template <>
struct Fields<StatedPeaks> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    constexpr Interval kRates{0.0, 1e6};
    v.field("fp32", self.fp32, kRates, "with 32-bit floats");
    v.field("tf32", self.tf32, kRates, "with 32-bit floats rounded to 19 bits");
    v.field("fp16", self.fp16, kRates, "with 16-bit floats");
    v.field("bf16", self.bf16, kRates, "with 16-bit floats with the exponent of fp32");
    v.field("fp8", self.fp8, kRates, "with 8-bit floats");
    v.field("fp4", self.fp4, kRates, "with 4-bit floats");
    v.field("int8", self.int8, kRates, "with 8-bit integers");
    v.field("int4", self.int4, kRates, "with 4-bit integers");
  }
};

template <>
struct Fields<Disagreements> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("fp32", self.fp32, "the peak with fp32");
    v.field("tf32", self.tf32, "the peak with tf32");
    v.field("fp16", self.fp16, "the peak with fp16");
    v.field("bf16", self.bf16, "the peak with bf16");
    v.field("fp8", self.fp8, "the peak with fp8");
    v.field("fp4", self.fp4, "the peak with fp4");
    v.field("int8", self.int8, "the peak with int8");
    v.field("int4", self.int4, "the peak with int4");
    v.field("bandwidth", self.bandwidth, "the memory's bandwidth");
    v.field("memory", self.memory, "the memory's size");
  }
};

template <>
struct Fields<ChipFacts> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("vendor", self.vendor, "who makes it");
    v.field("family", self.family, "architecture or product line");
    v.field("year", self.year, Range{0, 2200}, "of its introduction; 0: not published");
    v.field("process_nm", self.process_nm, Interval{0.0, 1e4}, "the node's name; 0: not published");
    v.field("die_mm2", self.die_mm2, Interval{0.0, 1e5},
            "logic dies of the package together; 0: not published");
    v.field("non_planar_mm2", self.non_planar_mm2, Interval{0.0, 1e5},
            "of die_mm2, the dies made with non-planar transistors; 0: all of it at 16 nm and "
            "below, nothing above");
    v.field("market", self.market,
            "what it is designed and marketed for: datacenter, other, or not_stated");
    v.field("tdp_w", self.tdp_w, Interval{0.0, 1e5}, "thermal design power; 0: not published");
    v.field("memory_gb", self.memory_gb, Interval{0.0, 1e6},
            "size of the memory as printed (GB or GiB); 0: not published");
    v.field("bandwidth_gb_per_s", self.bandwidth_gb_per_s, Interval{0.0, 1e6},
            "of the memory; 0: not published");
    v.field("interconnect_gb_per_s", self.interconnect_gb_per_s, Interval{0.0, 1e6},
            "to other chips, both directions together; 0: not published");
    v.section("peak_tflops", self.peak_tflops,
              "stated peak rates in 10^12 operations per second, dense, a MAC counted as two; 0: "
              "not published");
    v.section("disagrees", self.disagrees,
              "why the chip's parameters do not give a stated figure: said where they do not, and "
              "nowhere else");
  }
};

}  // namespace systole::config
