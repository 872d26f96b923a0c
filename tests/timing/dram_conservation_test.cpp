// Under load every request is answered exactly once, none starves, and accesses to one burst keep
// their order.
#include <map>
#include <random>

#include <catch2/catch.hpp>

#include "support/full_tests.hpp"
#include "support/shipped_memory.hpp"
#include "timing/dram_memory.hpp"

using namespace systole;
using namespace systole::timing;
using systole::test::full_tests;
using systole::test::shipped;

namespace {

constexpr std::size_t kInitiators = 64;

/// Sixty-four initiators with one request each on a few hot bursts; counts the writes that each
/// burst has seen.
class Load {
 public:
  explicit Load(const config::MemoryConfig& memory)
      : controller_(memory), banks_(memory.banks_per_channel()) {
    controller_.trace = [this](const DramCommandRecord& record) { observe(record); };
    for (std::size_t i = 0; i < kInitiators; ++i) ask(i);
  }

  void run(std::int64_t transactions) {
    for (; answered_ < transactions; ++now_) {
      controller_.advance(now_);
      collect();
      push_one();
      if (stuck()) now_ = std::max(now_, controller_.next_event() - 1);
    }
  }

  Cycles longest_wait() const { return longest_wait_; }
  std::int64_t out_of_order() const { return out_of_order_; }
  std::int64_t answered_twice() const { return answered_twice_; }

 private:
  struct Initiator {
    DramRequest request;
    Cycles since = 0;
    bool in_memory = false;
  };
  struct Burst {
    std::int64_t pushed = 0;    ///< writes that entered the queue
    std::int64_t written = 0;   ///< writes that reached the memory
    std::int64_t expected = 0;  ///< writes that the waiting reads must see
  };

  static std::int64_t key(const DramLocation& at) {
    return (at.bank * 8 + at.row) * 64 + at.column;
  }

  void ask(std::size_t i) {
    const auto draw = [this](std::int64_t n) {
      return static_cast<std::int32_t>(random_() % static_cast<std::uint64_t>(n));
    };
    initiators_[i].request = {i, {draw(banks_), draw(3), draw(4)}, draw(2) == 1};
    initiators_[i].since = now_;
    initiators_[i].in_memory = false;
  }

  void push_one() {
    for (std::size_t tries = 0; tries < kInitiators; ++tries) {
      turn_ = (turn_ + 1) % kInitiators;
      Initiator& initiator = initiators_[turn_];
      if (initiator.in_memory || !controller_.has_room(initiator.request.write)) continue;
      initiator.in_memory = true;
      Burst& burst = bursts_[key(initiator.request.location)];
      if (initiator.request.write) ++burst.pushed;
      if (!initiator.request.write && burst.pushed == burst.written) burst.expected = burst.pushed;
      return controller_.push(initiator.request, now_);
    }
  }

  bool stuck() const {
    return std::all_of(initiators_.begin(), initiators_.end(),
                       [](const Initiator& i) { return i.in_memory; });
  }

  void observe(const DramCommandRecord& record) {
    if (!is_column(record.command)) return;
    Burst& burst = bursts_[key(record.location)];
    if (is_write(record.command)) {
      ++burst.written;
    } else if (burst.written != burst.expected) {
      ++out_of_order_;
    }
  }

  void collect() {
    for (const DramController::Answer& answer : controller_.answers()) {
      Initiator& initiator = initiators_[answer.id];
      if (!initiator.in_memory) ++answered_twice_;
      longest_wait_ = std::max(longest_wait_, answer.tick - initiator.since);
      ++answered_;
      ask(answer.id);
    }
    controller_.answers().clear();
  }

  DramController controller_;
  std::int64_t banks_;
  std::array<Initiator, kInitiators> initiators_;
  std::map<std::int64_t, Burst> bursts_;
  std::mt19937_64 random_{7};
  std::size_t turn_ = 0;
  Cycles now_ = 0;
  std::int64_t answered_ = 0;
  std::int64_t answered_twice_ = 0;
  std::int64_t out_of_order_ = 0;
  Cycles longest_wait_ = 0;
};

}  // namespace

