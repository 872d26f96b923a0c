// Whole runs whose integers must not change unnoticed. A change that is meant is accepted with
// scripts/accept-golden, and reviewed as a difference of the JSON files beside this one.
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "config/chip_io.hpp"
#include "frontend/read_workload.hpp"
#include "mapping/compile.hpp"
#include "runner/runner.hpp"

using namespace systole;
using Json = nlohmann::ordered_json;

namespace {

Json integers_of(const result::OperatorResult& op) {
  const result::Counters& c = op.counters;
  const result::CycleBreakdown& b = op.breakdown;
  return {{"name", op.name},
          {"mnk", {op.count, op.m, op.n, op.k}},
          {"mapping", op.mapping},
          {"cycles", op.cycles},
          {"categories",
           {b.first_fill, b.stream, b.array_overhead, b.stall_load, b.stall_store, b.final_drain,
            b.memory_pass, b.numbering}},
          {"folds", c.folds},
          {"dram_read", c.dram_read},
          {"dram_written", c.dram_written},
          {"sram_reads", c.sram_reads},
          {"sram_writes", c.sram_writes}};
}

/// One operator per line, so that a difference shows which one changed.
std::string text_of(const result::Result& result) {
  std::string text = "[\n";
  for (const result::OperatorResult& op : result.operators) {
    text += (text.size() > 2 ? ",\n" : "") + integers_of(op).dump();
  }
  return text + "\n]\n";
}

std::string text_of_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool accepting() { return std::getenv("SYSTOLE_ACCEPT_GOLDEN") != nullptr; }

}  // namespace

TEST_CASE("Shipped workloads on shipped chips give the accepted integers") {
  const std::string chip_name = GENERATE("edge_npu", "cloud_npu", "tpu_v1_like", "toy_4x4");
  const std::string workload = GENERATE("resnet50", "transformer_block");
  Diagnostics diagnostics;
  const config::Chip chip = config::read_chip(chip_name, {}, diagnostics);
  diagnostics.throw_if_errors();
  frontend::ReadOptions options;
  options.default_dtype = chip.default_dtype;
  const workload::Graph graph = frontend::read_workload(workload, options, diagnostics);
  const std::string text = text_of(runner::run_in_child(chip, mapping::compile(graph, chip), {}));

  const std::string path =
      std::string(SYSTOLE_SOURCE_DIR) + "/tests/golden/" + workload + "_on_" + chip_name + ".json";
  if (accepting()) {
    std::ofstream(path) << text;
    return;
  }
  INFO("if the change is meant, run scripts/accept-golden and review the difference");
  CHECK(text == text_of_file(path));
}
