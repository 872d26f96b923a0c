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

double tops_of(const std::string& name) {
  Diagnostics diagnostics;
  const config::Chip chip = config::read_chip("tpu_v1_like", {}, diagnostics);
  frontend::ReadOptions options;
  options.default_dtype = chip.default_dtype;
  const workload::Graph graph = frontend::read_workload(name, options, diagnostics);
  diagnostics.throw_if_errors();
  const auto program = [&] { return mapping::compile(graph, chip, mapping::Mapper{}).program; };
  const result::Result result = runner::run_in_child(chip, program, {});
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