TEST_CASE("Sixty-four initiators on a few bursts: in order, once each, with a bounded wait") {
  const std::string refresh = GENERATE("all_bank", "per_bank");
  const std::string policy = GENERATE("open", "closed", "timeout");
  const std::string scheduling = GENERATE("fr_fcfs", "fcfs");
  CAPTURE(refresh, policy, scheduling);
  const config::MemoryConfig memory = shipped(
      "lpddr5_6400", {"controller.refresh=" + refresh, "controller.page_policy=" + policy,
                      "controller.scheduling=" + scheduling, "controller.wait_limit_cycles=1000"});
  Load load(memory);
  const bool main_case = refresh == "all_bank" && policy == "open" && scheduling == "fr_fcfs";
  load.run(full_tests() && main_case ? 10'000'000 : 20'000);
  CHECK(load.out_of_order() == 0);
  CHECK(load.answered_twice() == 0);
  CHECK(load.longest_wait() < 20'000);
}

TEST_CASE("No request starves behind a flood that a schedule would rather serve") {
  // Hits of an open row against one request for another row; writes that keep coming against one
  // read.
  const bool flood_of_writes = GENERATE(false, true);
  CAPTURE(flood_of_writes);
  const auto wait_with = [&](const std::string& limit) {
    DramController controller(
        shipped("ddr4_2400", {"controller.refresh=none", "controller.wait_limit_cycles=" + limit}));
    constexpr std::uint64_t kVictim = 1;
    Cycles answered = 0;
    for (Cycles now = 0; now < 20'000 && answered == 0; ++now) {
      controller.advance(now);
      for (const auto& answer : controller.answers()) {
        if (answer.id == kVictim) answered = answer.tick;
      }
      controller.answers().clear();
      const auto column = static_cast<std::int32_t>(now % 128);
      if (now == 1000) controller.push({kVictim, {0, 9, 0}, false}, now);
      if (controller.has_room(flood_of_writes))
        controller.push({0, {0, 5, column}, flood_of_writes}, now);
    }
    return answered == 0 ? DramController::kNever : answered - 1000;
  };
  CHECK(wait_with("1000000000") == DramController::kNever);
  CHECK(wait_with("3000") < 3200);
}

TEST_CASE("Runs over many channels are all answered, within a bounded time") {
  const config::MemoryConfig memory = shipped("hbm2");
  DramMemory dram(memory);
  std::mt19937_64 random{11};
  std::map<std::uint64_t, Femtoseconds> asked;
  Femtoseconds now = 0;
  Femtoseconds longest = 0;
  std::uint64_t id = 0;
  std::int64_t answered = 0;
  Bytes bytes = 0;
  const std::int64_t runs = full_tests() ? 200'000 : 5000;
  while (answered < runs) {
    while (asked.size() < kInitiators && static_cast<std::int64_t>(id) < runs) {
      const auto length = static_cast<Bytes>(32 << random() % 8);
      const Address address = random() % (1 << 20) * 64;
      asked[id] = now;
      bytes += length;
      dram.submit({id++, address, length, 512, random() % 3 == 0}, now);
    }
    for (const MemoryAnswer& answer : dram.take_answers()) {
      REQUIRE(asked.count(answer.id) == 1);
      longest = std::max(longest, answer.at - asked[answer.id]);
      asked.erase(answer.id);
      ++answered;
    }
    if (const auto next = dram.next_event()) {
      now = std::max(now, *next);
      dram.advance(now);
    }
  }
  CHECK(asked.empty());
  CHECK_FALSE(dram.next_event());
  const DramStatistics statistics = dram.statistics();
  CHECK(statistics.reads + statistics.writes == bytes / memory.burst_bytes());
  CHECK(statistics.column_commands() ==
        statistics.reads + statistics.writes - statistics.forwarded);
  CHECK(longest < 100'000'000'000);
}

TEST_CASE("A window of one burst pays the latency for every burst") {
  const config::MemoryConfig memory = shipped("ddr4_2400", {"controller.refresh=none"});
  const auto time_with = [&](Bytes window) {
    DramMemory dram(memory);
    dram.submit({0, 0, 64 * 64, window, false}, 0);
    while (const auto next = dram.next_event()) dram.advance(*next);
    return dram.take_answers().at(0).at / (memory.timing.tck_ps * 1000);
  };
  // Four bank groups are opened once; every other burst is a hit.
  CHECK(time_with(64) == 64 * (16 + 4) + 4 * 16);
  CHECK(time_with(64 * 64) < 64 * 4 + 16 + 16 + 4 + 20);
}
