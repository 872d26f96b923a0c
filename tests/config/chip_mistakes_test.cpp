#include <catch2/catch.hpp>

#include "config/chip_io.hpp"
#include "config/mistakes.hpp"

using namespace systole;
using namespace systole::config;
using Catch::Contains;

TEST_CASE("All mistakes of a file are reported in one go, each with place, path and expectation") {
  CHECK(
      errors_of("clock_mhz: fast\n"
                "core:\n"
                "  matrix:\n"
                "    row: 4\n"
                "    cols: 0\n"
                "    dataflow: weight_stationery\n"
                "    fold_overlap: no\n"
                "colour: red\n") ==
      "c.yaml:1:12: clock_mhz: expected a finite number, got 'fast'\n"
      "c.yaml:5:11: core.matrix.cols: must be 1 to 65536, got 0\n"
      "c.yaml:6:15: core.matrix.dataflow: expected one of weight_stationary, output_stationary, "
      "input_stationary, got 'weight_stationery', did you mean 'weight_stationary'?\n"
      "c.yaml:7:19: core.matrix.fold_overlap: expected true or false, got 'no'\n"
      "c.yaml:4:5: core.matrix.row: unknown key, did you mean 'rows'?\n"
      "c.yaml:8:1: colour: unknown key, expected one of name, description, clock_mhz, accounting, "
      "default_dtype, library, clocks, launch, core, interconnect, shared_buffer, dram, memory, "
      "silicon, "
      "facts\n");
}

TEST_CASE("A key in the wrong section is sent to the right one") {
  CHECK(errors_of("size_kib: 5\n") ==
        "c.yaml:1:1: size_kib: unknown key, did you mean 'core.sram.size_kib'?\n");
}

TEST_CASE("Numbers that no chip has are refused") {
  const auto error_for = [](const char* value) {
    return errors_of(std::string("core: {matrix: {rows: ") + value + "}}\n");
  };
  CHECK_THAT(error_for("-1"), Contains("must be 1 to 65536, got -1"));
  CHECK_THAT(error_for("0"), Contains("must be 1 to 65536, got 0"));
  CHECK_THAT(error_for("1000000000000000000"), Contains("must be 1 to 65536"));
  CHECK_THAT(error_for("1e18"), Contains("must be 1 to 65536, got 1e18"));
  CHECK_THAT(error_for("1e40"), Contains("does not fit in 64 bits"));
  CHECK_THAT(error_for("010"), Contains("leading zero"));
  CHECK_THAT(error_for("2.5"), Contains("fraction"));
  CHECK_THAT(error_for("[4]"), Contains("got a list"));
  CHECK_THAT(error_for(""), Contains("got nothing"));
  CHECK_THAT(errors_of("clock_mhz: .nan\n"), Contains("a finite number"));
  CHECK(error_for("4").empty());
}

TEST_CASE("A text where a section belongs, and the other way round, is an error") {
  CHECK(errors_of("core: big\n") == "c.yaml:1:7: core: expected a section with keys, got 'big'\n");
  CHECK_THAT(errors_of("clock_mhz: {a: 1}\n"),
             Contains("clock_mhz.a: unknown key beside a value") &&
                 Contains("write either {value, source}"));
  CHECK_THAT(errors_of("- a\n- b\n"), Contains("expected keys with values, got a list"));
}

TEST_CASE("Sources and ranges are checked") {
  CHECK_THAT(errors_of("clock_mhz: {value: 5, sorce: x}\n"), Contains("did you mean 'source'?"));
  CHECK_THAT(errors_of("clock_mhz: {low: 1, high: 3}\n"), Contains("write either"));
  CHECK_THAT(errors_of("clock_mhz: {low: 1, nominal: 2}\n"), Contains("write either"));
  CHECK_THAT(errors_of("clock_mhz: {value: 1, nominal: 2}\n"), Contains("write either"));
  CHECK_THAT(errors_of("clock_mhz: {low: 3, nominal: 2, high: 4}\n"), Contains("must not fall"));
  CHECK_THAT(errors_of("clock_mhz: {low: 0, nominal: 2, high: 4}\n"), Contains("must be 0.001"));
  CHECK_THAT(errors_of("clock_mhz: {value: 2, source: [a]}\n"),
             Contains("clock_mhz.source: expected a text"));
  CHECK_THAT(errors_of("accounting: {low: a, nominal: scalesim, high: b}\n"),
             Contains("only a number"));
  CHECK(errors_of("accounting: {value: scalesim, source: x}\n").empty());
}

