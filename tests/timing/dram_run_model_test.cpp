#include "timing/dram_run_model.hpp"

#include <catch2/catch.hpp>

#include "base/data_files.hpp"
#include "support/full_tests.hpp"
#include "support/shipped_memory.hpp"
#include "timing/dram_memory.hpp"
#include "timing/dram_traffic.hpp"

using namespace systole;
using namespace systole::timing;
using systole::test::full_tests;
using systole::test::shipped;

namespace {

DramOutcome outcome_of(const config::MemoryConfig& memory, const DramPattern& pattern,
                       DramLevelOfDetail level) {
  DramDrive drive;
  drive.level = level;
  return drive_dram(memory, accesses_of(pattern, memory), drive);
}

/// Long enough for some refreshes on every memory, shorter on the quick run.
Bytes size_for(const config::MemoryConfig& memory) {
  const Bytes each = full_tests() ? 1LL << 20 : 1LL << 18;
  return each * memory.organisation.channels;
}

struct Case {
  const char* what;
  DramPatternKind kind;
  double reads;
  Bytes stride;
  double tolerance;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> kCases{
      {"stream of reads", DramPatternKind::stream, 1.0, 0, 0.03},
      {"stream of writes", DramPatternKind::stream, 0.0, 0, 0.03},
      {"stride of 256", DramPatternKind::stride, 1.0, 256, 0.03},
      {"stride of 4 KiB", DramPatternKind::stride, 1.0, 4096, 0.03},
      {"stride of 4160", DramPatternKind::stride, 1.0, 4160, 0.03},
      {"stride of 64 KiB", DramPatternKind::stride, 0.0, 65536, 0.03},
      {"mixed 2 : 1", DramPatternKind::mixed, 0.67, 0, 0.08},
      {"mixed 1 : 1", DramPatternKind::mixed, 0.5, 0, 0.08},
      {"random reads", DramPatternKind::random, 1.0, 0, 0.08},
      {"random writes", DramPatternKind::random, 0.0, 0, 0.08},
      {"random 2 : 1", DramPatternKind::random, 0.67, 0, 0.08}};
  return kCases;
}

void compare(const config::MemoryConfig& memory, const Case& c) {
  DramPattern pattern;
  pattern.kind = c.kind;
  pattern.reads = c.reads;
  pattern.bytes = size_for(memory);
  if (c.stride > 0) pattern.stride = c.stride;
  const DramOutcome tile = outcome_of(memory, pattern, DramLevelOfDetail::tile);
  const DramOutcome cycle = outcome_of(memory, pattern, DramLevelOfDetail::cycle);
  CAPTURE(memory.name, c.what, tile.time, cycle.time);
  CHECK(std::abs(static_cast<double>(tile.time) / static_cast<double>(cycle.time) - 1.0) <=
        c.tolerance);
  CHECK(tile.bytes == cycle.bytes);
  // A read of what a waiting write will bring is answered from the queue at the cycle level.
  CHECK(tile.statistics.column_commands() ==
        cycle.statistics.column_commands() + cycle.statistics.forwarded);
}

}  // namespace

TEST_CASE("tile is as fast as cycle on every shipped memory and pattern", "[matrix]") {
  const std::vector<std::string> names = list_data_files(config::kMemoryFolder);
  for (std::size_t m = 0; m < names.size(); ++m) {
    const config::MemoryConfig memory = shipped(names[m]);
    for (std::size_t c = 0; c < cases().size(); ++c) {
      const bool sampled = (m + c) % 3 == 0;
      if (full_tests() || sampled) compare(memory, cases()[c]);
    }
  }
}

TEST_CASE("tile follows cycle through page policies, per-bank refresh and other maps", "[matrix]") {
  const char* const change = GENERATE(
      "controller.page_policy=closed", "controller.page_policy=timeout", "controller.refresh=none",
      "controller.refresh=per_bank", "controller.address_map=RoBaRaCoCh",
      "controller.bank_hash=row_xor", "controller.bank_hash=column_xor",
      "controller.scheduling=fcfs", "organisation.ranks=2");
  const config::MemoryConfig memory =
      shipped("lpddr5_6400", {"organisation.capacity_mib=0", "organisation.channels=1", change});
  for (const Case& c : cases()) {
    if (c.stride == 4160) continue;
    CAPTURE(change);
    compare(memory, c);
  }
}

