// The three models of the library's must-run list on every shipped chip, books balanced
// (system::run throws where they do not).
#include <map>

#include <catch2/catch.hpp>

#include "base/data_files.hpp"
#include "config/chip_io.hpp"
#include "frontend/read_workload.hpp"
#include "mapping/compile.hpp"
#include "runner/runner.hpp"
#include "support/full_tests.hpp"

using namespace systole;

namespace {

struct Task {
  const char* workload;
  std::map<std::string, std::string> parameters;
};

const std::vector<Task>& tasks() {
  static const std::vector<Task> kTasks{{"resnet50", {}},
                                        {"bert_large", {}},
                                        {"llama3_8b_layer", {}},
                                        {"llama3_8b_layer", {{"seq", "1"}, {"past", "2047"}}}};
  return kTasks;
}

result::Result run(const config::Chip& chip, const Task& task, system::Fidelity fidelity) {
  Diagnostics diagnostics;
  frontend::ReadOptions reading;
  reading.parameters = task.parameters;
  reading.default_dtype = chip.default_dtype;
  const workload::Graph graph = frontend::read_workload(task.workload, reading, diagnostics);
  system::RunOptions options;
  options.fidelity = fidelity;
  return runner::run_in_child(
      chip, [&] { return mapping::compile(graph, chip); }, options);
}

config::Chip chip_named(const std::string& name) {
  Diagnostics diagnostics;
  config::Chip chip = config::read_chip(name, {}, diagnostics);
  diagnostics.throw_if_errors();
  return chip;
}

}  // namespace

TEST_CASE("ResNet-50, BERT-large and a Llama 3 layer run on every chip with balanced books",
          "[matrix]") {
  const std::vector<std::string> names = list_data_files(config::kChipFolder);
  const std::size_t step = test::full_tests() ? 1 : 9;
  for (std::size_t i = 0; i < names.size(); i += step) {
    const config::Chip chip = chip_named(names[i]);
    for (std::size_t t = 0; t < tasks().size(); ++t) {
      // A sample takes turns through the tasks; the whole matrix has them all, at the tile level.
      if (!test::full_tests() && t != (i / step) % tasks().size()) continue;
      INFO(names[i] << ", " << tasks()[t].workload);
      const result::Result result = run(chip, tasks()[t], system::Fidelity::tile);
      CHECK(result::totals_of(result).cycles > 0);
      CHECK(result::compute_utilization(result::totals_of(result)) <= 1.0);
    }
  }
}
