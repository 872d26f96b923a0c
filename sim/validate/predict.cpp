#include "validate/predict.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "base/error.hpp"
#include "mapping/compile.hpp"
#include "runner/runner.hpp"
#include "study/causes.hpp"
#include "study/statistics.hpp"

namespace systole::validate {

namespace {

workload::Graph graph_of(const Measured& row) {
  workload::Graph graph;
  graph.name = row.kind;
  graph.operators = row.operators;
  return graph;
}

/// A harness repeats: the steps once more, on the same operands.
program::Program repeated(program::Program program) {
  const std::vector<program::Step> once = program.steps;
  program.steps.insert(program.steps.end(), once.begin(), once.end());
  return program;
}

program::Program program_of(const Measured& row, const config::Chip& chip,
                            const mapping::Mapper& mapper) {
  program::Program once = mapping::compile(graph_of(row), chip, mapper).program;
  return repeated(std::move(once));
}

/// Of the second half of the steps.
Prediction prediction_of(const result::Result& result) {
  const auto half = static_cast<std::ptrdiff_t>(result.operators.size() / 2);
  const auto begin = result.operators.begin() + half;
  Cycles cycles = 0;
  for (auto op = begin; op != result.operators.end(); ++op) cycles += op->cycles;
  const auto longest =
      std::max_element(begin, result.operators.end(),
                       [](const auto& a, const auto& b) { return a.cycles < b.cycles; });
  Prediction prediction;
  prediction.seconds = study::seconds_of(cycles, result.machine);
  prediction.cause = study::cause_of(*longest, result.machine);
  prediction.mapping = longest->mapping;
  return prediction;
}

/// The analytic level has no kernel, so it needs no process of its own.
result::Result run(const config::Chip& chip, const Measured& row, const PredictOptions& options) {
  system::RunOptions run_options;
  run_options.fidelity = options.fidelity;
  const auto program = [&] { return program_of(row, chip, options.mapper); };
  if (options.fidelity == system::Fidelity::analytic) {
    return system::run(chip, program(), run_options);
  }
  return runner::run_in_child(chip, program, run_options);
}

/// What a host that waits for each launch adds: its own time, and a chip that has gone idle.
double launch_seconds(const config::Chip& chip, const PredictOptions& options) {
  constexpr double kMicro = 1e-6;
  const double idle = chip.launch.first_us - chip.launch.next_us;
  return kMicro * (options.host.step_us + options.host.kernel_us + idle);
}

Prediction predict_row(const config::Chip& chip, const Measured& row,
                       const PredictOptions& options) {
  try {
    Prediction prediction = prediction_of(run(chip, row, options));
    if (row.timing == Timing::launch_included) prediction.seconds += launch_seconds(chip, options);
    return prediction;
  } catch (const std::exception& error) {
    const std::string text = error.what();
    return {0.0, "", "", text.substr(0, text.find('\n'))};
  }
}

using Key = std::vector<std::int64_t>;

/// What tells the work of two rows apart.
Key key_of(const Measured& row) {
  Key key{static_cast<std::int64_t>(row.timing)};
  for (const workload::Operator& op : row.operators) {
    const Key work = workload::fingerprint(op.work);
    key.insert(key.end(), work.begin(), work.end());
    for (const DType dtype : {op.input_dtype, op.weight_dtype, op.output_dtype}) {
      key.push_back(static_cast<std::int64_t>(dtype));
    }
  }
  return key;
}

/// Takes one distinct row after the other from a list, in as many threads as asked for.
class Rounds {
 public:
  Rounds(const config::Chip& chip, const std::vector<const Measured*>& distinct,
         const PredictOptions& options)
      : chip_(chip), distinct_(distinct), options_(options), predictions_(distinct.size()) {}

  std::vector<Prediction> work_all() {
    std::vector<std::thread> threads;
    for (std::int64_t i = 0; i < options_.jobs; ++i) threads.emplace_back([this] { work(); });
    for (std::thread& thread : threads) thread.join();
    return std::move(predictions_);
  }

 private:
  void work() {
    for (std::size_t i = next_++; i < distinct_.size(); i = next_++) {
      predictions_[i] = predict_row(chip_, *distinct_[i], options_);
      const std::lock_guard<std::mutex> lock(telling_);
      ++done_;
      if (options_.progress) options_.progress(done_, distinct_.size());
    }
  }

  const config::Chip& chip_;
  const std::vector<const Measured*>& distinct_;
  const PredictOptions& options_;
  std::vector<Prediction> predictions_;
  std::atomic<std::size_t> next_{0};
  std::mutex telling_;
  std::size_t done_ = 0;
};

}  // namespace

std::vector<Prediction> predict(const config::Chip& chip, const std::vector<const Measured*>& rows,
                                const PredictOptions& options) {
  std::map<Key, std::size_t> known;
  std::vector<const Measured*> distinct;
  std::vector<std::size_t> number;
  for (const Measured* row : rows) {
    if (row->operators.empty()) {
      number.push_back(0);
      continue;
    }
    const auto [entry, is_new] = known.try_emplace(key_of(*row), distinct.size());
    if (is_new) distinct.push_back(row);
    number.push_back(entry->second);
  }
  const std::vector<Prediction> predictions = Rounds(chip, distinct, options).work_all();
  std::vector<Prediction> all;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    all.push_back(rows[i]->operators.empty() ? Prediction{0.0, "", "", rows[i]->left_out}
                                             : predictions.at(number[i]));
  }
  return all;
}

}  // namespace systole::validate
