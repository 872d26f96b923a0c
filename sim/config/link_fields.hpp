// The keys of a link's file, each spelled once: name, range and meaning.
#pragma once

#include "config/fields.hpp"
#include "config/link.hpp"

namespace systole::config {

template <>
struct Fields<LinkConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("name", self.name, "name in reports (default: the file's name)");
    v.field("description", self.description, "one sentence");
    v.field("standard", self.standard, "the family it belongs to: NVLink, PCIe ...");
    v.field("bandwidth_gb_per_s", self.bandwidth_gb_per_s, Interval{0.001, 1e6},
            "10^9 bytes per second that a chip sends over all its links of this kind, each way");
    v.field("links", self.links, Range{1, 1024}, "links that bandwidth_gb_per_s is made of");
    v.field("latency_us", self.latency_us, Interval{0.0, 1e6},
            "from the first byte sent to the first byte received");
    v.field("efficiency", self.efficiency, Interval{0.01, 1.0},
            "payload that large transfers reach, over bandwidth_gb_per_s");
    v.field("most_chips", self.most_chips, Range{0, 1'000'000},
            "chips that one network of it joins; 0: not said");
  }
};

}  // namespace systole::config
