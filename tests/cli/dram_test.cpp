// systole dram as a user runs it: what it prints, and how it refuses bad memories, traces and
// words.
#include <algorithm>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

Outcome dram(const Words& words) {
  Words all{"dram"};
  all.insert(all.end(), words.begin(), words.end());
  return systole::test::systole(all);
}

nlohmann::json json_of(const Words& words) {
  Words all = words;
  all.emplace_back("--json");
  const Outcome outcome = dram(all);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  return nlohmann::json::parse(outcome.out);
}

void check_refused(const Words& words, const std::string& message) {
  const Outcome outcome = dram(words);
  INFO(outcome.err);
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, Contains(message));
}

struct Mistake {
  Words words;
  std::string message;
};

}  // namespace

TEST_CASE("dram says what a memory delivers") {
  const Outcome outcome = dram({"--memory", "hbm3", "--bytes", "4MiB"});
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.err.empty());
  CHECK_THAT(outcome.out, Contains("hbm3, stream, 100 % reads (tile)") &&
                              Contains("% of 819.2 GB/s") && Contains("% hits") &&
                              Contains("pJ/bit") && Contains("latency, ns"));
}

TEST_CASE("dram prints the same numbers as JSON, and the same at both levels") {
  for (const char* fidelity : {"tile", "cycle"}) {
    const auto json =
        json_of({"-m", "ddr4_2400", "-p", "random", "-b", "256KiB", "--fidelity", fidelity});
    CAPTURE(fidelity);
    CHECK(json["schema"] == "systole.dram/1");
    CHECK(json["fidelity"] == fidelity);
    CHECK(json["bytes"] == 256 * 1024);
    CHECK(json["reads"] == 4096);
    CHECK(json["writes"] == 0);
    CHECK(json["write_latency_ns"].is_null());
    CHECK(json["row_hits"].get<int>() + json["row_misses"].get<int>() +
              json["row_conflicts"].get<int>() ==
          4096);
    CHECK(json["commands"]["RD"] == 4096);
    CHECK(json["share_of_peak"] == Approx(0.58).epsilon(0.05));
    const auto& latency = json["read_latency_ns"];
    CHECK(latency["min"] <= latency["p50"]);
    CHECK(latency["p50"] <= latency["p99"]);
  }
}

TEST_CASE("the seed decides what is drawn, and nothing else does") {
  const auto time_of = [](const char* seed) {
    return json_of({"-m", "ddr4_2400", "-p", "random", "-b", "64KiB", "--seed", seed})["time_fs"];
  };
  CHECK(time_of("1") == time_of("1"));
  CHECK(time_of("1") != time_of("2"));
}

TEST_CASE("the timeline holds the first commands in order") {
  for (const char* fidelity : {"tile", "cycle"}) {
    const auto json = json_of(
        {"-m", "hbm2", "-p", "random", "-b", "64KiB", "--timeline", "20", "--fidelity", fidelity});
    const auto& timeline = json["timeline"];
    REQUIRE(timeline.size() == 20);
    CHECK(timeline[0]["command"] == "ACT");
    CHECK(timeline[0]["fs"] == 0);
    CHECK(std::is_sorted(timeline.begin(), timeline.end(),
                         [](const auto& a, const auto& b) { return a["fs"] < b["fs"]; }));
  }
}

