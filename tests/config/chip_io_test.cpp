#include "config/chip_io.hpp"

#include <fstream>

#include <catch2/catch.hpp>

#include "base/data_files.hpp"
#include "config/mistakes.hpp"

using namespace systole;
using namespace systole::config;

namespace {

/// Every key away from its default.
const char* const kEveryKey = R"(
name: "all: keys"
description: "two\nlines"
clock_mhz: 940.1
accounting: scalesim
default_dtype: bf16
core:
  count: 1
  matrix:
    rows: 3
    cols: 5
    dataflow: os
    stationary_double_buffer: false
    fold_overlap: false
    edge_folds_shortened: false
    separate_output_drain: false
  sram: {size_kib: 70, input_kib: 20, weight_kib: 30, output_kib: 10, slots: 3,
    banks: 8, ports: 2, bank_width_bytes: 4, layout: blocked}
  dma: {channels: 7, outstanding_bursts: 1e9, burst_bytes: 32, descriptor_cycles: 9, alignment_bytes: 32}
interconnect: {topology: mesh, rows: 2, cols: 4, memory_ports: 3, interleave_bytes: 1024,
  width_bytes: 16, clock_mhz: 800, hop_latency_cycles: 3, packet_bytes: 256, multicast: false}
shared_buffer: {size_kib: 96, slices: 3, ways: 4, block_bytes: 256, bytes_per_cycle: 32,
  latency_cycles: 11, bypass_input: true, bypass_weight: true, bypass_output: true}
dram:
  model: ideal
  channels: 6
  channel_bandwidth_gb_per_s: 0.1
  latency_ns: {low: 80, nominal: 0.3e3, high: 1e3, source: "assumed: \"typical\""}
  interleave_bytes: {value: 512, source: data sheet}
  capacity_gib: 0.5
)";

Chip clean(const std::string& text, const std::vector<std::string>& overrides = {}) {
  Diagnostics diagnostics;
  Chip chip = parse_chip(text, "folder/my_chip.yaml", overrides, diagnostics);
  diagnostics.throw_if_errors();
  CHECK(diagnostics.notes().empty());
  return chip;
}

}  // namespace

