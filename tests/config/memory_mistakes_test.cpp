#include <catch2/catch.hpp>

#include "config/memory_io.hpp"
#include "config/mistakes.hpp"

using namespace systole;
using namespace systole::config;
using Catch::Contains;

namespace {

std::string memory_errors(const std::string& text, const std::vector<std::string>& overrides = {}) {
  Diagnostics diagnostics;
  parse_memory(text, "m.yaml", overrides, diagnostics);
  return joined(diagnostics.errors());
}

}  // namespace

TEST_CASE("The defaults of a memory are one that works") {
  CHECK(memory_errors("name: m\n").empty());
  CHECK(memory_errors("base: ddr4_2400\n").empty());
}

TEST_CASE("Timings that contradict each other are errors at their place") {
  CHECK_THAT(
      memory_errors("timing: {tras: 15}\n"),
      Contains("m.yaml:1:16: timing.tras: timing.tras = 15 is less than timing.trcd_rd = 16"));
  CHECK_THAT(memory_errors("timing:\n  trc: 50\n"),
             Contains("m.yaml:2:8: timing.trc: trc = 50 is less than tras + trp = 39 + 16"));
  CHECK_THAT(memory_errors("timing: {tccd_l: 3}\n"),
             Contains("timing.tccd_l = 3 is less than timing.tccd_s = 4"));
  CHECK_THAT(memory_errors("timing: {tccd_s: 3}\n"), Contains("collide on the data bus"));
  CHECK_THAT(memory_errors("timing: {trrd_l: 1}\n"), Contains("timing.trrd_l"));
  CHECK_THAT(memory_errors("timing: {trefi: 400}\n"), Contains("leaves no time to work"));
  CHECK_THAT(memory_errors("timing: {trefi: 0}\n"), Contains("all-bank refresh needs trefi"));
  CHECK_THAT(memory_errors("controller: {refresh: per_bank}\n"),
             Contains("per-bank refresh needs trfc_pb"));
  CHECK_THAT(memory_errors("controller: {refresh: per_bank}\ntiming: {trfc_pb: 10000}\n"),
             Contains("no time is left to work"));
  CHECK(memory_errors("controller: {refresh: none}\ntiming: {trefi: 0, trfc: 0}\n").empty());
}

TEST_CASE("Bursts must fit width, rate and row") {
  CHECK_THAT(memory_errors("timing: {tbl: 5, tccd_s: 5}\n"),
             Contains("take 4165 ps, but 8 beats at 2400 MT/s take 3333 ps"));
  CHECK_THAT(memory_errors("organisation: {channel_width_bits: 12, burst_length: 1}\n"),
             Contains("not whole bytes"));
  CHECK_THAT(memory_errors("organisation: {payload_bytes: 65}\n"), Contains("holds only 64 bytes"));
  CHECK_THAT(memory_errors("organisation: {columns: 1001}\n"),
             Contains("do not divide into bursts of 8"));
  CHECK_THAT(memory_errors("organisation: {columns: 4, payload_bytes: 64}\n"),
             Contains("organisation"));
}

TEST_CASE("Counts are checked against each other and against reason") {
  CHECK_THAT(memory_errors("organisation: {channels: 0}\n"),
             Contains("organisation.channels: must be 1 to 1024, got 0"));
  CHECK_THAT(memory_errors("organisation: {banks_per_group: 0}\n"), Contains("must be 1 to 64"));
  CHECK_THAT(memory_errors("organisation: {capacity_mib: 1000}\n"),
             Contains("organisation.capacity_mib: 1000 MiB do not divide into the organisation"));
  CHECK(memory_errors("organisation: {capacity_mib: 8192}\n").empty());
  CHECK_THAT(memory_errors("organisation: {channels: 1024, ranks: 64, stack_ids: 64, bank_groups: "
                           "64, banks_per_group: "
                           "64, pseudo_channels: 16, rows: 16777216, columns: 1048576}\n"),
             Contains("the capacity of the memory"));
}

TEST_CASE("An address map names every part once") {
  const auto error_for = [](const std::string& map) {
    return memory_errors("controller: {address_map: " + map + "}\n");
  };
  CHECK(error_for("RoBaRaCoCh").empty());
  CHECK(error_for("RoCoBaBgPcSidRaCo4Ch").empty());
  CHECK_THAT(error_for("RoBaCoCh"), Contains("Ra is missing"));
  CHECK_THAT(error_for("RoRoBaRaCoCh"), Contains("Ro stands twice"));
  CHECK_THAT(error_for("RoBaRaCoX"), Contains("at 'X'"));
  CHECK_THAT(error_for("RoBaRaCo4CoCh"), Contains("above Co"));
  CHECK_THAT(error_for("RoBaRaCoCo3Ch"), Contains("does not divide by 3"));
  CHECK_THAT(error_for("RoBaRaCoCo0Ch"), Contains("number of bursts"));
  CHECK_THAT(memory_errors("controller: {bank_hash: row_xor}\norganisation: {rows: 1000}\n"),
             Contains("powers of two"));
}

