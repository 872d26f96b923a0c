#include <algorithm>

#include "timing/dram_bank_times.hpp"

namespace systole::timing {

namespace {

using C = DramCommand;
using L = DramLevel;

class Lookup {
 public:
  explicit Lookup(const DramRules& rules) : rules_(rules) {}

  /// The strictest constraint between the two commands at `level`.
  Cycles within(L level, C before, C after) const { return find(level, before, after, false, 1); }
  Cycles window(C command) const {
    Cycles distance = DramBankTimes::kLongAgo;
    for (const DramConstraint& c : rules_.constraints) {
      if (c.window > 1 && c.before == command) distance = std::max(distance, c.distance);
    }
    return distance;
  }
  DramDistances::ByDirections columns(L level, bool siblings) const {
    constexpr std::array<C, 2> kCommands{C::read, C::write};
    DramDistances::ByDirections by{};
    for (std::size_t before = 0; before < 2; ++before) {
      for (std::size_t after = 0; after < 2; ++after) {
        by[before][after] = find(level, kCommands[before], kCommands[after], siblings, 1);
      }
    }
    return by;
  }

 private:
  Cycles find(L level, C before, C after, bool siblings, int window) const {
    Cycles distance = DramBankTimes::kLongAgo;
    for (const DramConstraint& c : rules_.constraints) {
      if (c.level != level || c.before != before || c.after != after) continue;
      if (c.siblings != siblings || c.window != window) continue;
      distance = std::max(distance, c.distance);
    }
    return distance;
  }

  const DramRules& rules_;
};

}  // namespace

DramDistances::DramDistances(const DramRules& rules) {
  const Lookup find(rules);
  columns = {find.columns(L::bank_group, false), find.columns(L::stack_id, false),
             find.columns(L::rank, false),       find.columns(L::pseudo_channel, false),
             find.columns(L::stack_id, true),    find.columns(L::rank, true)};
  row_to_column = {find.within(L::bank, C::activate, C::read),
                   find.within(L::bank, C::activate, C::write)};
  column_to_row = {find.within(L::bank, C::read, C::precharge),
                   find.within(L::bank, C::write, C::precharge)};
  bank_activates = find.within(L::bank, C::activate, C::activate);
  group_activates = find.within(L::bank_group, C::activate, C::activate);
  rank_activates = find.within(L::rank, C::activate, C::activate);
  activate_window = find.window(C::activate);
  activate_to_precharge = find.within(L::bank, C::activate, C::precharge);
  precharge_to_activate = find.within(L::bank, C::precharge, C::activate);
  precharges = find.within(L::rank, C::precharge, C::precharge);
  auto_precharge_to_activate = {find.within(L::bank, C::read_precharge, C::activate),
                                find.within(L::bank, C::write_precharge, C::activate)};
  activate_to_refresh = find.within(L::rank, C::activate, C::refresh_all);
  precharge_to_refresh = find.within(L::rank, C::precharge, C::refresh_all);
  all_precharged_to_refresh = find.within(L::rank, C::precharge_all, C::refresh_all);
  all_precharged_to_activate = find.within(L::rank, C::precharge_all, C::activate);
  refresh_to_activate = find.within(L::rank, C::refresh_all, C::activate);
  activate_to_bank_refresh = find.within(L::rank, C::activate, C::refresh_bank);
  row_cycle_to_bank_refresh = find.within(L::bank, C::activate, C::refresh_bank);
  precharge_to_bank_refresh = find.within(L::bank, C::precharge, C::refresh_bank);
  bank_refresh_to_activate = find.within(L::bank, C::refresh_bank, C::activate);
  bank_refresh_to_others = find.within(L::rank, C::refresh_bank, C::activate);
  bank_refreshes = find.within(L::rank, C::refresh_bank, C::refresh_bank);
}

}  // namespace systole::timing