TEST_CASE("Every key of a chip file arrives in the chip") {
  const Chip chip = clean(kEveryKey);
  CHECK(chip.name == "all: keys");
  CHECK(chip.description == "two\nlines");
  CHECK(chip.clock_mhz == 940.1);
  CHECK(chip.accounting == Accounting::scalesim);
  CHECK(chip.default_dtype == DType::bf16);
  CHECK(chip.core.count == 1);
  const MatrixUnitConfig& array = chip.core.matrix;
  CHECK(array.rows == 3);
  CHECK(array.cols == 5);
  CHECK(array.dataflow == Dataflow::output_stationary);
  CHECK_FALSE(array.stationary_double_buffer);
  CHECK_FALSE(array.fold_overlap);
  CHECK_FALSE(array.edge_folds_shortened);
  CHECK_FALSE(array.separate_output_drain);
  const SramConfig& sram = chip.core.sram;
  CHECK(sram.size_kib == 70);
  CHECK(sram.input_kib == 20);
  CHECK(sram.weight_kib == 30);
  CHECK(sram.output_kib == 10);
  CHECK(sram.slots == 3);
  CHECK(sram.banks == 8);
  CHECK(sram.ports == 2);
  CHECK(sram.bank_width_bytes == 4);
  CHECK(sram.layout == BankLayout::blocked);
  CHECK(chip.core.dma.alignment_bytes == 32);
  CHECK(chip.interconnect.topology == Topology::mesh);
  CHECK(chip.interconnect.rows == 2);
  CHECK(chip.interconnect.cols == 4);
  CHECK(chip.interconnect.memory_ports == 3);
  CHECK(chip.interconnect.interleave_bytes == 1024);
  CHECK(chip.interconnect.width_bytes == 16);
  CHECK(chip.interconnect.clock_mhz == 800.0);
  CHECK(chip.interconnect.hop_latency_cycles == 3);
  CHECK(chip.interconnect.packet_bytes == 256);
  CHECK_FALSE(chip.interconnect.multicast);
  CHECK(chip.shared_buffer.size_kib == 96);
  CHECK(chip.shared_buffer.slices == 3);
  CHECK(chip.shared_buffer.ways == 4);
  CHECK(chip.shared_buffer.block_bytes == 256);
  CHECK(chip.shared_buffer.bytes_per_cycle == 32);
  CHECK(chip.shared_buffer.latency_cycles == 11);
  CHECK(chip.shared_buffer.bypass_input);
  CHECK(chip.shared_buffer.bypass_weight);
  CHECK(chip.shared_buffer.bypass_output);
  CHECK(chip.core.dma.channels == 7);
  CHECK(chip.core.dma.outstanding_bursts == 1'000'000'000);
  CHECK(chip.core.dma.burst_bytes == 32);
  CHECK(chip.core.dma.descriptor_cycles == 9);
  CHECK(chip.dram.model == DramModel::ideal);
  CHECK(chip.dram.channels == 6);
  CHECK(chip.dram.channel_bandwidth_gb_per_s == 0.1);
  CHECK(chip.dram.latency_ns == 300.0);
  CHECK(chip.dram.interleave_bytes == 512);
  CHECK(chip.dram.capacity_gib == 0.5);
}

TEST_CASE("Sources and ranges are kept beside the values") {
  const Chip chip = clean(kEveryKey);
  REQUIRE(chip.provenance.size() == 2);
  CHECK(chip.provenance[0].path == "dram.latency_ns");
  CHECK(chip.provenance[0].source == "assumed: \"typical\"");
  CHECK(chip.provenance[0].low == "80");
  CHECK(chip.provenance[0].high == "1000");
  CHECK(chip.provenance[1].path == "dram.interleave_bytes");
  CHECK(chip.provenance[1].source == "data sheet");
  CHECK(chip.provenance[1].low.empty());
}

TEST_CASE("A written chip reads back as the same chip, and every key is written") {
  const std::string written = write_chip(clean(kEveryKey));
  CHECK_THAT(written, Catch::Contains("clock_mhz: 940.1\n") &&
                          Catch::Contains("dataflow: output_stationary\n") &&
                          Catch::Contains("outstanding_bursts: 1000000000\n") &&
                          Catch::Contains("latency_ns: {low: 80, nominal: 300, high: 1000, source: "
                                          "\"assumed: \\\"typical\\\"\"}\n"));
  CHECK(write_chip(clean(written)) == written);
  const std::string defaults = write_chip(Chip{});
  CHECK(write_chip(clean(defaults)) == defaults);
}

TEST_CASE("A chip without a name is called like its file") {
  CHECK(clean("clock_mhz: 5\n").name == "my_chip");
  CHECK(clean("clock_mhz: 5\ncore:\n").core.matrix.rows == MatrixUnitConfig{}.rows);
}

TEST_CASE("Overrides replace values and become their source") {
  const Chip chip = clean(kEveryKey, {"core.sram.size_kib=128", "core.matrix.dataflow = is",
                                      "dram.latency_ns={value: 7, source: measured}",
                                      "core.sram.slots=4", "core.sram.slots=5", "name=\"x y\""});
  CHECK(chip.core.sram.size_kib == 128);
  CHECK(chip.core.matrix.dataflow == Dataflow::input_stationary);
  CHECK(chip.dram.latency_ns == 7.0);
  CHECK(chip.core.sram.slots == 5);
  CHECK(chip.name == "x y");
  const auto source_of = [&](const std::string& path) {
    for (const Provenance& entry : chip.provenance) {
      if (entry.path == path) return entry.source;
    }
    return std::string();
  };
  CHECK(source_of("core.sram.size_kib") == "--set core.sram.size_kib=128");
  CHECK(source_of("dram.latency_ns") == "measured");
}

TEST_CASE("The generated page of the configuration is current") {
  const std::string page = read_file(std::string(SYSTOLE_SOURCE_DIR) + "/docs/configuration.md");
  INFO("run: systole config docs > docs/configuration.md");
  CHECK(page == document_configuration());
}

TEST_CASE("The documentation gives type, unit, default, range and meaning of a key") {
  const std::string page = document_configuration();
  CHECK_THAT(page, Catch::Contains("| `size_kib` | integer | KiB | 512 | 1 to 2^30 | on-chip"));
  CHECK_THAT(page, Catch::Contains("| `clock_mhz` | number | MHz | 1000 | 0.001 to 100000 |"));
  CHECK_THAT(page, Catch::Contains("### `core.matrix`"));
}
