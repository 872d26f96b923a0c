// systole run --timeline: the rules of the trace event format that Perfetto relies on, and that
// what it shows is what the result says.
#include <algorithm>
#include <cmath>
#include <csignal>
#include <map>
#include <set>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

using Words = std::vector<std::string>;
using Track = std::pair<int, int>;

std::int64_t ns(const json& microseconds) {
  return std::llround(microseconds.get<double>() * 1000.0);
}

struct Timeline {
  struct Slice {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::string name;
    json arguments;
  };
  struct End {
    Track track;
    std::int64_t at = 0;
  };
  std::map<Track, std::vector<Slice>> slices;
  std::map<int, End> starts;
  std::map<int, End> finishes;
  std::map<int, std::string> processes;
  std::map<Track, std::string> threads;
  std::map<std::string, std::vector<std::pair<std::int64_t, double>>> counters;

  explicit Timeline(const json& trace) {
    for (const json& event : trace["traceEvents"]) add(event);
    for (auto& [track, on_track] : slices) {
      std::sort(on_track.begin(), on_track.end(), [](const Slice& a, const Slice& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
      });
    }
  }

  void add(const json& event) {
    const Track track{event["pid"], event["tid"]};
    const std::string kind = event["ph"];
    if (kind == "X") {
      const std::int64_t begin = ns(event["ts"]);
      slices[track].push_back(
          {begin, begin + ns(event["dur"]), event["name"], event.value("args", json::object())});
      REQUIRE(event["dur"] >= 0.0);
    } else if (kind == "s") {
      REQUIRE(starts.insert({event["id"], {track, ns(event["ts"])}}).second);
    } else if (kind == "f") {
      REQUIRE(finishes.insert({event["id"], {track, ns(event["ts"])}}).second);
    } else if (kind == "C") {
      const std::string name = std::to_string(track.first) + ": " + std::string(event["name"]);
      counters[name].emplace_back(ns(event["ts"]), event["args"]["value"]);
    } else {
      REQUIRE(kind == "M");
      if (event["name"] == "process_name") processes[track.first] = event["args"]["name"];
      if (event["name"] == "thread_name") threads[track] = event["args"]["name"];
    }
  }

  const std::vector<Slice>& named(int process, const std::string& thread) const {
    for (const auto& [track, name] : threads) {
      if (track.first == process && name == thread) return slices.at(track);
    }
    FAIL("no track " << thread);
    return slices.begin()->second;
  }
};

void check_nesting(const Timeline& timeline) {
  for (const auto& [track, on_track] : timeline.slices) {
    CAPTURE(timeline.processes.at(track.first), timeline.threads.at(track));
    std::vector<std::int64_t> open;
    std::int64_t crossing = 0;
    for (const Timeline::Slice& slice : on_track) {
      while (!open.empty() && open.back() <= slice.begin) open.pop_back();
      crossing += !open.empty() && slice.end > open.back();
      open.push_back(slice.end);
    }
    CHECK(crossing == 0);
  }
}

bool stands_in_a_slice(const Timeline& timeline, const Timeline::End& end) {
  const auto& on_track = timeline.slices.at(end.track);
  return std::any_of(on_track.begin(), on_track.end(), [&](const Timeline::Slice& slice) {
    return slice.begin <= end.at && end.at <= slice.end;
  });
}

void check_flows(const Timeline& timeline) {
  REQUIRE(timeline.starts.size() == timeline.finishes.size());
  std::int64_t wrong = 0;
  for (const auto& [id, start] : timeline.starts) {
    const Timeline::End& finish = timeline.finishes.at(id);
    wrong += finish.at < start.at || start.track == finish.track;
    wrong += !stands_in_a_slice(timeline, start) || !stands_in_a_slice(timeline, finish);
  }
  CHECK(wrong == 0);
}

void check_counters(const Timeline& timeline) {
  for (const auto& [name, values] : timeline.counters) {
    CAPTURE(name);
    CHECK(std::is_sorted(values.begin(), values.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; }));
    CHECK(std::all_of(values.begin(), values.end(),
                      [](const auto& value) { return value.second >= 0.0; }));
  }
}

struct Run {
  json result;
  Timeline timeline;
};

Run run(Words words) {
  const Folder folder;
  const std::string file = folder.path("timeline.json");
  words.insert(words.begin(), "run");
  words.insert(words.end(), {"--json", "--timeline", file});
  const Outcome outcome = systole::test::systole(words);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK(folder.entries() == Words{"timeline.json"});
  return {json::parse(outcome.out), Timeline(json::parse(file_text(file)))};
}

void check_rules(const Timeline& timeline) {
  check_nesting(timeline);
  check_flows(timeline);
  check_counters(timeline);
}

Words toy(const std::string& workload) { return {"--chip", "toy_4x4", "--workload", workload}; }

std::string small_gemms(const Folder& folder) {
  return folder.file("small.yaml",
                     "name: small\noperators:\n"
                     "  - {name: a, kind: gemm, m: 40, n: 24, k: 32}\n"
                     "  - {name: b, kind: gemm, m: 8, n: 8, k: 8}\n"
                     "  - {name: again, kind: gemm, m: 40, n: 24, k: 32}\n");
}

}  // namespace

