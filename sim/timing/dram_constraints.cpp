#include "timing/dram_constraints.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace systole::timing {

namespace {

using C = DramCommand;
using L = DramLevel;
using Commands = std::initializer_list<DramCommand>;

constexpr Commands kReads{C::read, C::read_precharge};
constexpr Commands kWrites{C::write, C::write_precharge};
constexpr Commands kPrecharges{C::precharge, C::precharge_all};

std::size_t index(DramCommand command) { return static_cast<std::size_t>(command); }

/// Between the commands of `before` and those of `after`.
struct Pair {
  Commands before;
  Commands after;
};

class Compiler {
 public:
  explicit Compiler(const config::MemoryConfig& memory)
      : t_(config::resolved(memory)), memory_(memory) {}

  DramRules compile() {
    commands();
    activates();
    precharges();
    columns();
    turnarounds();
    auto_precharges();
    refresh_of_ranks();
    refresh_of_banks();
    data_clock();
    return std::move(rules_);
  }

 private:
  void commands() {
    const config::DramCommandBus& bus = memory_.commands;
    const auto is_half = [](double cycles) { return cycles != std::floor(cycles); };
    const bool halves = is_half(bus.activate_cycles) || is_half(bus.precharge_cycles) ||
                        is_half(bus.refresh_cycles) || is_half(bus.column_cycles);
    rules_.ticks_per_clock = halves ? 2 : 1;
    rules_.tick_fs = t_.tck_ps * 1000 / rules_.ticks_per_clock;
    set_length({C::activate}, bus.activate_cycles);
    set_length(kPrecharges, bus.precharge_cycles);
    set_length({C::refresh_all, C::refresh_bank}, bus.refresh_cycles);
    set_length({C::read, C::read_precharge, C::write, C::write_precharge, C::sync},
               bus.column_cycles);
    if (bus.separate_row_and_column) {
      for (const C column : {C::read, C::read_precharge, C::write, C::write_precharge, C::sync}) {
        rules_.bus[index(column)] = 1;
      }
    }
    const Cycles column_tail = rules_.length[index(C::read)] - rules_.ticks_per_clock;
    rules_.burst = ticks(t_.tbl);
    rules_.read_latency = ticks(t_.tcl + t_.tbl_max) + column_tail;
    rules_.write_latency = ticks(t_.tcwl + t_.tbl_max) + column_tail;
  }

  void activates() {
    within(L::bank, "trc", {{C::activate}, {C::activate}}, t_.trc);
    within(L::bank_group, "trrd_l", {{C::activate}, {C::activate}}, t_.trrd_l);
    within(L::rank, "trrd_s", {{C::activate}, {C::activate}}, t_.trrd_s);
    within(L::bank, "trcd_rd", {{C::activate}, kReads}, t_.trcd_rd);
    within(L::bank, "trcd_wr", {{C::activate}, kWrites}, t_.trcd_wr);
    if (t_.tfaw > 0) {
      rules_.constraints.push_back(
          {"tfaw", L::rank, C::activate, C::activate, ticks(t_.tfaw), 4, false});
    }
  }

  void precharges() {
    within(L::bank, "tras", {{C::activate}, {C::precharge}}, t_.tras);
    within(L::rank, "tras", {{C::activate}, {C::precharge_all}}, t_.tras);
    within(L::bank, "trp", {{C::precharge}, {C::activate}}, t_.trp);
    within(L::rank, "trp_ab", {{C::precharge_all}, {C::activate}}, t_.trp_ab);
    within(L::rank, "tppd", {kPrecharges, kPrecharges}, t_.tppd);
    within(L::bank, "trtp", {{C::read}, {C::precharge}}, t_.trtp);
    within(L::rank, "trtp", {{C::read}, {C::precharge_all}}, t_.trtp);
    within(L::bank, "twr", {{C::write}, {C::precharge}}, write_recovery());
    within(L::rank, "twr", {{C::write}, {C::precharge_all}}, write_recovery());
  }

  void columns() {
    within(L::pseudo_channel, "tbl", {kReads, kReads}, t_.tbl);
    within(L::pseudo_channel, "tbl", {kWrites, kWrites}, t_.tbl);
    within(L::stack_id, "tccd_s", {kReads, kReads}, t_.tccd_s);
    within(L::stack_id, "tccd_s_wr", {kWrites, kWrites}, t_.tccd_s_wr);
    within(L::bank_group, "tccd_l", {kReads, kReads}, t_.tccd_l);
    within(L::bank_group, "tccd_l_wr", {kWrites, kWrites}, t_.tccd_l_wr);
    between(L::stack_id, "tccd_r", {kReads, kReads}, t_.tccd_r);
    between(L::stack_id, "tccd_s_wr", {kWrites, kWrites}, t_.tccd_s_wr);
    between(L::rank, "tcs", {kReads, kReads}, t_.tbl + t_.tcs);
    between(L::rank, "tcs", {kWrites, kWrites}, t_.tbl + t_.tcs);
  }

