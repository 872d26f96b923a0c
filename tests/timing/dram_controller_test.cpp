// Closed forms: what a request takes alone, and what limits many.
#include "timing/dram_controller.hpp"

#include <random>

#include <catch2/catch.hpp>

#include "base/checked.hpp"
#include "base/data_files.hpp"
#include "support/shipped_memory.hpp"

using namespace systole;
using namespace systole::timing;
using systole::test::shipped;

namespace {

/// A controller with one request at a time.
class Alone {
 public:
  explicit Alone(const config::MemoryConfig& memory) : controller_(memory) {}

  /// Ticks from the request to its last data, long after the one before.
  Cycles latency(const DramLocation& location, bool write = false) {
    now_ += 20'000;
    controller_.advance(now_);
    controller_.push({0, location, write}, now_);
    while (controller_.answers().empty()) controller_.advance(controller_.next_event());
    const Cycles done = controller_.answers().front().tick;
    controller_.answers().clear();
    return done - now_;
  }

  DramController& controller() { return controller_; }

 private:
  DramController controller_;
  Cycles now_ = 0;
};

/// Ticks until the last data of `requests` requests that are asked for as fast as they fit.
template <class Next>
Cycles time_of(DramController& controller, std::int64_t requests, const Next& next) {
  Cycles now = 0;
  Cycles last = 0;
  const auto advance = [&](Cycles to) {
    now = to;
    controller.advance(now);
    for (const auto& answer : controller.answers()) last = std::max(last, answer.tick);
    controller.answers().clear();
  };
  for (std::int64_t i = 0; i < requests; ++i) {
    const DramRequest request = next(i);
    while (!controller.has_room(request.write)) advance(controller.next_event());
    controller.push(request, now);
    advance(now + 1);
  }
  while (!controller.idle()) advance(controller.next_event());
  return last;
}

}  // namespace

TEST_CASE(
    "Alone, a row miss takes tRCD + tCL + tBL, a hit tCL + tBL, a conflict tRP more than a miss") {
  for (const std::string& name : list_data_files(config::kMemoryFolder)) {
    CAPTURE(name);
    const config::MemoryConfig memory =
        shipped(name, {"controller.refresh=none", "timing.twck_sync=0"});
    const DramRules rules = compile_rules(memory);
    const config::DramTimings t = config::resolved(memory);
    const Cycles clock = rules.ticks_per_clock;
    const auto length = [&](DramCommand c) { return rules.length[static_cast<std::size_t>(c)]; };
    const auto rising = [&](Cycles tick) { return align_up(tick, clock); };
    const Cycles column_tail = length(DramCommand::read) - clock;
    const Cycles hit = (t.tcl + t.tbl_max) * clock + column_tail;
    const Cycles opens =
        rising(t.trcd_rd * clock + length(DramCommand::activate) - length(DramCommand::read));
    const Cycles closes =
        rising(t.trp * clock + length(DramCommand::precharge) - length(DramCommand::activate));
    Alone alone(memory);
    CHECK(alone.latency({0, 5, 0}) == opens + hit);
    CHECK(alone.latency({0, 5, 1}) == hit);
    CHECK(alone.latency({0, 6, 1}) == closes + opens + hit);
    CHECK(alone.latency({0, 6, 0}, true) == (t.tcwl + t.tbl_max) * clock + column_tail);
    const DramStatistics& statistics = alone.controller().statistics();
    CHECK(statistics.row_hits == 2);
    CHECK(statistics.row_misses == 1);
    CHECK(statistics.row_conflicts == 1);
  }
}

