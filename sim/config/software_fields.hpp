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
    v.field("prompt_us", self.prompt_us, Interval{0.0, 1e9},
            "more for a step of a language model that reads prompts");
    v.field("sequence_us", self.sequence_us, Interval{0.0, 1e9},
            "more for each sequence of a step of a language model");
    v.field(
        "graph_us", self.graph_us, Interval{0.0, 1e6},
        "microseconds that a graph which waits behind another takes to begin, beyond the launch "
        "of its first kernel");
  }
};

template <>
struct Fields<ExchangeConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("start_us", self.start_us, Interval{0.0, 1e9},
            "more for each exchange than its library takes");
    v.field("link_share", self.link_share, Interval{0.001, 1.0},
            "of the rate at which the library moves bytes over links");
  }
};

template <>
struct Fields<AllocatorConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("free_share", self.free_share, Interval{0.0, 1.0},
            "of a chip's memory, left free beside weights and cache");
    v.field("take_us_per_mib", self.take_us_per_mib, Interval{0.0, 1e6},
            "for each exchanged MiB of a step whose exchanged tensors do not fit there");
  }
};

template <>
struct Fields<KernelsConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field(
        "address_operations", self.address_operations, Interval{0.0, 1e6},
        "operations of a lane for the address of each element of a broadcast or strided tensor");
  }
};

template <>
struct Fields<SoftwareProfile> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("name", self.name, "name in reports (default: the file's name)");
    v.field("description", self.description, "one sentence");
    v.section("host", self.host, "what the host takes before the chip can begin");
    v.section("exchange", self.exchange, "what is added to exchanges between chips");
    v.section("allocator", self.allocator, "what taking memory costs a framework");
    v.section("kernels", self.kernels, "what a framework's own kernels are like");
    v.optional_section("launch", self.launch, "in place of the chip's own launch costs");
    v.field("fusion", self.fusion, "operators are joined as inference engines do");
    v.field("vector_lanes", self.vector_lanes, Range{0, 65536},
            "lanes of a core's vector unit that its kernels keep busy with the work that is "
            "counted, addresses, loops and slower functions taking the rest; 0: all");
    v.field("mapper", self.mapper,
            "whose kernels: best (the search), library (the chip's own) or library:NAME");
  }
};

}  // namespace systole::config
