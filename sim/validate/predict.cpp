#include "validate/predict.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "base/error.hpp"
#include "mapping/compile.hpp"
#include "mapping/library_rocm.hpp"
#include "runner/runner.hpp"
#include "runner/turns.hpp"
#include "study/causes.hpp"
#include "study/statistics.hpp"
#include "timing/clock.hpp"
#include "timing/power_limit.hpp"
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
  Runs(const Runs&) = delete;
  Runs& operator=(const Runs&) = delete;
  Runs(const config::Chip& chip, const Measured& row, const PredictOptions& options)
      : chip_(chip),
        repetition_(repetition_of(chip, row.operators, caches_of(chip, row, options.caches))),
        weights_(repetition_ == Repetition::once ? Weights::kept : weights_of(chip, row)),
        options_(options) {
    run_options_.fidelity = options.fidelity;
    if (repetition_ == Repetition::twice) {
      run_options_.before = [this](const auto& program) { return steps_before(program); };
    }
  }

  Prediction run(const Operators& operators) const { return run_on(chip_, operators); }

  /// Where the whole is long, shorter ones in its place that are tiled as it is.
  Prediction run_shortened(const Operators& whole) {
    if (!shortened(whole, 1)) return run(whole);
    mapper_.given = mapping::compile(graph_of(whole), chip_, options_.mapper).mapping;
    const auto pair = shortened(whole, least_k_of(mapper_.given));
    return pair ? at_power_limit(told_from(*pair)) : run(whole);
  }

 private:
  Prediction run_on(const config::Chip& chip, const Operators& operators) const {
    const auto program = [&] { return program_of(operators); };
    const bool needs_kernel = options_.fidelity != system::Fidelity::analytic;
    return prediction_of(needs_kernel ? runner::run_in_child(chip, program, run_options_)
                                      : system::run(chip, program(), run_options_));
  }

  /// Without the power limit, which the shorter of two may not meet where the whole does. Only the
  /// folds of dot-product units say how long these work.
  Prediction told_from(const Shortened& pair) const {
    config::Chip unlimited = chip_;
    if (chip_.core.matrix.kind == config::MatrixUnitKind::dot_product) {
      unlimited.clocks.sustained_mhz = 0.0;
    }
    const Prediction small = run_on(unlimited, pair.small);
    Prediction whole = run_on(unlimited, pair.large);
    KernelTime& product = whole.kernels.back();
    const KernelTime& shorter = small.kernels.back();
    product.seconds = pair.whole(shorter.seconds, product.seconds);
    product.folds = std::llround(
        pair.whole(static_cast<double>(shorter.folds), static_cast<double>(product.folds)));
    whole.seconds = pair.whole(small.seconds, whole.seconds);
    return whole;
  }

  Prediction at_power_limit(Prediction prediction) const {
    KernelTime& product = prediction.kernels.back();
    const timing::Clock clock = timing::Clock::from_mhz(chip_.clock_mhz);
    const double least = clock.seconds(timing::PowerLimit(chip_).least_cycles(product.folds));
    const double more = least - (product.seconds - kMicro * chip_.launch.next_us);
    if (more <= 0.0) return prediction;
    product.seconds += more;
    prediction.seconds += more;
    return prediction;
  }

  /// Of each part of a split K so much that fill and latencies are a small part of it.
  static std::int64_t least_k_of(const mapping::Mapping& mapping) {
    constexpr std::int64_t kSteps = 16;
    std::int64_t least = 1;
    for (const mapping::ProductMapping& product : mapping.products) {
      least = std::max(least, kSteps * product.tile_k * product.split_k);
    }
    return least;
  }

  static Address& weights_in(program::Step& step) {
    return step.placement[static_cast<std::size_t>(Operand::weight)];
  }

  program::Program program_of(const Operators& operators) const {
    program::Program program = mapping::compile(graph_of(operators), chip_, mapper_).program;
    if (weights_ == Weights::gone) weights_in(program.steps.back()) += kElsewhere;
    return program;
  }

  /// The repetition before: the same, but for the weights of another layer.
  std::vector<program::Step> steps_before(const program::Program& program) const {
    std::vector<program::Step> steps = program.steps;
    if (weights_ == Weights::gone) weights_in(steps.back()) -= kElsewhere;
    return steps;
  }

  Prediction prediction_of(const result::Result& result) const {
    Prediction prediction;
    Cycles cycles = 0;
    for (const result::OperatorResult& op : result.operators) {
      cycles += op.cycles;
      prediction.kernels.push_back(
          {study::seconds_of(op.cycles, result.machine), op.counters.launches, op.counters.folds});
    }
    const auto longest =
        std::max_element(result.operators.begin(), result.operators.end(),
                         [](const auto& a, const auto& b) { return a.cycles < b.cycles; });
    prediction.seconds = study::seconds_of(cycles, result.machine);
    if (repetition_ == Repetition::once) {  // in a row of them, its launch would follow another
      prediction.seconds -= kMicro * (chip_.launch.first_us - chip_.launch.next_us);
    }
    prediction.cause = study::cause_of(*longest, result.machine);
    prediction.mapping = longest->mapping;
    return prediction;
  }

  static constexpr Address kElsewhere = Address{1} << 40;  // beyond what any chip holds

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

std::vector<Prediction> predict_distinct(const config::Chip& chip,
                                         const std::vector<const Measured*>& distinct,
                                         const PredictOptions& options) {
  std::vector<Prediction> predictions(distinct.size());
  std::size_t done = 0;
  const auto stops = [&] { return options.stop_requested && options.stop_requested(); };
  runner::in_turns(distinct.size(), options.jobs, [&](std::size_t i) {
    if (stops()) return;
    predictions[i] = predict_row(chip, *distinct[i], options);
    ++done;
    if (options.progress) options.progress(done, distinct.size());
  });
  if (stops()) throw system::Stopped("the simulation of rows was stopped");
  return predictions;
}

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
  const std::vector<Prediction> predictions = predict_distinct(chip, distinct, all_options);
  std::vector<Prediction> all;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    all.push_back(rows[i]->is_asked() ? predictions.at(number[i])
                                      : Prediction{0.0, "", "", rows[i]->left_out, {}});
  }
  return all;
}

}  // namespace systole::validate