TEST_CASE("A timeline keeps the rules of its format and adds up to the result") {
  const Folder folder;
  const auto level = GENERATE(as<std::string>{}, "unit", "tile");
  const auto fidelity = GENERATE(as<std::string>{}, "tile", "cycle");
  CAPTURE(level, fidelity);
  Words words = toy(small_gemms(folder));
  words.insert(words.end(), {"--timeline-level", level, "--fidelity", fidelity});
  const Run made = run(words);
  check_rules(made.timeline);
  const auto& operators = made.timeline.named(1, "operators");
  REQUIRE(operators.size() == 3);
  std::int64_t cycles = 0;
  for (const auto& slice : operators) cycles += slice.arguments["cycles"].get<std::int64_t>();
  CHECK(cycles == made.result["totals"]["cycles"]);
  CHECK(made.timeline.starts.empty() == (level == "unit"));
  CHECK(made.timeline.counters.count("1: read by cores, GB/s") == 1);
  CHECK(made.timeline.counters.count("10: weight slots filled") == 1);
}

TEST_CASE("Equal operators show the same detail, each at its place") {
  const Folder folder;
  const Run made = run(toy(small_gemms(folder)));
  const auto& operators = made.timeline.named(1, "operators");
  const auto tiles_in = [&](const Timeline::Slice& op) {
    Words tiles;
    for (const auto& tile : made.timeline.named(10, "compute")) {
      if (tile.begin >= op.begin && tile.end <= op.end)
        tiles.push_back(tile.name + " " + std::to_string(tile.begin - op.begin));
    }
    return tiles;
  };
  CHECK_FALSE(tiles_in(operators[0]).empty());
  CHECK(tiles_in(operators[0]) == tiles_in(operators[2]));
  CHECK(tiles_in(operators[0]) != tiles_in(operators[1]));
  const auto& kernels = made.timeline.named(1, "command processor");
  CHECK(kernels[0].arguments["detail"] == "simulated");
  CHECK(kernels[2].arguments["detail"] == "as when it was simulated earlier");
}

TEST_CASE("The bytes of the transfers are those of the result") {
  const Folder folder;
  const Run made = run(toy(small_gemms(folder)));
  std::int64_t bytes = 0;
  for (const auto& [track, name] : made.timeline.threads) {
    if (name.rfind("load", 0) != 0 && name.rfind("store", 0) != 0) continue;
    for (const auto& slice : made.timeline.slices.at(track))
      bytes += slice.arguments["bytes"].get<std::int64_t>();
  }
  std::int64_t asked = 0;
  for (const json& op : made.result["operators"]) asked += op["dram_bytes"].get<std::int64_t>();
  CHECK(bytes == asked);
}

TEST_CASE("Many cores: as many as are asked for, at all levels of a chip with a shared buffer") {
  const Folder folder;
  const std::string workload = small_gemms(folder);
  const Run made = run({"--chip", "toy_gpu", "--workload", workload, "--timeline-cores", "2"});
  check_rules(made.timeline);
  CHECK(made.timeline.processes.count(10) == 1);
  CHECK(made.timeline.processes.count(12) == 0);
}

TEST_CASE("The commands of a memory with banks stand on a track per bank") {
  const Folder folder;
  for (const char* fidelity : {"tile", "cycle"}) {
    Words words = toy(small_gemms(folder));
    words.insert(words.end(), {"--set", "dram.model=banked", "--set", "dram.memory=ddr4_2400",
                               "--fidelity", fidelity, "--timeline-level", "dram"});
    const Run made = run(words);
    check_rules(made.timeline);
    std::set<std::string> commands;
    for (const auto& [track, on_track] : made.timeline.slices) {
      if (track.first < 10'000) continue;
      for (const auto& slice : on_track) commands.insert(slice.name);
    }
    CHECK(commands.count("ACT") == 1);
    CHECK(commands.count("RD") + commands.count("RDA") > 0);
  }
}

TEST_CASE("Detail ends, and says so, where a timeline would grow too large") {
  const Folder folder;
  Words words = toy(small_gemms(folder));
  words.insert(words.end(), {"--timeline-events", "50"});
  const Run made = run(words);
  check_rules(made.timeline);
  REQUIRE(made.result["notes"].size() == 1);
  CHECK_THAT(made.result["notes"][0].get<std::string>(),
             Contains("--timeline-events N allows more"));
  CHECK(made.timeline.named(1, "operators").size() == 3);
}

TEST_CASE("Ctrl-C leaves no part of a timeline behind") {
  const Folder folder;
  Running running({"run", "--chip", "toy_4x4", "--workload", "gemms", "--timeline",
                   folder.path("timeline.json")});
  CHECK(running.grows_to(2));
  running.send(SIGINT);
  CHECK(running.finish().exit_code == 130);
  CHECK(folder.entries().empty());
}

TEST_CASE("Several runs write a timeline each; mistakes leave none") {
  const Folder folder;
  const std::string workload = small_gemms(folder);
  const Outcome two =
      systole::test::systole({"run", "--chip", "toy_4x4", "--chip", "toy_gpu", "--workload",
                              workload, "--timeline", folder.path("both")});
  CHECK(two.exit_code == 0);
  CHECK(exists(folder.path("both/01_toy_4x4_small.json")));
  CHECK(exists(folder.path("both/02_toy_gpu_small.json")));

  const auto refused = [&](const Words& more, const std::string& message) {
    Words words{"run", "--chip", "toy_4x4", "--workload", workload};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome outcome = systole::test::systole(words);
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, Contains(message));
  };
  refused({"--timeline", folder.path("no/such/t.json")}, "cannot write");
  refused({"--timeline-level", "unit"}, "--timeline-level is for --timeline");
  refused({"--timeline", folder.path("t.json"), "--timeline-level", "dram"},
          "shows the commands of a memory with banks");
  CHECK(folder.entries() == Words{"both", "small.yaml"});
}