TEST_CASE(
    "A stream loses to refresh tRFC and the closing and opening of rows around it, and nothing "
    "else") {
  const std::string name = GENERATE("ddr3_1600", "ddr4_2400", "ddr4_3200", "ddr5_4800");
  CAPTURE(name);
  const config::MemoryConfig memory = shipped(name);
  const config::DramTimings t = config::resolved(memory);
  DramController controller(memory);
  const std::int64_t banks = memory.banks_per_rank();
  const std::int64_t groups = memory.organisation.bank_groups;
  const std::int64_t per_group = banks / groups;
  constexpr std::int64_t kRequests = 60'000;
  const Cycles time = time_of(controller, kRequests, [&](std::int64_t i) {
    const std::int64_t bank = i % groups * per_group + i / groups % per_group;
    // The banks change rows one after the other.
    const std::int64_t burst = i / banks + bank * memory.bursts_per_row() / banks;
    return DramRequest{0,
                       {static_cast<std::int32_t>(bank),
                        static_cast<std::int32_t>(burst / memory.bursts_per_row()),
                        static_cast<std::int32_t>(burst % memory.bursts_per_row())},
                       false};
  });
  const double share = static_cast<double>(kRequests * t.tbl) / static_cast<double>(time);
  const double lost =
      static_cast<double>(t.trfc + t.trp + t.trcd_rd + t.trtp) / static_cast<double>(t.trefi);
  CHECK(share == Approx(1.0 - lost).epsilon(0.005));
}

TEST_CASE("Without refresh a stream keeps the data bus busy all the time") {
  const config::MemoryConfig memory = shipped("ddr4_2400", {"controller.refresh=none"});
  DramController controller(memory);
  constexpr std::int64_t kRequests = 2000;
  const Cycles time = time_of(controller, kRequests, [&](std::int64_t i) {
    return DramRequest{
        0,
        {static_cast<std::int32_t>(i % 4 * 4), 0, static_cast<std::int32_t>(i / 4 % 128)},
        false};
  });
  CHECK(time < kRequests * memory.timing.tbl + 100);
}

TEST_CASE("Where every access opens a row, tFAW lets four through per window") {
  config::MemoryConfig memory = shipped(
      "ddr4_2400", {"controller.refresh=none", "controller.page_policy=closed", "timing.tfaw=120"});
  DramController controller(memory);
  constexpr std::int64_t kRequests = 8000;
  const Cycles time = time_of(controller, kRequests, [](std::int64_t i) {
    return DramRequest{
        0, {static_cast<std::int32_t>(i % 16), static_cast<std::int32_t>(i / 16), 0}, false};
  });
  CHECK(static_cast<double>(time) == Approx(kRequests / 4.0 * 120).epsilon(0.01));
  CHECK(controller.statistics().of(DramCommand::read_precharge) == kRequests);
}

TEST_CASE("Within a bank group, tCCD_L sets the pace") {
  const config::MemoryConfig memory = shipped("ddr4_2400", {"controller.refresh=none"});
  DramController controller(memory);
  const Cycles time = time_of(controller, 100, [](std::int64_t i) {
    return DramRequest{0, {0, 0, static_cast<std::int32_t>(i)}, false};
  });
  CHECK(time == 16 + 99 * 6 + 16 + 4);
}

TEST_CASE("A row stays open, closes with its last access, or closes after a while") {
  const std::string policy = GENERATE("open", "closed", "timeout");
  CAPTURE(policy);
  Alone alone(
      shipped("ddr4_2400", {"controller.refresh=none", "controller.page_policy=" + policy}));
  alone.latency({3, 7, 0});
  alone.latency({3, 7, 1});
  const DramStatistics& statistics = alone.controller().statistics();
  CHECK(statistics.row_hits == (policy == "open" ? 1 : 0));
  CHECK(statistics.row_misses == (policy == "open" ? 1 : 2));
  CHECK(statistics.of(DramCommand::precharge) == (policy == "timeout" ? 1 : 0));
  CHECK(statistics.of(DramCommand::read_precharge) == (policy == "closed" ? 2 : 0));
}

