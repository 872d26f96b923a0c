// Every timing parameter, in a set where it alone binds: one tick too early is refused, the tick
// itself is accepted.
#include <functional>

#include <catch2/catch.hpp>

#include "config/memory_fields.hpp"
#include "timing/dram_controller.hpp"

using namespace systole;
using namespace systole::timing;

namespace {

using C = DramCommand;
using T = config::DramTimings;

constexpr Cycles kStart = 100;
constexpr std::int64_t kValue = 40;

// Two of everything; a bank's number says how far it is from bank 0.
constexpr std::int32_t kSameBank = 0;
constexpr std::int32_t kSameGroup = 1;
constexpr std::int32_t kOtherGroup = 2;
constexpr std::int32_t kOtherStack = 4;
constexpr std::int32_t kOtherRank = 8;
constexpr std::int32_t kOtherPseudoChannel = 16;

/// A memory whose timings are all as short as can be.
config::MemoryConfig quick_memory() {
  config::MemoryConfig memory;
  memory.organisation = {1, 2, 2, 2, 2, 2, 64, 64, 64, 8, 0, 0};
  T t{};
  for (auto* const absent : {&t.trtp, &t.twr, &t.trrd_s, &t.trrd_l, &t.tfaw, &t.tccd_l, &t.twtr_s,
                             &t.twtr_l, &t.trtw_gap, &t.trefi, &t.trfc}) {
    *absent = 0;
  }
  for (auto* const short_one :
       {&t.tbl, &t.tcl, &t.tcwl, &t.trcd_rd, &t.trcd_wr, &t.trp, &t.tras, &t.tccd_s}) {
    *short_one = 1;
  }
  t.trc = 2;
  memory.timing = t;
  memory.controller.refresh = config::DramRefresh::none;
  return memory;
}

struct Probe {
  const char* parameter;
  std::int64_t T::*field;
  C before;
  C after;
  std::int32_t bank;
  std::int64_t more = 0;  ///< what the parameter's distance consists of besides
};

const std::vector<Probe>& probes() {
  static const std::vector<Probe> list{
      {"trcd_rd", &T::trcd_rd, C::activate, C::read, kSameBank},
      {"trcd_wr", &T::trcd_wr, C::activate, C::write, kSameBank},
      {"trp", &T::trp, C::precharge, C::activate, kSameBank},
      {"trp", &T::trp, C::precharge, C::refresh_all, kSameBank},
      {"trp", &T::trp, C::precharge, C::refresh_bank, kSameBank},
      {"trp_ab", &T::trp_ab, C::precharge_all, C::activate, kSameGroup},
      {"trp_ab", &T::trp_ab, C::precharge_all, C::refresh_all, kSameBank},
      {"tras", &T::tras, C::activate, C::precharge, kSameBank},
      {"tras", &T::tras, C::activate, C::precharge_all, kOtherGroup},
      {"trc", &T::trc, C::activate, C::activate, kSameBank},
      {"trc", &T::trc, C::activate, C::refresh_all, kSameBank},
      {"trc", &T::trc, C::activate, C::refresh_bank, kSameBank},
      {"trtp", &T::trtp, C::read, C::precharge, kSameBank},
      {"trtp", &T::trtp, C::read, C::precharge_all, kOtherGroup},
      {"trtp", &T::trtp, C::read_precharge, C::activate, kSameBank, 1},
      {"twr", &T::twr, C::write, C::precharge, kSameBank, 2},
      {"twr", &T::twr, C::write_precharge, C::activate, kSameBank, 3},
      {"tcwl", &T::tcwl, C::write, C::precharge, kSameBank, 1},
      {"tbl", &T::tbl, C::read, C::read, kOtherRank},
      {"tbl", &T::tbl, C::write, C::write, kOtherGroup},
      {"tbl_max", &T::tbl_max, C::write, C::read, kSameGroup, 1},
      {"tcl", &T::tcl, C::read, C::write, kOtherGroup},
      {"tccd_s", &T::tccd_s, C::read, C::read, kOtherGroup},
      {"tccd_l", &T::tccd_l, C::read, C::read, kSameGroup},
      {"tccd_s_wr", &T::tccd_s_wr, C::write, C::write, kOtherGroup},
      {"tccd_l_wr", &T::tccd_l_wr, C::write, C::write, kSameGroup},
      {"tccd_r", &T::tccd_r, C::read, C::read, kOtherStack},
      {"tccd_s_wr", &T::tccd_s_wr, C::write, C::write, kOtherStack},
      {"tcs", &T::tcs, C::read, C::read, kOtherRank, 1},
      {"tcs", &T::tcs, C::read, C::write, kOtherRank, 1},
      {"tcs", &T::tcs, C::write, C::read, kOtherRank, 1},
      {"twtr_s", &T::twtr_s, C::write, C::read, kOtherGroup, 2},
      {"twtr_l", &T::twtr_l, C::write, C::read, kSameGroup, 2},
      {"trtw", &T::trtw, C::read, C::write, kOtherGroup},
      {"trtw_l", &T::trtw_l, C::read, C::write, kSameGroup},
      {"trtw_gap", &T::trtw_gap, C::read, C::write, kOtherGroup, 1},
      {"trrd_s", &T::trrd_s, C::activate, C::activate, kOtherGroup},
      {"trrd_s", &T::trrd_s, C::activate, C::refresh_bank, kOtherGroup},
      {"trrd_l", &T::trrd_l, C::activate, C::activate, kSameGroup},
      {"tppd", &T::tppd, C::precharge, C::precharge, kOtherGroup},
      {"trfc", &T::trfc, C::refresh_all, C::activate, kOtherStack},
      {"trfc", &T::trfc, C::refresh_all, C::refresh_all, kSameBank},
      {"trfc_pb", &T::trfc_pb, C::refresh_bank, C::activate, kSameBank},
      {"trfc_pb", &T::trfc_pb, C::refresh_bank, C::refresh_all, kSameBank},
      {"trrefd", &T::trrefd, C::refresh_bank, C::activate, kOtherGroup},
      {"tpbr2pbr", &T::tpbr2pbr, C::refresh_bank, C::refresh_bank, kOtherGroup},
      {"twck_sync", &T::twck_sync, C::sync, C::read, kOtherGroup},
      {"twck_sync", &T::twck_sync, C::sync, C::write, kSameBank},
  };
  return list;
}

/// The tick from which on `probe.after` is accepted, with `value` for its parameter.
Cycles accepted_from(const Probe& probe, std::int64_t value, std::int32_t bank) {
  config::MemoryConfig memory = quick_memory();
  memory.timing.*probe.field = value;
  const DramRules rules = compile_rules(memory);
  const DramTopology topology(memory.organisation);
  DramTiming timing(rules, topology);
  timing.issue(probe.before, 0, kStart);
  return timing.earliest(probe.after, bank);
}

/// Keys of the timing section that are timings.
class TimingKeys {
 public:
  template <class... Rest>
  void field(const char* key, const Rest&... /*rest*/) {
    keys.emplace_back(key);
  }
  std::vector<std::string> keys;
};

}  // namespace

