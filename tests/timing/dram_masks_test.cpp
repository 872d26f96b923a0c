#include "timing/dram_masks.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "base/data_files.hpp"
#include "config/memory_io.hpp"
#include "timing/dram_traffic.hpp"

using namespace systole;
using namespace systole::timing;

namespace {

config::MemoryConfig memory_of(const std::string& name,
                               const std::vector<std::string>& changes = {}) {
  Diagnostics diagnostics;
  config::MemoryConfig memory = config::read_memory(name, changes, diagnostics);
  diagnostics.throw_if_errors();
  return memory;
}

std::string generated_list() {
  std::string text = "\n| memory | timings that others mask |\n|---|---|\n";
  for (const std::string& name : list_data_files(config::kMemoryFolder)) {
    std::string masked;
    for (const MaskedTiming& timing : masked_timings(memory_of(name))) {
      masked += (masked.empty() ? "`" : ", `") + timing.parameter + "` (" + timing.by + ")";
    }
    text += "| `" + name + "` | " + (masked.empty() ? "none" : masked) + " |\n";
  }
  return text + "\n";
}

std::string documented_list() {
  std::ifstream file(SYSTOLE_SOURCE_DIR "/docs/memory.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::string begin = "<!-- masked timings: begin -->\n";
  const std::size_t from = text.find(begin) + begin.size();
  return text.substr(from, text.find("<!-- masked timings: end -->") - from);
}

bool masks(const std::vector<MaskedTiming>& list, const std::string& parameter) {
  return std::any_of(list.begin(), list.end(),
                     [&](const MaskedTiming& timing) { return timing.parameter == parameter; });
}

Femtoseconds time_of(const config::MemoryConfig& memory, DramPatternKind kind, double reads) {
  DramPattern pattern;
  pattern.kind = kind;
  pattern.reads = reads;
  pattern.bytes = 1 << 17;
  DramDrive drive;
  drive.level = DramLevelOfDetail::cycle;
  return drive_dram(memory, accesses_of(pattern, memory), drive).time;
}

}  // namespace

TEST_CASE("docs/memory.md lists the timings that others mask") {
  INFO("put this between the two marks of docs/memory.md:\n" << generated_list());
  CHECK(documented_list() == generated_list());
}

TEST_CASE("A masked timing can be relaxed without any effect, one that decides cannot") {
  const auto name = GENERATE("ddr4_2400", "ddr5_4800", "hbm2", "lpddr4_3200");
  const config::MemoryConfig memory = memory_of(name);
  const auto same_without = [&](config::MemoryConfig changed) {
    for (const auto kind : {DramPatternKind::stream, DramPatternKind::random}) {
      for (const double reads : {1.0, 0.5}) {
        if (time_of(memory, kind, reads) != time_of(changed, kind, reads)) return false;
      }
    }
    return true;
  };
  const std::vector<MaskedTiming> list = masked_timings(memory);
  config::MemoryConfig changed = memory;
  changed.timing.trc = 1;
  CHECK(masks(list, "trc") == same_without(changed));
  changed = memory;
  changed.timing.tfaw = 1;
  CHECK(masks(list, "tfaw") == same_without(changed));
  changed = memory;
  changed.timing.tras = 1;
  CHECK(masks(list, "tras") == same_without(changed));
}

TEST_CASE("What masks a timing is named") {
  const auto by = [](const config::MemoryConfig& memory,
                     const std::string& parameter) -> std::string {
    for (const MaskedTiming& timing : masked_timings(memory)) {
      if (timing.parameter == parameter) return timing.by;
    }
    return "";
  };
  CHECK(by(memory_of("ddr4_2400"), "trc") == "tras + trp");
  CHECK(by(memory_of("ddr4_2400", {"timing.trc=56"}), "trc").empty());
  CHECK(by(memory_of("ddr4_2400", {"timing.tfaw=16"}), "tfaw") == "4 x trrd_s");
  CHECK(by(memory_of("ddr4_2400", {"timing.tras=20", "timing.trc=36"}), "tras") ==
        "trcd_rd + trtp");
  CHECK(by(memory_of("hbm3"), "trfc_pb") == "not used with refresh all_bank");
  CHECK(by(memory_of("hbm3", {"controller.refresh=per_bank"}), "trfc_pb").empty());
}