  void turnarounds() {
    within(L::rank, "trtw", {kReads, kWrites}, t_.trtw);
    within(L::bank_group, "trtw_l", {kReads, kWrites}, t_.trtw_l);
    within(L::rank, "twtr_s", {kWrites, kReads}, t_.tcwl + t_.tbl + t_.twtr_s);
    within(L::bank_group, "twtr_l", {kWrites, kReads}, t_.tcwl + t_.tbl_max + t_.twtr_l);
    // Between ranks only the data bus must be free.
    between(L::rank, "tcs", {kReads, kWrites}, t_.tcl + t_.tbl + t_.tcs - t_.tcwl);
    between(L::rank, "tcs", {kWrites, kReads}, t_.tcwl + t_.tbl + t_.tcs - t_.tcl);
  }

  void auto_precharges() {
    within(L::bank, "trtp", {{C::read_precharge}, {C::activate, C::refresh_bank}},
           t_.trtp + t_.trp);
    within(L::bank, "twr", {{C::write_precharge}, {C::activate, C::refresh_bank}},
           write_recovery() + t_.trp);
    within(L::rank, "trtp", {{C::read_precharge}, {C::refresh_all}}, t_.trtp + t_.trp);
    within(L::rank, "twr", {{C::write_precharge}, {C::refresh_all}}, write_recovery() + t_.trp);
  }

  void refresh_of_ranks() {
    within(L::rank, "trc", {{C::activate}, {C::refresh_all}}, t_.trc);
    within(L::rank, "trp", {{C::precharge}, {C::refresh_all}}, t_.trp);
    within(L::rank, "trp_ab", {{C::precharge_all}, {C::refresh_all, C::refresh_bank}}, t_.trp_ab);
    within(L::rank, "trfc",
           {{C::refresh_all}, {C::activate, C::precharge_all, C::refresh_all, C::refresh_bank}},
           t_.trfc);
  }

  void refresh_of_banks() {
    within(L::bank, "trc", {{C::activate}, {C::refresh_bank}}, t_.trc);
    within(L::bank, "trp", {{C::precharge}, {C::refresh_bank}}, t_.trp);
    within(L::bank, "trfc_pb", {{C::refresh_bank}, {C::activate, C::refresh_bank}}, t_.trfc_pb);
    within(L::rank, "trfc_pb", {{C::refresh_bank}, {C::refresh_all}}, t_.trfc_pb);
    within(L::rank, "trrefd", {{C::refresh_bank}, {C::activate}}, t_.trrefd);
    within(L::rank, "trrd_s", {{C::activate}, {C::refresh_bank}}, t_.trrd_s);
    within(L::rank, "tpbr2pbr", {{C::refresh_bank}, {C::refresh_bank}}, t_.tpbr2pbr);
  }

  void data_clock() {
    rules_.sync = ticks(t_.twck_sync);
    rules_.sync_hold = ticks(t_.twck_post);
    if (t_.twck_sync == 0) return;
    within(L::rank, "twck_sync", {{C::sync}, kReads}, t_.twck_sync);
    within(L::rank, "twck_sync", {{C::sync}, kWrites}, t_.twck_sync);
  }

  Cycles write_recovery() const { return t_.tcwl + t_.tbl_max + t_.twr; }
  Cycles ticks(std::int64_t clocks) const { return clocks * rules_.ticks_per_clock; }

  void set_length(Commands commands, double cycles) {
    for (const C command : commands) {
      rules_.length[index(command)] =
          std::llround(cycles * static_cast<double>(rules_.ticks_per_clock));
    }
  }

  void within(DramLevel level, const char* parameter, const Pair& pair, std::int64_t clocks) {
    add({parameter, level, C::activate, C::activate, ticks(clocks), 1, false}, pair);
  }
  void between(DramLevel level, const char* parameter, const Pair& pair, std::int64_t clocks) {
    add({parameter, level, C::activate, C::activate, ticks(clocks), 1, true}, pair);
  }

  void add(DramConstraint constraint, const Pair& pair) {
    const Cycles nominal = constraint.distance;
    if (nominal <= 0) return;
    for (const C before : pair.before) {
      for (const C after : pair.after) {
        constraint.before = before;
        constraint.after = after;
        constraint.distance = nominal + rules_.length[index(before)] - rules_.length[index(after)];
        rules_.constraints.push_back(constraint);
      }
    }
  }

  config::DramTimings t_;
  const config::MemoryConfig& memory_;
  DramRules rules_;
};

}  // namespace

std::string_view name_of(DramCommand command) {
  constexpr std::array<std::string_view, kDramCommands> kNames{"ACT", "PRE", "PREA", "RD",  "RDA",
                                                               "WR",  "WRA", "REFA", "REF", "SYNC"};
  return kNames[index(command)];
}

DramRules compile_rules(const config::MemoryConfig& memory) { return Compiler(memory).compile(); }

}  // namespace systole::timing