TEST_CASE("Contradictions between keys are errors at the key that the file gives") {
  CHECK(errors_of("core: {sram: {size_kib: 10, input_kib: 4, weight_kib: 4, output_kib: 4}}\n") ==
        "c.yaml:1:40: core.sram.input_kib: the parts 4 + 4 + 4 = 12 KiB are larger than "
        "core.sram.size_kib = 10\n");
  CHECK_THAT(errors_of("core: {sram: {weight_kib: 4}}\n"),
             Contains("c.yaml:1:27: core.sram.weight_kib: give all three parts or none; "
                      "core.sram.input_kib and core.sram.output_kib missing or 0"));
  CHECK(errors_of("core: {sram: {size_kib: 12, input_kib: 4, weight_kib: 4, output_kib: 4}}\n")
            .empty());
  CHECK_THAT(errors_of("core: {dma: {burst_bytes: 512}}\n"),
             Contains("c.yaml:1:27: core.dma.burst_bytes: a burst of 512 bytes is larger than"));
  CHECK_THAT(errors_of("dram: {interleave_bytes: 64}\n"),
             Contains("c.yaml:1:26: dram.interleave_bytes"));
  CHECK_THAT(
      errors_of("accounting: scalesim\ncore: {count: 2}\n"),
      Contains("c.yaml:1:13: accounting: scalesim counts the cycles of one core's array only, "
               "and core.count is larger than 1"));
  CHECK_THAT(errors_of("accounting: scalesim\ncore: {matrix: {kind: dot_product}}\n"),
             Contains("core.matrix.kind is dot_product; use whole_operator"));
  CHECK_THAT(errors_of("accounting: scalesim\ncore: {vector: {lanes: 8}}\n"),
             Contains("core.vector.lanes is larger than 0"));
  CHECK_THAT(errors_of("accounting: scalesim\nlaunch: {first_us: 2}\n"),
             Contains("launch has a cost"));
  CHECK_THAT(errors_of("core: {matrix: {kind: dot_product}, sram: {banks: 4}}\n"),
             Contains("core.sram.banks: bank conflicts are modelled for systolic arrays only"));
  CHECK_THAT(errors_of("core: {matrix: {rates: {fp32: 0, tf32: 0, fp16: 0, bf16: 0, fp8: 0, fp4: "
                       "0, int8: 0, int4: 0}}}\n"),
             Contains("core.matrix.rates: all rates are 0"));
}

TEST_CASE("A network whose packets straddle ports and a buffer without whole sets are refused") {
  CHECK_THAT(errors_of("interconnect: {topology: ring, packet_bytes: 96}\n"),
             Contains("interleave_bytes") && Contains("two ports"));
  CHECK(errors_of("interconnect: {packet_bytes: 96}\n").empty());
  CHECK_THAT(errors_of("shared_buffer: {size_kib: 1, slices: 3}\n"),
             Contains("whole sets") && Contains("6144 bytes"));
  CHECK(errors_of("shared_buffer: {size_kib: 0, slices: 3}\n").empty());
  CHECK_THAT(errors_of("interconnect: {topology: star}\n"), Contains("crossbar"));
}

TEST_CASE("A key with a mistake is not blamed again for a contradiction") {
  CHECK(errors_of("core: {sram: {size_kib: x, input_kib: 4, weight_kib: 4, output_kib: 4}}\n") ==
        "c.yaml:1:25: core.sram.size_kib: expected an integer, got 'x'\n");
  CHECK(errors_of("core: 7\ndram: {interleave_bytes: 64}\n") ==
        "c.yaml:1:7: core: expected a section with keys, got '7'\n");
}

TEST_CASE("Mistakes on the command line stand at the override") {
  CHECK(errors_of("clock_mhz: 5\n", {"core.sram.size_kib=no"}) ==
        "--set core.sram.size_kib=no: core.sram.size_kib: expected an integer, got 'no'\n");
  CHECK(errors_of("clock_mhz: 5\n", {"core.sram.sise_kib=5"}) ==
        "--set core.sram.sise_kib=5: core.sram.sise_kib: unknown key, did you mean 'size_kib'?\n");
  CHECK_THAT(errors_of("clock_mhz: 5\n", {"core.matrix.rows=010"}), Contains("leading zero"));
  CHECK_THAT(errors_of("clock_mhz: 5\n", {"clock_mhz"}), Contains("expected KEY=VALUE"));
  CHECK_THAT(errors_of("clock_mhz: 5\n", {"a..b=1"}), Contains("expected KEY=VALUE"));
  CHECK_THAT(errors_of("clock_mhz: 5\n", {"clock_mhz="}), Contains("a finite number, got ''"));
  CHECK_THAT(errors_of("clock_mhz: 5\n", {"clock_mhz=[1"}), Contains("--set clock_mhz=[1: "));
  CHECK_THAT(errors_of("clock_mhz: 5\n", {"clock_mhz=\xFF"}), Contains("UTF-8"));
  CHECK(errors_of("core: {count: 1}\n", {"core=5"}) ==
        "--set core=5: core: expected a section with keys, got a value (see c.yaml:1:7)\n");
  CHECK_THAT(errors_of("core: {count: 1}\n", {"core.count.x=5"}),
             Contains("core.count: expected a value"));
}

TEST_CASE("Duplicate keys, binary junk and malformed files are one clear error each") {
  CHECK(errors_of("clock_mhz: 5\nclock_mhz: 6\n") ==
        "c.yaml:2:1: clock_mhz: the key stands here twice, first at c.yaml:1:1\n");
  CHECK_THAT(errors_of(std::string("\x7F"
                                   "ELF\0\0",
                                   6)),
             Contains("c.yaml:1:1") && Contains("text file"));
  CHECK_THAT(errors_of("name: \xC3\x28\n"), Contains("c.yaml:1:7") && Contains("UTF-8"));
  CHECK_THAT(errors_of("name: [\n"), Contains("not well-formed YAML"));
}

TEST_CASE("A chip that cannot be found or read throws with the reason") {
  Diagnostics diagnostics;
  CHECK_THROWS_WITH(read_chip("edge_npo", {}, diagnostics), Contains("did you mean 'edge_npu'"));
  CHECK_THROWS_WITH(read_chip("no/such/file.yaml", {}, diagnostics), Contains("no such file"));
  CHECK_THROWS_WITH(read_chip("/", {}, diagnostics), Contains("is a directory"));
  CHECK_THROWS_WITH(read_chip("/dev/null", {}, diagnostics), Contains("empty"));
}
