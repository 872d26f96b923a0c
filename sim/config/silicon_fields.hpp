// The keys of a chip file's section `silicon`.
#pragma once

#include <array>

#include "config/fields.hpp"
#include "config/silicon.hpp"

namespace systole::config {

template <>
struct Words<CoreControl> {
  static constexpr std::array values{CoreControl::fixed, CoreControl::simd, CoreControl::simt,
                                     CoreControl::graphics};
};

template <>
struct Fields<SiliconConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    constexpr Range kCount{0, 1'000'000};
    v.field("die", self.die, "name of the die, which several products may share");
    v.field("technology", self.technology,
            "a file of configs/technology (n7) or a path; empty: the nearest to facts.process_nm, "
            "else n7");
    v.field("base_technology", self.base_technology,
            "of separate dies for shared buffer, memory interfaces and links; empty: they are on "
            "the dies of the cores");
    v.field("memory", self.memory,
            "kind of memory in configs/cost/interfaces.yaml (hbm3); empty: by dram.memory, else "
            "ddr4");
    v.field("memory_interfaces", self.memory_interfaces, kCount,
            "to stacks or devices, unused ones included; at least as many as the bandwidth takes");
    v.field("control", self.control,
            "what stands around a core's units. fixed: a sequencer of few instructions; simd: a "
            "processor for wide vectors; simt: schedulers for thousands of threads; graphics: "
            "those, with ray tracing, rasterisers and video");
    v.field("disabled_cores", self.disabled_cores, kCount,
            "on the die, and unused in this product");
    v.field("disabled_shared_buffer_kib", self.disabled_shared_buffer_kib, Range{0, 1LL << 30},
            "on the die, and unused in this product");
    v.field("other_sram_kib", self.other_sram_kib, Range{0, 1LL << 30},
            "of a core, beside core.sram");
    v.field("fp64_lanes", self.fp64_lanes, kCount, "multiply-adds on 64-bit floats of a core");
    v.field("link_gb_per_s", self.link_gb_per_s, Interval{0.0, 1e6},
            "to other chips, both directions together");
    v.field("host_lanes", self.host_lanes, Range{0, 1024}, "PCIe lanes to the host");
    v.field("dies", self.dies, Range{1, 1024}, "that the cores are spread over");
    v.field("area_mm2", self.area_mm2, Interval{0.0, 1e5},
            "of the logic dies, where the product is cut from a die that the file does not "
            "describe; 0: estimated from the parts");
  }
};

}  // namespace systole::config
