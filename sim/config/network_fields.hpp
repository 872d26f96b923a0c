// The keys of a network's file, each spelled once: name, range and meaning.
#pragma once

#include <array>

#include "config/link_fields.hpp"
#include "config/network.hpp"

namespace systole::config {

template <>
struct Words<NetworkTopology> {
  static constexpr std::array values{NetworkTopology::switched, NetworkTopology::fully_connected,
                                     NetworkTopology::ring, NetworkTopology::torus2d,
                                     NetworkTopology::torus3d};
};

template <>
struct Fields<ProtocolConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("start_us", self.start_us, Interval{0.0, 1e6}, "once for each collective");
    v.field("step_us", self.step_us, Interval{0.0, 1e6},
            "for each step that waits for the one before, above the link's latency");
    v.field("efficiency", self.efficiency, Interval{0.01, 1.0},
            "payload over the bytes on the link");
    v.field("most_gb_per_s", self.most_gb_per_s, Interval{0.0, 1e6},
            "payload that one chip sends at most; 0: what the link carries");
    v.field("wide_from_kib", self.wide_from_kib, Interval{0.0, 1e6},
            "a rank's share from which on a kernel has all its threads; 0: from the first byte");
    v.field("wide_start_us", self.wide_start_us, Interval{0.0, 1e6},
            "what they add to start_us, for they wait for one another");
    v.field("wide_step_us", self.wide_step_us, Interval{0.0, 1e6}, "what they add to step_us");
    v.field("most_between_two_kib", self.most_between_two_kib, Interval{0.0, 1e9},
            "largest message of an all_to_all or send_receive that goes this way; 0: any");
  }
};

template <>
struct Fields<InSwitchConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("start_us", self.start_us, Interval{0.0, 1e6}, "once for each collective");
    v.field("step_us", self.step_us, Interval{0.0, 1e6},
            "for the way up and down again, above the link's latency");
    v.field("efficiency", self.efficiency, Interval{0.01, 1.0},
            "payload over the bytes on the link, whatever the switch's units add");
    v.field("full_rate_ranks", self.full_rate_ranks, Range{2, 1'000'000},
            "ranks that have all channels; fewer have the rate in proportion");
    v.field("floats_only", self.floats_only,
            "sums of floating-point types only: others take another algorithm");
    v.field("sums_only", self.sums_only,
            "sums only: gathers and broadcasts take another algorithm");
  }
};

template <>
struct Fields<AlgorithmsConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("ring", self.ring, "neighbour to neighbour");
    v.field("tree", self.tree, "halving, doubling and binomial trees");
    v.field("direct", self.direct, "every chip to every other at once");
  }
};

template <>
struct Fields<NetworkLevel> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.section("link", self.link, "a file of configs/links or its name, or keys of a link");
    v.field("topology", self.topology, "how members are joined");
    v.field("size", self.size, Range{2, 1'000'000},
            "members: of level 1 chips, of level 2 whole levels 1, of level 3 whole levels 2");
    v.field("dims", self.dims, "members along each dimension of a torus: 4x4x4");
    v.field("links_per_member", self.links_per_member, Range{1, 1'000'000},
            "links that all chips of a member share");
    v.section("algorithms", self.algorithms, "what the library chooses from at this level");
    v.optional_section("ll", self.ll, "a flag beside every few bytes: low latency");
    v.optional_section("ll128", self.ll128, "a flag in every line of 128 bytes");
    v.section("simple", self.simple, "whole chunks, then a flag");
    v.optional_section("between_two", self.between_two,
                       "in place of simple for all_to_all and send_receive");
    v.optional_section("in_switch", self.in_switch, "switches that add up and copy");
  }
};

template <>
struct Fields<NetworkConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("name", self.name, "name in reports (default: the file's name)");
    v.field("description", self.description, "one sentence");
    v.field("chip", self.chip, "the chip that is joined so: the network of its measured exchanges");
    v.field("library", self.library, "whose costs these are: NCCL, HCCL ...");
    v.field("launch_us", self.launch_us, Interval{0.0, 1e6}, "once for each collective");
    v.field("copy_gb_per_s", self.copy_gb_per_s, Interval{0.0, 1e6},
            "a chip moves its own share aside at this rate; 0: not counted");
    v.field("chunk_kib", self.chunk_kib, Interval{0.001, 1e6},
            "a broadcast along a chain goes in chunks of this size");
    v.section("level_1", self.level_1, "the innermost: chips");
    v.optional_section("level_2", self.level_2, "whole levels 1");
    v.optional_section("level_3", self.level_3, "whole levels 2");
  }
};

}  // namespace systole::config
