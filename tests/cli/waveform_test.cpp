// Waveforms of PEs: read back as a viewer would, and compared with the trace.
#include <map>
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;

namespace {

/// Every change of every wire, by hierarchical name.
struct Waveform {
  std::map<std::string, std::map<std::int64_t, std::int64_t>> wires;
  std::int64_t end = 0;

  explicit Waveform(const std::string& text) {
    std::istringstream words(text);
    std::vector<std::string> scopes;
    std::map<std::string, std::string> names;
    std::string word;
    while (words >> word && word != "$enddefinitions") {
      if (word == "$scope") {
        words >> word >> word;
        scopes.push_back(word);
      } else if (word == "$upscope") {
        REQUIRE_FALSE(scopes.empty());
        scopes.pop_back();
      } else if (word == "$var") {
        std::string kind, bits, code, name;
        words >> kind >> bits >> code >> name;
        std::string path;
        for (const std::string& scope : scopes) path += scope + ".";
        REQUIRE(names.insert({code, path + name}).second);
      }
    }
    CHECK(scopes.empty());
    read_changes(words, names);
  }

  void read_changes(std::istringstream& words, const std::map<std::string, std::string>& names) {
    std::int64_t now = -1;
    for (std::string word; words >> word;) {
      if (word == "$end" || word == "$dumpvars") continue;
      if (word[0] == '#') {
        const std::int64_t time = std::stoll(word.substr(1));
        REQUIRE(time > now);
        end = now = time;
      } else if (word[0] == 'b') {
        std::string code;
        words >> code;
        wires[names.at(code)][now] =
            static_cast<std::int32_t>(std::stoul(word.substr(1), nullptr, 2));
      } else {
        wires[names.at(word.substr(1))][now] = word[0] - '0';
      }
    }
  }

  std::int64_t at(const std::string& wire, std::int64_t time) const {
    return std::prev(wires.at(wire).upper_bound(time))->second;
  }
};

constexpr std::int64_t kBeat = 1'000'000;  // fs at 1 GHz

}  // namespace

TEST_CASE("A waveform of an array holds what its trace says") {
  const Folder folder;
  const std::string file = folder.path("array.vcd");
  const Outcome outcome = systole::test::systole(
      {"array", "-d", "all", "-r", "3", "-c", "3", "--k", "5", "--vcd", file, "--json"});
  REQUIRE(outcome.exit_code == 0);
  const auto traces = nlohmann::json::parse(outcome.out)["traces"];
  const Waveform waveform(file_text(file));
  std::int64_t different = 0;
  for (const auto& trace : traces) {
    const std::string array = "systole." + trace["dataflow"].get<std::string>() + ".";
    std::int64_t beat = 0;
    for (const auto& told : trace["beats"]) {
      ++beat;
      std::int64_t multiplying = 0;
      for (std::size_t i = 0; i < 9; ++i) {
        const auto& pe = told["pes"][i];
        const std::string name =
            array + "pe_" + std::to_string(i / 3) + "_" + std::to_string(i % 3) + ".";
        const bool multiplies = pe.is_array() && pe.size() == 9;
        multiplying += multiplies;
        different += waveform.at(name + "multiplies", beat * kBeat) != multiplies;
        if (!multiplies) continue;
        different += waveform.at(name + "west", beat * kBeat) != pe[2];
        different += waveform.at(name + "partner", beat * kBeat) != pe[3];
        different += waveform.at(name + "sum_out", beat * kBeat) != pe[5];
      }
      different += waveform.at(array + "pes_multiplying", beat * kBeat) != multiplying;
    }
    CHECK(waveform.at(array + "pes_multiplying", (beat + 1) * kBeat) == 0);
  }
  CHECK(different == 0);
}

TEST_CASE("A waveform of a run has the PEs of every core at work") {
  const Folder folder;
  const std::string workload =
      folder.file("w.yaml", "name: w\noperators:\n  - {name: a, kind: gemm, m: 9, n: 8, k: 8}\n");
  const std::string file = folder.path("run.vcd");
  const Outcome outcome =
      systole::test::systole({"run", "--chip", "toy_4x4", "--workload", workload, "--fidelity",
                              "cycle", "--vcd", file, "--json"});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  const auto result = nlohmann::json::parse(outcome.out);
  const Waveform waveform(file_text(file));
  const double clock_hz = result["machine"]["clock_hz"];
  const double cycle = 1e15 / clock_hz;
  CHECK(static_cast<double>(waveform.end) <=
        cycle * (result["totals"]["cycles"].get<double>() + 1.0));
  // Every PE made its share of the products, one in a cycle.
  std::int64_t made = 0;
  for (const auto& [name, changes] : waveform.wires) {
    if (name.size() < 7 || name.substr(name.size() - 7) != ".useful") continue;
    for (auto change = changes.begin(); change != changes.end(); ++change) {
      const auto next = std::next(change);
      if (change->second == 0 || next == changes.end()) continue;
      made +=
          static_cast<std::int64_t>(static_cast<double>(next->first - change->first) / cycle + 0.5);
    }
  }
  CHECK(made == 9 * 8 * 8);
}

TEST_CASE("waveforms are refused where there are no PEs, or too many") {
  const Folder folder;
  const auto refused = [&](const std::vector<std::string>& more, const std::string& message) {
    std::vector<std::string> words{"run", "--workload", "gemms", "--vcd", folder.path("x.vcd")};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome outcome = systole::test::systole(words);
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, Contains(message));
  };
  refused({"--chip", "toy_4x4"}, "only the cycle level has: add --fidelity cycle");
  refused({"--chip", "cloud_npu", "--fidelity", "cycle"}, "a waveform holds up to 4096 PEs");
  CHECK(folder.entries().empty());
}
