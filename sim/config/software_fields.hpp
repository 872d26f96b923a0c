// The keys of a software profile, each spelled once: name, range and meaning.
#pragma once

#include "config/chip_fields.hpp"
#include "config/software.hpp"

namespace systole::config {

template <>
struct Fields<HostConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("step_us", self.step_us, Interval{0.0, 1e9}, "once, before the first kernel of a run");
    v.field("kernel_us", self.kernel_us, Interval{0.0, 1e9},
            "for each kernel that the host issues, while the chip works on earlier ones");
    v.field("graph_capture", self.graph_capture,
            "the kernels of a run are issued by one call: only step_us is paid");
    v.field("graph_us", self.graph_us, Interval{0.0, 1e6},
            "microseconds from a graph's end to the first kernel of one that waits behind it, in "
            "place of a launch; 0: as any launch");
  }
};

template <>
struct Fields<SoftwareProfile> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("name", self.name, "name in reports (default: the file's name)");
    v.field("description", self.description, "one sentence");
    v.section("host", self.host, "what the host takes before the chip can begin");
    v.optional_section("launch", self.launch, "in place of the chip's own launch costs");
    v.field("fusion", self.fusion, "operators are joined as inference engines do");
    v.field("mapper", self.mapper,
            "whose kernels: best (the search), library (the chip's own) or library:NAME");
  }
};

}  // namespace systole::config
