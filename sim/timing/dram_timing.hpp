// When each command becomes legal at each part of a channel, given the commands issued so far.
#pragma once

#include <array>
#include <vector>

#include "timing/dram_constraints.hpp"
#include "timing/dram_topology.hpp"

namespace systole::timing {

class DramTiming {
 public:
  DramTiming(const DramRules& rules, const DramTopology& topology);

  /// The first tick at which `command` may go to `bank` (or its rank), whatever state the bank is
  /// in.
  Cycles earliest(DramCommand command, std::int32_t bank) const;
  void issue(DramCommand command, std::int32_t bank, Cycles tick);

 private:
  /// What a command does to later ones. Constraints that another one covers are left out.
  struct Effect {
    std::uint8_t level = 0;
    std::uint8_t after = 0;
    bool siblings = false;
    int window = 1;
    Cycles distance = 0;
  };
  /// The latest commands that a window looks at, for every node.
  struct History {
    int window = 0;
    std::vector<Cycles> ticks;
    std::vector<std::uint8_t> next;
  };

  static bool covers(const DramConstraint& a, const DramConstraint& b);
  void delay(std::uint8_t command, std::int32_t node, Cycles until);
  void delay_siblings(const Effect& effect, std::int32_t node, Cycles tick);
  Cycles window_start(const Effect& effect, std::int32_t node, Cycles tick);

  const DramTopology& topology_;
  Cycles alignment_;
  std::array<Cycles, kDramCommands> length_;
  std::array<int, kDramCommands> bus_;
  std::array<Cycles, 2> bus_free_{};
  std::array<std::vector<Effect>, kDramCommands> effects_;
  History history_;
  std::vector<Cycles> ready_;  ///< [command][node]
};

}  // namespace systole::timing