TEST_CASE("A list is answered once, with its last byte, at both levels") {
  const config::MemoryConfig memory = shipped("hbm2");
  std::vector<MemoryRun> runs;
  for (std::uint64_t i = 0; i < 1024; ++i)
    runs.push_back({7 + i, (i * 40961) << 6, 96, 1 << 20, false});
  DramRunModel tile(memory);
  tile.submit_list(runs, 0);
  const std::vector<MemoryAnswer> at_once = tile.take_answers();
  DramMemory cycle(memory);
  cycle.submit_list(runs, 0);
  while (const auto next = cycle.next_event()) cycle.advance(*next);
  const std::vector<MemoryAnswer> answers = cycle.take_answers();
  REQUIRE(at_once.size() == 1);
  REQUIRE(answers.size() == 1);
  CHECK(at_once.front().id == 7);
  CHECK(answers.front().id == 7);
  CHECK(static_cast<double>(at_once.front().at) ==
        Approx(static_cast<double>(answers.front().at)).epsilon(0.08));
}

TEST_CASE("Runs that follow closely lose nothing between them") {
  const config::MemoryConfig memory = shipped("hbm2");
  constexpr Bytes kAll = 4 << 20;
  DramRunModel whole(memory);
  whole.submit({0, 0, kAll, kAll, false}, 0);
  const Femtoseconds at_once = whole.take_answers().front().at;

  DramRunModel pieces(memory);
  constexpr Bytes kPiece = 8 << 10;
  Femtoseconds last = 0;
  for (Bytes at = 0; at < kAll; at += kPiece) {
    pieces.submit({1, static_cast<Address>(at), kPiece, kPiece, false}, 0);
    last = pieces.take_answers().front().at;
  }
  CHECK(static_cast<double>(last) == Approx(static_cast<double>(at_once)).epsilon(0.002));
  CHECK(pieces.statistics().of(DramCommand::activate) ==
        Approx(whole.statistics().of(DramCommand::activate)).epsilon(0.01));
}

TEST_CASE("A lone burst takes activate, read and its data; another to the row only the read") {
  const config::MemoryConfig memory = shipped("ddr4_2400");
  const config::DramTimings t = config::resolved(memory);
  const Femtoseconds clock = t.tck_ps * 1000;
  DramRunModel model(memory);
  const auto latency = [&](Address address, Femtoseconds now) {
    model.submit({0, address, 64, 64, false}, now);
    return (model.take_answers().front().at - now) / clock;
  };
  const Femtoseconds later = 1000 * clock;
  CHECK(latency(0, 0) == t.trcd_rd + t.tcl + t.tbl);
  CHECK(latency(256, later) == t.tcl + t.tbl);
  const Address other_row = static_cast<Address>(memory.capacity_bytes() / 2);
  CHECK(latency(other_row, 2 * later) == t.trp + t.trcd_rd + t.tcl + t.tbl);
}

TEST_CASE("Work grows with the rows of a stream, not with its bursts") {
  DramPattern pattern;
  pattern.bytes = 8 << 20;
  const config::MemoryConfig narrow = shipped("ddr4_2400");
  const DramOutcome short_rows = outcome_of(narrow, pattern, DramLevelOfDetail::tile);
  const config::MemoryConfig wide =
      shipped("ddr4_2400", {"organisation.columns=4096", "organisation.capacity_mib=0"});
  const DramOutcome long_rows = outcome_of(wide, pattern, DramLevelOfDetail::tile);
  const std::int64_t bursts = pattern.bytes / narrow.burst_bytes();
  CHECK(short_rows.steps < bursts / 4);
  CHECK(long_rows.steps < short_rows.steps / 2);
  CHECK(long_rows.statistics.column_commands() == bursts);
}

TEST_CASE("An idle memory is refreshed, and the refreshes are counted") {
  const config::MemoryConfig memory = shipped("ddr4_2400");
  const config::DramTimings t = config::resolved(memory);
  const Femtoseconds clock = t.tck_ps * 1000;
  DramRunModel model(memory);
  model.submit({0, 0, 64, 64, false}, 0);
  model.submit({1, 64, 64, 64, false}, 1000 * t.trefi * clock);
  const std::int64_t refreshes = model.statistics().of(DramCommand::refresh_all);
  CHECK(refreshes >= 999);
  CHECK(refreshes <= 1001);
}

TEST_CASE("A window of one burst answers one round trip a burst") {
  const config::MemoryConfig memory = shipped("hbm3");
  DramRunModel model(memory);
  constexpr Bytes kBytes = 64 << 10;
  model.submit({0, 0, kBytes, memory.burst_bytes(), false}, 0);
  const config::DramTimings t = config::resolved(memory);
  const Femtoseconds trip = (t.tcl + t.tbl) * t.tck_ps * 1000;
  CHECK(model.take_answers().front().at >= kBytes / memory.burst_bytes() * trip * 9 / 10);
}
