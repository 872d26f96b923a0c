// The six applications of the first TPU run, and the table of docs/validation.md says what comes
// out.
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "base/data_files.hpp"
#include "config/chip_io.hpp"
#include "frontend/read_workload.hpp"
#include "mapping/compile.hpp"
#include "runner/runner.hpp"
#include "study/statistics.hpp"

using namespace systole;

namespace {

struct Run {
  workload::Graph graph;
  result::Result result;
};

Run run_of(const std::string& name) {
  Diagnostics diagnostics;
  const config::Chip chip = config::read_chip("tpu_v1_like", {}, diagnostics);
  frontend::ReadOptions options;
  options.default_dtype = chip.default_dtype;
  const workload::Graph graph = frontend::read_workload(name, options, diagnostics);
  diagnostics.throw_if_errors();
  const auto program = [&] { return mapping::compile(graph, chip, mapping::Mapper{}).program; };
  return {graph, runner::run_in_child(chip, program, {})};
}

double tops_of(const std::string& name) {
  const auto [graph, result] = run_of(name);
  const double seconds = study::seconds_of(result::totals_of(result).cycles, result.machine);
  return 2.0 * static_cast<double>(workload::macs_of(graph)) / seconds / 1e12;
}

std::string page() { return read_file(SYSTOLE_SOURCE_DIR "/docs/validation.md"); }

}  // namespace

TEST_CASE("the validation page shows the applications of the first TPU as they come out") {
  struct Application {
    const char* name;
    double measured;
  };
  // Jouppi et al. 2017, table 3.
  const auto application = GENERATE(values<Application>({{"tpu_v1_mlp0", 12.3},
                                                         {"tpu_v1_mlp1", 9.7},
                                                         {"tpu_v1_lstm0", 3.7},
                                                         {"tpu_v1_lstm1", 2.8},
                                                         {"tpu_v1_cnn0", 86.0},
                                                         {"tpu_v1_cnn1", 14.1}}));
  const double tops = tops_of(application.name);
  const std::string row =
      fmt::format("| `{}` | {:.1f} | {:.1f} | {:+.0f} % |", application.name, application.measured,
                  tops, 100.0 * (tops / application.measured - 1.0));
  INFO(row);
  CHECK(page().find(row) != std::string::npos);
}

TEST_CASE("the first TPU keeps results on chip and reads only weights from memory") {
  const Run run = run_of("tpu_v1_cnn0");
  const auto input = static_cast<std::size_t>(Operand::input);
  const auto weight = static_cast<std::size_t>(Operand::weight);
  CHECK(run.result.operators.front().counters.dram_read[input] > 0);  // what the host brought
  for (std::size_t i = 1; i < run.result.operators.size(); ++i) {
    INFO(run.result.operators[i].name);
    CHECK(run.result.operators[i].counters.dram_read[input] == 0);
    CHECK(run.result.operators[i].counters.dram_read[weight] ==
          workload::bytes_of(run.graph.operators[i], Operand::weight));
  }
}