TEST_CASE("a trace is replayed as it says") {
  const Folder folder;
  const std::string trace =
      folder.file("a.trc", "# two rows of a bank\n0x0 R\n0x40 W\n0x100000 R 5000\n");
  for (const char* fidelity : {"tile", "cycle"}) {
    const auto json = json_of({"-m", "ddr4_2400", "-p", trace, "--fidelity", fidelity});
    CAPTURE(fidelity);
    CHECK(json["reads"] == 2);
    CHECK(json["writes"] == 1);
    CHECK(json["time_fs"].get<std::int64_t>() > 5000LL * 833'000);
  }
}

TEST_CASE("bad traces are refused with file, line and column") {
  const Folder folder;
  const auto bad = GENERATE(values<std::pair<const char*, const char*>>({
      {"0x0 R\n0x40 Q\n", "bad.trc:2:6: expected R or W, and perhaps a cycle, got 'Q'"},
      {"0x0 R\nhello\n", "bad.trc:2:1: expected an address such as 0x1f40, got 'hello'"},
      {"0x0 R 10\n0x0 R 9\n", "bad.trc:2:7: cycle 9 comes after cycle 10"},
      {"# nothing\n", "there is no access in it"},
  }));
  check_refused({"-m", "ddr4_2400", "-p", folder.file("bad.trc", bad.first)}, bad.second);
  check_refused({"-m", "ddr4_2400", "-p", folder.path()}, "is a directory");
}

TEST_CASE("bad words are refused with what was meant") {
  const auto mistake = GENERATE(values<Mistake>({
      {{}, "needs --memory NAME|FILE"},
      {{"-m", "hbm33"}, "did you mean 'hbm3'?"},
      {{"-m", "hbm3", "-p", "strem"},
       "neither stream, stride, random or mixed nor a trace file, did you mean 'stream'?"},
      {{"-m", "hbm3", "-b", "lots"}, "--bytes: 'lots' is not a size from 1"},
      {{"-m", "hbm3", "-b", "0"}, "--bytes: '0' is not a size from 1"},
      {{"-m", "hbm3", "-b", "1e30GB"}, "is not a size from 1"},
      {{"-m", "hbm3", "-r", "67"}, "--reads: '67' is not a share from 0 to 1"},
      {{"-m", "hbm3", "-p", "stride", "--stride", "1TiB"}, "--stride"},
      {{"-m", "hbm3", "--fidelity", "analytic"}, "'analytic' is not one of tile, cycle"},
      {{"-m", "hbm3", "--timeline", "0"}, "--timeline: '0' is not an integer from 1"},
      {{"-m", "hbm3", "--set", "timing.tlc=3"}, "did you mean 'tcl'?"},
  }));
  check_refused(mistake.words, mistake.message);
}

TEST_CASE("a trace takes no options of patterns") {
  const Folder folder;
  const std::string trace = folder.file("a.trc", "0x0 R\n");
  check_refused({"-m", "hbm3", "-p", trace, "--reads", "0.5"}, "--reads is for patterns");
  check_refused({"-m", "hbm3", "-p", trace, "--bytes", "1MiB"}, "--bytes is for patterns");
}

TEST_CASE("memory files that contradict themselves are refused, all mistakes at once") {
  struct Bad {
    const char* text;
    const char* message;
  };
  const auto bad = GENERATE(values<Bad>({
      {"base: ddr4_2400\ntiming:\n  tras: 10\n", "bad.yaml:3:9: timing.tras: "},
      {"base: ddr4_2400\ntiming:\n  trc: 50\n", "trc = 50 is less than tras + trp = 39 + 16"},
      {"base: ddr4_2400\norganisation:\n  capacity_mib: 8000\n",
       "8000 MiB do not divide into the organisation"},
      {"base: ddr4_2400\norganisation:\n  columns: 1001\n",
       "1001 columns do not divide into bursts of 8"},
      {"base: ddr4_2400\norganisation:\n  channels: 0\n", "organisation.channels: "},
      {"base: ddr4_2400\ntiming:\n  tccd_s: 2\n", "bursts would collide on the data bus"},
      {"base: ddr4_2400\ntiming:\n  tccd_l: 3\n", "timing.tccd_l = 3 is less than timing.tccd_s"},
      {"base: ddr4_2400\ntiming:\n  trefi: 400\n", "leaves no time to work"},
      {"base: ddr4_2400\ntiming:\n  data_rate_mt_per_s: 3200\n", "8 beats at 3200 MT/s take"},
      {"base: ddr4_2400\ntiming:\n  trcd_rdd: 16\n", "did you mean 'trcd_rd'"},
      {"base: ddr4_2400\ncontroller:\n  address_map: RoBaCoCh\n", "Ra is missing"},
      {"base: ddr4_2400\ncontroller:\n  address_map: RoRoBaRaCoCh\n", "Ro stands twice"},
      {"base: ddr4_2400\ncontroller:\n  write_low_percent: 90\n", "writes would drain until 90 %"},
      {"", "the file is empty"},
      {"a: b: c\n", "bad.yaml:1:"},
  }));
  const Folder folder;
  check_refused({"-m", folder.file("bad.yaml", bad.text)}, bad.message);
  const std::string both =
      folder.file("both.yaml", "base: ddr4_2400\ntiming:\n  tras: 10\n  trefi: 400\n");
  const Outcome outcome = dram({"-m", both});
  CHECK_THAT(outcome.err, Contains("both.yaml:3:9") && Contains("both.yaml:4:10"));
}

TEST_CASE("list names the memories") {
  const Outcome table = systole::test::systole({"list", "memories"});
  CHECK(table.exit_code == 0);
  CHECK_THAT(table.out, Contains("hbm3e") && Contains("lpddr5_6400") && Contains("GB/s"));
  const Outcome names = systole::test::systole({"list", "memories", "--names"});
  CHECK_THAT(names.out, Contains("ddr3_1600\nddr4_2400\n"));
}