TEST_CASE("Each distance binds at its tick and not one sooner") {
  for (const Probe& probe : probes()) {
    CAPTURE(probe.parameter, name_of(probe.before), name_of(probe.after), probe.bank);
    const Cycles from = accepted_from(probe, kValue, probe.bank);
    CHECK(from == kStart + kValue + probe.more);
    CHECK(accepted_from(probe, kValue + 1, probe.bank) == from + 1);
    CHECK(accepted_from(probe, quick_memory().timing.*probe.field, probe.bank) < from);
  }
}

TEST_CASE("Pseudo channels share nothing but the command bus") {
  for (const Probe& probe : probes()) {
    CAPTURE(probe.parameter, name_of(probe.before), name_of(probe.after));
    CHECK(accepted_from(probe, kValue, kOtherPseudoChannel) == kStart + 1);
  }
}

TEST_CASE("The fifth activate of a rank waits for tFAW after the first") {
  config::MemoryConfig memory = quick_memory();
  memory.timing.tfaw = kValue;
  const DramRules rules = compile_rules(memory);
  const DramTopology topology(memory.organisation);
  DramTiming timing(rules, topology);
  for (std::int32_t bank = 0; bank < 4; ++bank) {
    CHECK(timing.earliest(C::activate, bank) <= kStart + bank);
    timing.issue(C::activate, bank, kStart + bank);
  }
  CHECK(timing.earliest(C::activate, kOtherStack) == kStart + kValue);
  CHECK(timing.earliest(C::activate, kOtherRank) == kStart + 4);
  timing.issue(C::activate, kOtherStack, kStart + kValue);
  CHECK(timing.earliest(C::activate, kOtherStack + 1) == kStart + 1 + kValue);
}