TEST_CASE("A controller's numbers must make sense together") {
  CHECK_THAT(memory_errors("controller: {write_low_percent: 80}\n"),
             Contains("not below the 80 %"));
  CHECK_THAT(memory_errors("commands: {activate_cycles: 1.3}\n"), Contains("halves"));
  CHECK_THAT(memory_errors("controller: {page_policy: opened}\n"),
             Contains("did you mean 'open'?"));
}

TEST_CASE("A memory is written as it was read") {
  Diagnostics diagnostics;
  const MemoryConfig memory = read_memory("hbm3", {"timing.tcl=21"}, diagnostics);
  const std::string text = write_memory(memory);
  CHECK(write_memory(parse_memory(text, "again.yaml", {}, diagnostics)) == text);
  CHECK(diagnostics.errors().empty());
  CHECK_THAT(text, Contains("tcl: {value: 21, source: --set timing.tcl=21}") ||
                       Contains("tcl: {value: 21"));
}

TEST_CASE("A chip takes a memory by name, as many stacks of it as it says") {
  Diagnostics diagnostics;
  const Chip chip =
      parse_chip("dram: {model: banked, memory: hbm2, stacks: 3}\n", "c.yaml", {}, diagnostics);
  diagnostics.throw_if_errors();
  const MemoryConfig one = read_memory("hbm2", {}, diagnostics);
  REQUIRE(chip.dram.banks);
  CHECK(chip.dram.banks->organisation.channels == 3 * one.organisation.channels);
  CHECK(chip.dram.banks->peak_bytes_per_second() == Approx(3 * one.peak_bytes_per_second()));
}

TEST_CASE("A chip lays its own section over the memory that it names") {
  Diagnostics diagnostics;
  const std::string text =
      "dram: {model: banked, memory: hbm2, stacks: 2}\nmemory: {timing: {tcl: 15}}\n";
  const Chip chip = parse_chip(text, "c.yaml", {"memory.timing.tcwl=6"}, diagnostics);
  diagnostics.throw_if_errors();
  const MemoryConfig file = read_memory("hbm2", {}, diagnostics);
  REQUIRE(chip.dram.banks);
  CHECK(chip.dram.banks->timing.tcl == 15);
  CHECK(chip.dram.banks->timing.tcwl == 6);
  CHECK(chip.dram.banks->timing.trp == file.timing.trp);
  CHECK(chip.dram.banks->name == "hbm2");
}

TEST_CASE("What is written of a chip no longer needs the memory's file") {
  Diagnostics diagnostics;
  const Chip chip = parse_chip("dram: {model: banked, memory: hbm3, stacks: 2}\n", "c.yaml",
                               {"memory.timing.tcl=21"}, diagnostics);
  const std::string text = write_chip(chip);
  CHECK_THAT(text, Contains("memory: \"\"") && Contains("trcd_rd: {value: 31, source: RAMULATOR}"));
  const Chip again = parse_chip(text, "again.yaml", {}, diagnostics);
  diagnostics.throw_if_errors();
  REQUIRE(again.dram.banks);
  CHECK(again.dram.banks->organisation.channels == chip.dram.banks->organisation.channels);
  CHECK(again.dram.banks->timing.tcl == 21);
  CHECK(write_chip(again) == text);

  const Chip other = parse_chip(text, "again.yaml", {"dram.memory=hbm2"}, diagnostics);
  diagnostics.throw_if_errors();
  CHECK(other.dram.banks->standard == "HBM2");
}

TEST_CASE("A chip's mistakes with its memory are told") {
  CHECK_THAT(errors_of("dram: {model: banked, memory: hbm2}\nmemory: {timing: {tcll: 15}}\n"),
             Contains("memory.timing.tcll") && Contains("did you mean 'tcl'"));
  CHECK_THAT(errors_of("dram: {model: banked, memory: hbm2}\nmemory: {timing: {tras: 5}}\n"),
             Contains(":2:") && Contains("tras"));
  CHECK_THAT(errors_of("memory: {timing: {tcl: 15}}\n"), Contains("banked only"));
  CHECK_THAT(errors_of("dram: {model: banked, memory: hbm22}\n"),
             Contains("dram.memory") && Contains("hbm2"));
  CHECK_THAT(errors_of("dram: {model: banked}\n"), Contains("needs dram.memory"));
  CHECK_THAT(errors_of("dram: {memory: hbm2}\n"), Contains("banked only"));
}
