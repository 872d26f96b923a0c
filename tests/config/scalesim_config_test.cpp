#include "config/scalesim_config.hpp"

#include <cstdlib>
#include <filesystem>

#include <catch2/catch.hpp>

#include "config/chip_io.hpp"
#include "config/mistakes.hpp"

using namespace systole;
using namespace systole::config;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

const std::string kArray =
    "[general]\nrun_name = mine\n[architecture_presets]\nArrayHeight: 8\nArrayWidth: 16\n"
    "IfmapSramSzkB: 64\nFilterSramSzkB: 32\nOfmapSramSzkB: 16\nDataflow : is\nBandwidth : 10\n";
const std::string kRest = "[layout]\n[sparsity]\n[run_presets]\nInterfaceBandwidth: CALC\n";

Chip parsed(const std::string& text, Diagnostics& diagnostics) {
  return parse_scalesim_config(text, "folder/some.cfg", diagnostics);
}

std::string errors_in(const std::string& text) {
  Diagnostics diagnostics;
  parsed(text, diagnostics);
  return joined(diagnostics.errors());
}

std::string notes_in(const std::string& text) {
  Diagnostics diagnostics;
  parsed(text, diagnostics);
  diagnostics.throw_if_errors();
  return joined(diagnostics.notes());
}

}  // namespace

TEST_CASE(
    "A SCALE-Sim configuration becomes a chip with SCALE-Sim's accounting and none of our "
    "additions") {
  Diagnostics diagnostics;
  const Chip chip = parsed(kArray + kRest, diagnostics);
  CHECK(diagnostics.errors().empty());
  CHECK(diagnostics.notes().empty());
  CHECK(chip.name == "mine");
  CHECK(chip.accounting == Accounting::scalesim);
  CHECK(chip.default_dtype == DType::int8);
  CHECK(chip.clock_mhz == 1000.0);
  const MatrixUnitConfig& array = chip.core.matrix;
  CHECK(array.rows == 8);
  CHECK(array.cols == 16);
  CHECK(array.dataflow == Dataflow::input_stationary);
  CHECK_FALSE(array.stationary_double_buffer);
  CHECK_FALSE(array.fold_overlap);
  CHECK_FALSE(array.edge_folds_shortened);
  CHECK_FALSE(array.separate_output_drain);
  CHECK(chip.core.sram.input_kib == 64);
  CHECK(chip.core.sram.weight_kib == 32);
  CHECK(chip.core.sram.output_kib == 16);
  CHECK(chip.core.sram.size_kib == 112);
  CHECK(chip.core.sram.slots == 2);
  CHECK(chip.dram.model == DramModel::ideal);
}

TEST_CASE("USER gives every operand a channel with the bandwidth in bytes per cycle") {
  Diagnostics diagnostics;
  const Chip chip = parsed(
      kArray + "[layout]\n[sparsity]\n[run_presets]\nInterfaceBandwidth = user\n", diagnostics);
  CHECK(diagnostics.errors().empty());
  CHECK(chip.dram.model == DramModel::latency_bandwidth);
  CHECK(chip.dram.channels == 3);
  CHECK(chip.dram.channel_bandwidth_gb_per_s == 10.0);
  CHECK(chip.dram.latency_ns == 0.0);
  CHECK(chip.dram.interleave_bytes == 1LL << 40);
  CHECK(chip.core.dma.channels >= 3);
  CHECK(chip.core.dma.burst_bytes * chip.core.dma.outstanding_bursts >= 1LL << 40);
}

TEST_CASE("A SCALE-Sim chip can be written as a chip file and read again") {
  Diagnostics diagnostics;
  const std::string mode = GENERATE("CALC", "USER");
  const Chip chip =
      parsed(kArray + "[run_presets]\nInterfaceBandwidth: " + mode + "\n", diagnostics);
  const std::string written = write_chip(chip);
  const Chip again = parse_chip(written, "resolved.yaml", {}, diagnostics);
  CHECK(joined(diagnostics.errors()).empty());
  CHECK(write_chip(again) == written);
  CHECK_THAT(written,
             Contains("rows: {value: 8, source: \"SCALE-Sim configuration, ArrayHeight\"}"));
}

TEST_CASE(
    "Case, delimiters, comments, Windows line ends and a byte order mark make no difference") {
  Diagnostics diagnostics;
  const Chip chip = parsed(
      "\xEF\xBB\xBF# a comment\r\n[General]\r\nRUN_NAME=x\r\n; "
      "another\r\n[ARCHITECTURE_PRESETS]\r\n"
      "  arrayheight = 8 # eight\r\nARRAYWIDTH:9\r\nIfmapSramSzKB : 1\r\nfiltersramszkb=2\r\n"
      "OfmapSramSzkB=3\r\nDATAFLOW=OS\r\n\r\n[layout]\r\n[sparsity]\r\n[run_presets]\r\n",
      diagnostics);
  CHECK(joined(diagnostics.errors()).empty());
  CHECK(joined(diagnostics.notes()).empty());
  CHECK(chip.name == "x");
  CHECK(chip.core.matrix.rows == 8);
  CHECK(chip.core.matrix.cols == 9);
  CHECK(chip.core.sram.size_kib == 6);
  CHECK(chip.core.matrix.dataflow == Dataflow::output_stationary);
}

