// SCALE-Sim's inputs in, its figures and its reports out.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/inputs.hpp"
#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

std::string config_text(const std::string& dataflow) {
  return "[general]\nrun_name = google_like\n\n[architecture_presets]\nArrayHeight: "
         "256\nArrayWidth: 256\n"
         "IfmapSramSzkB: 6144\nFilterSramSzkB: 6144\nOfmapSramSzkB: 2048\nDataflow: " +
         dataflow + "\nBandwidth: 10\n\n[run_presets]\nInterfaceBandwidth: CALC\n";
}

struct Reference {
  std::string dataflow;
  std::string
      row;  ///< layer, total, stalls, overall utilization, mapping efficiency, compute utilization
  std::int64_t cycles;
};

}  // namespace

TEST_CASE("the cycles and utilization of a layer are SCALE-Sim v3's own") {
  // Its shipped topology vit_s, first layer, on a 256 x 256 array with an unbounded interface.
  const auto reference = GENERATE(values<Reference>({
      {"os", ", 893, 0, 24.692, 57.4219, 24.6644,\n", 893},
      {"ws", ", 1923, 0, 11.4665, 56.25, 9.05916,\n", 1923},
      {"is", ", 1915, 0, 11.5144, 57.4219, 9.08904,\n", 1915},
  }));
  const Folder folder;
  const Outcome outcome = systole::test::systole(
      {"run", "--json", "--scalesim-config", folder.file("g.cfg", config_text(reference.dataflow)),
       "--workload", folder.file("vit.csv", "Layer,M,N,K,\nL0,196,192,384,\n"), "--out",
       folder.path("r"), "--scalesim-reports"});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK(json::parse(outcome.out)["operators"][0]["cycles"] == reference.cycles);
  CHECK_THAT(file_text(folder.path("r/COMPUTE_REPORT.csv")), Contains(reference.row));
}

TEST_CASE("SRAM access counts follow the published formulas") {
  const Folder folder;
  const Outcome outcome = systole::test::systole(
      {"run", "--json", "--scalesim-config", folder.file("g.cfg", config_text("ws")), "--workload",
       folder.file("gemm.csv", "Layer,M,N,K,\na,300,520,700,\n")});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  const json op = json::parse(outcome.out)["operators"][0];
  CHECK(op["sram_element_reads"]["input"] == 3 * 300 * 700);    // ceil(N/C) M K
  CHECK(op["sram_element_reads"]["weight"] == 700 * 520);       // K N
  CHECK(op["sram_element_writes"]["output"] == 3 * 300 * 520);  // ceil(K/R) M N
}
