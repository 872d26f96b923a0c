#include "validate/predict.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "base/error.hpp"
#include "mapping/compile.hpp"
#include "mapping/library_rocm.hpp"
#include "runner/runner.hpp"
#include "study/causes.hpp"
#include "study/statistics.hpp"
#include "validate/eager_times.hpp"
#include "validate/fingerprint.hpp"
#include "validate/predict_step.hpp"
#include "validate/shorten.hpp"

namespace systole::validate {

namespace {

using Operators = std::vector<workload::Operator>;

constexpr double kMicro = 1e-6;

workload::Graph graph_of(const Operators& operators) {
  workload::Graph graph;
  graph.name = operators.back().name;
  graph.operators = operators;
  return graph;
}

/// How often a row is run before its time is taken.
enum class Repetition { once, twice };

double amount(const workload::Operator& op, Operand operand) {
  return static_cast<double>(workload::bytes_of(op, operand));
}

/// A host that waits for each call takes what the kernel wrote: through ROCm an acquire and a
/// release at the scope of the system, at which an L2 is written back and emptied (LLVM, User Guide
/// for the AMDGPU backend, memory model of gfx90a). That lines which nobody else wrote go too is
/// assumed: outputs of a few hundred KB take as long for each byte as those of a gigabyte.
system::Caches caches_of(const config::Chip& chip, const Measured& row, system::Caches asked) {
  const bool waits = row.timing == Timing::launch_included;
  return waits && mapping::uses_rocm(chip) ? system::Caches::cold : asked;
}

/// A working set far larger than the shared buffer is gone before it is read again.
Repetition repetition_of(const config::Chip& chip, const Operators& operators,
                         system::Caches caches) {
  if (caches == system::Caches::cold) return Repetition::once;
  double bytes = 0.0;
  for (const workload::Operator& op : operators) {
    for (const Operand operand : kOperands) {
      bytes += amount(op, operand);
    }
  }
  const auto room = static_cast<double>(chip.shared_buffer.bytes_for_all());
  return bytes > 2.0 * room ? Repetition::once : Repetition::twice;
}

/// Whether the weights of a row have left the shared buffer when they are read again.
enum class Weights { kept, gone };

Weights weights_of(const config::Chip& chip, const Measured& row) {
  const workload::Operator& op = row.operators.back();
  const double all = static_cast<double>(row.layers) * amount(op, Operand::weight) +
                     amount(op, Operand::input) + amount(op, Operand::output);
  const auto room = static_cast<double>(chip.shared_buffer.bytes_for_all());
  return row.layers > 1 && all > room ? Weights::gone : Weights::kept;
}

/// The operators of a row on a chip, mapped and run as a harness does.
class Runs {
 public:
  Runs(const config::Chip& chip, const Measured& row, const PredictOptions& options)
      : chip_(chip),
        repetition_(repetition_of(chip, row.operators, caches_of(chip, row, options.caches))),
        weights_(weights_of(chip, row)),
        options_(options) {
    run_options_.fidelity = options.fidelity;
  }

  Prediction run(const Operators& operators) const {
    const auto program = [&] { return program_of(operators); };
    const bool needs_kernel = options_.fidelity != system::Fidelity::analytic;
    return prediction_of(needs_kernel ? runner::run_in_child(chip_, program, run_options_)
                                      : system::run(chip_, program(), run_options_));
  }

  /// Where the whole is long, shorter ones in its place that are tiled as it is.
  Prediction run_shortened(const Operators& whole) {
    if (!shortened(whole, 1)) return run(whole);
    mapper_.given = mapping::compile(graph_of(whole), chip_, options_.mapper).mapping;
    const auto pair = shortened(whole, least_k_of(mapper_.given));
    if (!pair) return run(whole);
    Prediction large = run(pair->large);
    large.seconds = pair->whole(run(pair->small).seconds, large.seconds);
    if (large.kernels.size() == 1) large.kernels.front().seconds = large.seconds;
    return large;
  }

 private:
  static std::int64_t least_k_of(const mapping::Mapping& mapping) {
    std::int64_t least = 1;
    for (const mapping::ProductMapping& product : mapping.products) {
      least = std::max(least, 2 * product.tile_k * product.split_k);
    }
    return least;
  }

  program::Program program_of(const Operators& operators) const {
    program::Program program = mapping::compile(graph_of(operators), chip_, mapper_).program;
    if (repetition_ == Repetition::once) return program;
    const std::vector<program::Step> once = program.steps;
    program.steps.insert(program.steps.end(), once.begin(), once.end());
    constexpr Address kElsewhere = Address{1} << 40;  // beyond what any chip holds
    if (weights_ == Weights::gone) {
      program.steps.back().placement[static_cast<std::size_t>(Operand::weight)] += kElsewhere;
    }
    return program;
  }

  /// Of the last repetition, whose launch follows another.
  Prediction prediction_of(const result::Result& result) const {
    const bool twice = repetition_ == Repetition::twice;
    const auto skipped = static_cast<std::ptrdiff_t>(twice ? result.operators.size() / 2 : 0);
    const auto begin = result.operators.begin() + skipped;
    Prediction prediction;
    Cycles cycles = 0;
    for (auto op = begin; op != result.operators.end(); ++op) {
      cycles += op->cycles;
      prediction.kernels.push_back(
          {study::seconds_of(op->cycles, result.machine), op->counters.launches});
    }
    const auto longest =
        std::max_element(begin, result.operators.end(),
                         [](const auto& a, const auto& b) { return a.cycles < b.cycles; });
    prediction.seconds = study::seconds_of(cycles, result.machine);
    if (!twice) prediction.seconds -= kMicro * (chip_.launch.first_us - chip_.launch.next_us);
    prediction.cause = study::cause_of(*longest, result.machine);
    prediction.mapping = longest->mapping;
    return prediction;
  }