TEST_CASE("What an older file leaves out has a default and a note") {
  const std::string notes =
      notes_in("[architecture_presets]\nArrayWidth: 16\n[network_presets]\nTopologyCsvLoc: x\n");
  CHECK_THAT(notes, Contains("no section [general]") && Contains("no section [run_presets]"));
  CHECK_THAT(notes, Contains("ArrayHeight is missing, 4 is used"));
  CHECK_THAT(notes, Contains("some.cfg:3:1: section [network_presets] is not used"));
  CHECK_THAT(notes, !Contains("TopologyCsvLoc"));
  Diagnostics diagnostics;
  CHECK(parsed("[architecture_presets]\n", diagnostics).name == "some");
}

TEST_CASE("Unknown keys are noted, near misses with the key that was meant") {
  const std::string notes = notes_in(
      "[architecture_presets]\nMemoryBanks: 1\nArrayHieght: 4\n[sparsity]\nSparsitySupport: "
      "True\n");
  CHECK_THAT(notes, Contains("some.cfg:2:1: unknown key MemoryBanks is not used\n"));
  CHECK_THAT(notes, Contains("ArrayHieght is not used, did you mean 'ArrayHeight'?"));
  CHECK_THAT(notes, Contains("SparsitySupport: N:M sparsity is taken from the topology"));
}

TEST_CASE("Bad values of a SCALE-Sim configuration are errors with file and line") {
  const auto with = [](const std::string& line) {
    return errors_in("[architecture_presets]\n" + line +
                     "\n[run_presets]\nInterfaceBandwidth: USER\n");
  };
  CHECK_THAT(with("Dataflow: rs\nBandwidth: 1"),
             Contains("some.cfg:2:11: Dataflow: unknown dataflow 'rs', expected os, ws or is"));
  CHECK_THAT(with("ArrayHeight: 0"),
             Contains("some.cfg:2:14: ArrayHeight: expected an integer, 1 to 65536"));
  CHECK_THAT(with("ArrayWidth: 1000000000000000000"), Contains("ArrayWidth: expected an integer"));
  CHECK_THAT(with("ArrayWidth: -3"), Contains("got '-3'"));
  CHECK_THAT(with("ArrayWidth:"), Contains("some.cfg:2:1: ArrayWidth: expected an integer"));
  CHECK_THAT(with("IfmapSramSzkB: lots"), Contains("got 'lots'"));
  CHECK_THAT(with("Bandwidth: 0"), Contains("Bandwidth: expected bytes per cycle"));
  CHECK_THAT(with("ArrayWidth: 4"), Contains("USER needs a Bandwidth"));
  CHECK_THAT(with("Bandwidth: 1\nArrayWidth: 4\narraywidth: 5"),
             Contains("twice, first at folder/some.cfg:3:1"));
  CHECK_THAT(with("just words"), Contains("some.cfg:2:1: expected 'key: value'"));
  CHECK_THAT(errors_in("[architecture_presets\n"), Contains("expected ']'"));
  CHECK_THAT(errors_in("[run_presets]\nInterfaceBandwidth: MAYBE\n"),
             Contains("expected USER or CALC"));
}

TEST_CASE("A file that is no SCALE-Sim configuration is refused") {
  CHECK_THAT(errors_in("name: toy\n"), Contains("not a SCALE-Sim configuration"));
  CHECK_THAT(errors_in(std::string("[general]\0", 10)),
             Contains("some.cfg:1:10") && Contains("text file"));
  CHECK_THAT(errors_in("[general]\nrun_name: \xFF\n"), Contains("some.cfg:2:11"));
  Diagnostics diagnostics;
  CHECK_THROWS_AS(read_scalesim_config("no/such.cfg", diagnostics), UserError);
  CHECK_THROWS_AS(read_scalesim_config("/", diagnostics), UserError);
}

TEST_CASE("Configurations that SCALE-Sim's users have are read without an error") {
  const char* const shared = std::getenv("SYSTOLE_SHARED");
  if (shared == nullptr) {
    WARN("skipped: set SYSTOLE_SHARED to the folder that holds inputs/scalesim/configs");
    return;
  }
  int files = 0;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(fs::path(shared) / "inputs/scalesim/configs")) {
    if (entry.path().extension() != ".cfg") continue;
    CAPTURE(entry.path());
    ++files;
    Diagnostics diagnostics;
    const Chip chip = read_scalesim_config(entry.path().string(), diagnostics);
    CHECK(joined(diagnostics.errors()).empty());
    CHECK(chip.core.matrix.rows > 1);
    const Chip again = parse_chip(write_chip(chip), "resolved.yaml", {}, diagnostics);
    CHECK(joined(diagnostics.errors()).empty());
    if (entry.path().stem() == "eyeriss") {
      CHECK(chip.core.matrix.rows == 12);
      CHECK(again.core.matrix.cols == 14);
      CHECK(chip.core.sram.size_kib == 108);
    }
    if (entry.path().stem() == "google") {
      CHECK(chip.core.matrix.dataflow == Dataflow::output_stationary);
      CHECK(chip.dram.model == DramModel::latency_bandwidth);
    }
  }
  CHECK(files >= 3);
}