TEST_CASE("Longer commands occupy the bus and push what is counted from their end") {
  config::MemoryConfig memory = quick_memory();
  memory.timing.trcd_rd = kValue;
  memory.commands.activate_cycles = 2;
  const auto timing_of = [](const config::MemoryConfig& m, const DramRules& rules,
                            const DramTopology& topology) {
    static_cast<void>(m);
    DramTiming timing(rules, topology);
    timing.issue(C::activate, 0, kStart);
    return timing;
  };
  const DramTopology topology(memory.organisation);
  const DramRules one_bus = compile_rules(memory);
  CHECK(timing_of(memory, one_bus, topology).earliest(C::read, 0) == kStart + kValue + 1);
  CHECK(timing_of(memory, one_bus, topology).earliest(C::read, kOtherRank) == kStart + 2);
  memory.commands.separate_row_and_column = true;
  const DramRules two_buses = compile_rules(memory);
  CHECK(timing_of(memory, two_buses, topology).earliest(C::read, kOtherRank) == 0);
  CHECK(timing_of(memory, two_buses, topology).earliest(C::precharge, kOtherRank) == kStart + 2);
}

TEST_CASE("With half cycles only precharges start at a falling edge") {
  config::MemoryConfig memory = quick_memory();
  memory.commands.precharge_cycles = 0.5;
  const DramRules rules = compile_rules(memory);
  CHECK(rules.ticks_per_clock == 2);
  const DramTopology topology(memory.organisation);
  DramTiming timing(rules, topology);
  timing.issue(C::precharge, 0, kStart);
  CHECK(timing.earliest(C::precharge, kOtherGroup) == kStart + 1);
  CHECK(timing.earliest(C::activate, kOtherGroup) == kStart + 2);
}

TEST_CASE("Refreshes are issued every tREFI, of a rank or of its banks in turn") {
  const bool per_bank = GENERATE(false, true);
  config::MemoryConfig memory = quick_memory();
  memory.organisation.pseudo_channels = memory.organisation.ranks = memory.organisation.stack_ids =
      1;
  memory.timing.trefi = 1000;
  memory.timing.trefi_pb = 300;
  memory.timing.trfc = memory.timing.trfc_pb = 20;
  memory.controller.refresh =
      per_bank ? config::DramRefresh::per_bank : config::DramRefresh::all_bank;
  DramController controller(memory);
  std::vector<DramCommandRecord> records;
  controller.trace = [&](const DramCommandRecord& record) { records.push_back(record); };
  const Cycles interval = per_bank ? 300 : 1000;
  controller.advance(interval - 1);
  CHECK(records.empty());
  controller.advance(5 * interval);
  REQUIRE(records.size() == 5);
  for (std::size_t i = 0; i < records.size(); ++i) {
    CHECK(records[i].tick == static_cast<Cycles>(i + 1) * interval);
    CHECK(records[i].location.bank == (per_bank ? static_cast<std::int32_t>(i % 4) : 0));
  }
  CHECK(controller.next_event() == DramController::kNever);
}

TEST_CASE("The data clock is started again only after it has stopped") {
  config::MemoryConfig memory = quick_memory();
  memory.timing.twck_sync = 3;
  memory.timing.twck_post = 5;
  const DramRules rules = compile_rules(memory);
  const DramTopology topology(memory.organisation);
  DramBanks banks(rules, topology);
  const DramStep first = banks.step(C::read, 0, kStart);
  CHECK(first.command == C::sync);
  banks.issue(first, 0);
  const DramStep read = banks.step(C::read, 0, first.tick + 1);
  CHECK(read.command == C::read);
  CHECK(read.tick == first.tick + 3);
  banks.issue(read, 0);
  const Cycles stops = read.tick + rules.read_latency + 5;
  CHECK(banks.step(C::read, 0, stops - 1).command == C::read);
  CHECK(banks.step(C::read, 0, stops).command == C::sync);
}

TEST_CASE("No timing key is without a probe") {
  TimingKeys all;
  T timings;
  config::describe(timings, all);
  for (const std::string& key : all.keys) {
    const bool probed = std::any_of(probes().begin(), probes().end(),
                                    [&](const Probe& p) { return key == p.parameter; });
    const bool elsewhere = key == "tck_ps" || key == "data_rate_mt_per_s" || key == "tfaw" ||
                           key == "trefi" || key == "trefi_pb" || key == "twck_post";
    CAPTURE(key);
    CHECK(probed != elsewhere);
  }
}