  const config::Chip& chip_;
  Repetition repetition_;
  Weights weights_;
  const PredictOptions& options_;
  mapping::Mapper mapper_ = options_.mapper;
  system::RunOptions run_options_;
};

/// What a harness sees that starts a clock, calls an operator and waits for it: the call until the
/// kernels start on a chip that has gone idle, then the kernels or the rest of the call, whichever
/// is longer.
double launched_seconds(const config::Chip& chip, double kernels, const config::HostConfig& host) {
  const double idle = chip.launch.first_us - chip.launch.next_us;
  return kMicro * host.step_us + std::max(kernels + kMicro * idle, kMicro * host.kernel_us);
}

Prediction predict_work(const config::Chip& chip, const Measured& row,
                        const PredictOptions& options) {
  Runs runs(chip, row, options);
  return options.length == Length::whole ? runs.run(row.operators)
                                         : runs.run_shortened(row.operators);
}

config::HostConfig host_of(const Measured& row, const PredictOptions& options) {
  const auto software = software_of(row, options);
  config::HostConfig host = software ? software->host : config::HostConfig{};
  if (host.graph_capture) host.kernel_us = 0.0;  // one call issues all
  return host;
}

/// The chip as software uses it whose launches cost what the chip says, which may be calibrated.
config::Chip used_by(config::SoftwareProfile software, const config::Chip& chip) {
  software.launch.reset();
  return config::with_software(chip, software);
}

Prediction predict_launched(const config::Chip& chip, const Measured& row,
                            const PredictOptions& options) {
  const auto software = software_of(row, options);
  Prediction prediction = predict_work(software ? used_by(*software, chip) : chip, row, options);
  prediction.seconds = launched_seconds(chip, prediction.seconds, host_of(row, options));
  return prediction;
}

Prediction predict_kernels(const config::Chip& chip, const Measured& row,
                           const PredictOptions& options) {
  if (row.timing == Timing::launch_included) return predict_launched(chip, row, options);
  Prediction prediction = predict_work(chip, row, options);
  if (row.issue == Issue::graph && options.software) {
    prediction.seconds += kMicro * host_of(row, options).graph_us;
  }
  return prediction;
}

/// The kernels of a layer in a framework, simulated without their launches.
KernelTimes layer_kernels(const config::Chip& chip, const Measured& row,
                          const PredictOptions& options) {
  config::Chip idle_launch = chip;
  idle_launch.launch = {};
  const std::string how = fmt::format("layer {} {}", system::name_of(options.fidelity),
                                      mapping::name_of(options.mapper.rules));
  return options.remembered->kernels(idle_launch, how, row.operators, [&] {
    const Prediction all = predict_work(idle_launch, row, options);
    return KernelTimes{all.kernels, all.cause, all.mapping};
  });
}

Prediction predict_layer(const config::Chip& bare, const Measured& row,
                         const PredictOptions& options) {
  const config::SoftwareProfile software =
      software_of(row, options).value_or(config::SoftwareProfile{});
  const config::Chip chip = config::with_software(bare, software);
  const KernelTimes times = layer_kernels(chip, row, options);
  return {eager_seconds(chip, software.kernels, row.traits, times.kernels), times.cause,
          times.mapping, "", times.kernels};
}

Prediction predict_row(const config::Chip& chip, const Measured& row,
                       const PredictOptions& options) {
  try {
    if (row.exchange) return predict_exchange(*row.exchange, options);
    if (row.step) return predict_step(chip, row, options);
    if (row.timing == Timing::eager) return predict_layer(chip, row, options);
    return predict_kernels(chip, row, options);
  } catch (const std::exception& error) {
    const std::string text = error.what();
    return {0.0, "", "", text.substr(0, text.find('\n')), {}};
  }
}

using Key = std::vector<std::int64_t>;

/// What tells the work of two rows of kernels apart.
Key key_of(const Measured& row) {
  Key key = fingerprint(row.operators);
  key.insert(key.end(), {static_cast<std::int64_t>(row.timing),
                         static_cast<std::int64_t>(row.issue), row.layers});
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
  PredictOptions all_options = options;
  if (!all_options.remembered) all_options.remembered = std::make_shared<Remembered>();
  std::map<Key, std::size_t> known;
  std::vector<const Measured*> distinct;
  std::vector<std::size_t> number;
  for (const Measured* row : rows) {
    std::size_t index = distinct.size();
    if (!row->operators.empty()) index = known.try_emplace(key_of(*row), index).first->second;
    if (row->is_asked() && index == distinct.size()) distinct.push_back(row);
    number.push_back(index);
  }
  const std::vector<Prediction> predictions = Rounds(chip, distinct, all_options).work_all();
  std::vector<Prediction> all;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    all.push_back(rows[i]->is_asked() ? predictions.at(number[i])
                                      : Prediction{0.0, "", "", rows[i]->left_out, {}});
  }
  return all;
}

}  // namespace systole::validate