TEST_CASE("Served first come first served, a hit waits for the conflict before it") {
  const auto second_done = [](const char* scheduling) {
    DramController controller(
        shipped("ddr4_2400",
                {"controller.refresh=none", std::string("controller.scheduling=") + scheduling}));
    controller.push({0, {0, 1, 0}, false}, 0);
    controller.advance(500);
    controller.answers().clear();
    controller.push({1, {0, 2, 0}, false}, 500);
    controller.push({2, {4, 1, 0}, false}, 500);
    controller.advance(2000);
    return controller.answers().front().id;
  };
  CHECK(second_done("fr_fcfs") == 2);
  CHECK(second_done("fcfs") == 1);
}

TEST_CASE("Writes wait while reads come and drain between the watermarks") {
  DramController controller(shipped("ddr4_2400", {"controller.refresh=none"}));
  std::vector<DramCommand> columns;
  controller.trace = [&](const DramCommandRecord& record) {
    if (is_column(record.command)) columns.push_back(record.command);
  };
  for (std::int32_t i = 0; i < 20; ++i) controller.push({0, {0, 0, i}, false}, 0);
  for (std::int32_t i = 0; i < 20; ++i) controller.push({0, {4, 0, i}, true}, 0);
  controller.advance(5000);
  REQUIRE(columns.size() == 40);
  CHECK(std::all_of(columns.begin(), columns.begin() + 20,
                    [](DramCommand c) { return c == DramCommand::read; }));
}

TEST_CASE("A read of what still waits to be written is answered from the queue") {
  DramController controller(shipped("ddr4_2400", {"controller.refresh=none"}));
  controller.push({1, {0, 0, 0}, true}, 0);
  controller.push({2, {0, 0, 0}, false}, 0);
  REQUIRE(controller.answers().size() == 1);
  CHECK(controller.answers().front().id == 2);
  CHECK(controller.statistics().forwarded == 1);
  CHECK_THROWS_AS(
      [&] {
        for (int i = 0; i < 100; ++i) controller.push({3, {1, i, 0}, true}, 0);
      }(),
      ModelError);
}

TEST_CASE("Energy is what the commands took, each at the price of the file") {
  config::MemoryConfig memory;
  memory.energy = {2.0, 3.0, 5.0, 7.0, 11.0, 13.0};
  DramStatistics statistics;
  statistics.commands[static_cast<std::size_t>(DramCommand::activate)] = 10;
  statistics.commands[static_cast<std::size_t>(DramCommand::read)] = 3;
  statistics.commands[static_cast<std::size_t>(DramCommand::read_precharge)] = 1;
  statistics.commands[static_cast<std::size_t>(DramCommand::write)] = 2;
  statistics.commands[static_cast<std::size_t>(DramCommand::refresh_all)] = 4;
  statistics.commands[static_cast<std::size_t>(DramCommand::refresh_bank)] = 1;
  const DramEnergyUse use = energy_of(statistics, memory, 1'000'000'000);
  CHECK(use.activate == 20.0);
  CHECK(use.read == 12.0);
  CHECK(use.write == 10.0);
  CHECK(use.refresh == 39.0);
  CHECK(use.background == 13.0 * 1000.0);
}

TEST_CASE("Percentiles of latency are exact for short ones and within 3 % for long ones") {
  LatencyHistogram histogram;
  for (Cycles latency = 1; latency <= 10'000; ++latency) histogram.add(latency);
  CHECK(histogram.count() == 10'000);
  CHECK(histogram.largest() == 10'000);
  CHECK(histogram.mean() == Approx(5000.5));
  CHECK(histogram.percentile(0.001) == 10);
  CHECK(static_cast<double>(histogram.percentile(0.5)) == Approx(5000).epsilon(0.032));
  CHECK(static_cast<double>(histogram.percentile(0.99)) == Approx(9900).epsilon(0.032));
  CHECK(histogram.percentile(1.0) == 10'000);
  CHECK(LatencyHistogram().percentile(0.5) == 0);
}
