#include "system/run.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "hw/chip.hpp"
#include "system/analytic.hpp"
#include "system/elaboration.hpp"
#include "system/measure.hpp"
#include "system/timeline.hpp"
#include "timing/launch.hpp"

// libsystemc brings a main() that asks for this symbol. Every program that simulates has a main()
// of its own, so nobody ever calls it; it has to exist, and be visible, for the library to load.
extern "C" __attribute__((visibility("default"))) int sc_main(int, char**) { return 1; }

namespace systole::system {

namespace {

constexpr std::array<std::string_view, 3> kFidelities{"analytic", "tile", "cycle"};

/// What is run, in order, and which of the runs tell about each step.
struct Schedule {
  struct Run {
    std::size_t kernel = 0;
    std::array<Address, 3> placement{};
  };
  std::vector<Run> before;  ///< that nobody is told about
  std::vector<Run> runs;
  std::vector<std::vector<std::size_t>> runs_of_step;
};

/// Without memory between operators, a kernel needs to run once, whoever uses it. A shared buffer
/// remembers: then every step runs, on its own operands.
Schedule schedule_of(const config::Chip& chip, const program::Program& program,
                     const RunOptions& options) {
  const bool remembers = chip.shared_buffer.exists() && options.fidelity != Fidelity::analytic;
  Schedule schedule;
  if (!remembers) {
    for (std::size_t i = 0; i < program.kernels.size(); ++i) schedule.runs.push_back({i, {}});
  }
  for (const program::Step& step : program.steps) {
    schedule.runs_of_step.emplace_back();
    for (const std::size_t kernel : step.kernels) {
      schedule.runs_of_step.back().push_back(remembers ? schedule.runs.size() : kernel);
      if (remembers) schedule.runs.push_back({kernel, step.placement});
    }
  }
  if (!remembers || !options.before) return schedule;
  for (const program::Step& step : options.before(program)) {
    for (const std::size_t kernel : step.kernels) {
      schedule.before.push_back({kernel, step.placement});
    }
  }
  return schedule;
}

struct Measured {
  std::vector<hw::KernelMeasurement> runs;
  std::int64_t activations = 0;
  std::int64_t simulated = 0;              ///< the other runs are like these
  std::shared_ptr<hw::Recorder> recorder;  ///< null where nobody asked for a timeline
};

hw::Core::KernelOptions kernel_options(const config::Chip& chip, const RunOptions& options) {
  return {options.caches == Caches::warm, chip.accounting != config::Accounting::scalesim};
}

void stop_if_asked(const RunOptions& options) {
  if (options.stop_requested && options.stop_requested()) throw Stopped("the run was stopped");
}

Measured measure_analytically(const config::Chip& chip, const program::Program& program,
                              const RunOptions& options) {
  Measured measured;
  for (const program::Kernel& kernel : program.kernels) {
    stop_if_asked(options);
    measured.runs.push_back(estimate(kernel, chip, options.caches == Caches::warm));
    if (options.progress) options.progress(measured.runs.size(), program.kernels.size());
  }
  measured.simulated = static_cast<std::int64_t>(measured.runs.size());
  return measured;
}

std::shared_ptr<hw::Recorder> recorder_for(const config::Chip& chip, const RunOptions& options) {
  if (!options.timeline) return nullptr;
  const bool banks = options.timeline_detail.level == result::TimelineLevel::dram;
  if (banks && (!chip.dram.banks || options.memory)) {
    throw UserError(
        "--timeline-level dram shows the commands of a memory with banks: set dram.model to banked "
        "and dram.memory to one of 'systole list memories', or use --timeline-level tile");
  }
  return std::make_shared<hw::Recorder>(options.timeline_detail, chip.core, chip.core.count);
}

std::vector<std::unique_ptr<hw::ArrayProbe>> probes_for(const config::Chip& chip,
                                                        const RunOptions& options) {
  std::vector<std::unique_ptr<hw::ArrayProbe>> probes;
  if (!options.beats) return probes;
  for (std::int64_t core = 0; core < chip.core.count; ++core) {
    probes.push_back(std::make_unique<hw::ArrayProbe>());
    probes.back()->on_beat = [sink = options.beats, core](const result::ArrayBeat& beat) {
      sink->beat(core, beat);
    };
  }
  return probes;
}

/// What one core asks for follows in order, and is answered run by run. What several ask for mixes
/// in the controller's queues, and closes each other's rows: only the commands tell how long that
/// takes.
hw::DramDetail dram_detail(const config::Chip& chip, Fidelity fidelity) {
  const bool mixes = chip.core.count > 1;
  return fidelity == Fidelity::cycle || mixes ? hw::DramDetail::commands : hw::DramDetail::runs;
}

Measured simulate(const config::Chip& chip, const program::Program& program,
                  const Schedule& schedule, const RunOptions& options) {
  if (options.fidelity == Fidelity::cycle && chip.core.sram.banks > 0) {
    throw UserError(
        "core.sram.banks: bank conflicts are modelled at the tile level only; set it to 0 for the "
        "cycle level");
  }
  if (options.fidelity == Fidelity::cycle &&
      chip.core.matrix.kind != config::MatrixUnitKind::systolic) {
    throw UserError(
        "core.matrix.kind: the cycle level has the PEs of systolic arrays only; use --fidelity "
        "tile "
        "for dot_product");
  }
  elaborate_once();
  hw::Chip::Settings settings;
  settings.detail =
      options.fidelity == Fidelity::cycle ? hw::ArrayDetail::every_pe : hw::ArrayDetail::equations;
  settings.dram = dram_detail(chip, options.fidelity);
  settings.seed = options.seed;
  settings.recalls = !options.every_kernel && options.fidelity == Fidelity::tile;
  settings.kernel = kernel_options(chip, options);
  settings.memory = options.memory;
  const std::shared_ptr<hw::Recorder> recorder = recorder_for(chip, options);
  settings.recorder = recorder.get();
  const std::vector<std::unique_ptr<hw::ArrayProbe>> probes = probes_for(chip, options);
  for (const auto& probe : probes) settings.probes.push_back(probe.get());
  hw::Chip hardware("chip", chip, settings);
  hw::CommandProcessor& processor = hardware.command_processor();
  for (const Schedule::Run& run : schedule.before) {
    processor.enqueue_before(program.kernels.at(run.kernel), run.placement);
  }
  for (const Schedule::Run& run : schedule.runs) {
    processor.enqueue(program.kernels.at(run.kernel), run.placement);
  }
  processor.poll = [&options] { stop_if_asked(options); };
  processor.progress = options.progress;
  sc_core::sc_start();
  hardware.check_finished();
  if (options.beats) options.beats->finish();
  return {processor.measurements(), hardware.simulation().activations(), processor.simulated(),
          recorder};
}

/// A step is told by what its kernels do together, and described by the first one that multiplies.
result::OperatorResult operator_of(const program::Step& step,
                                   const std::vector<result::OperatorResult>& kernels) {
  const auto multiplies = [](const result::OperatorResult& kernel) {
    return kernel.asked_macs > 0;
  };
  const auto main = std::find_if(kernels.begin(), kernels.end(), multiplies);
  result::OperatorResult op = main == kernels.end() ? kernels.front() : *main;
  op.mapping.clear();
  op.cycles = op.asked_macs = op.uncounted_first_fill = op.uncounted_final_drain = 0;
  op.breakdown = {};
  op.counters = {};
  for (const result::OperatorResult& kernel : kernels) {
    op.mapping += (op.mapping.empty() ? "" : "; then ") + kernel.mapping;
    op.cycles += kernel.cycles;
    op.asked_macs += kernel.asked_macs;
    op.uncounted_first_fill += kernel.uncounted_first_fill;
    op.uncounted_final_drain += kernel.uncounted_final_drain;
    op.breakdown += kernel.breakdown;
    op.counters += kernel.counters;
  }
  op.name = step.name;
  op.measured_seconds = step.measured_seconds;
  op.useful_macs = step.useful_macs > 0 ? step.useful_macs : op.asked_macs;
  return op;
}

void add_cores(const hw::KernelMeasurement& kernel, std::int64_t shares,
               std::vector<result::CoreActivity>& cores) {
  for (std::size_t i = 0; i < kernel.cores->size(); ++i) {
    result::CoreActivity core = kernel.cores->at(i);
    for (Cycles* cycles : {&core.working, &core.array_busy, &core.vector_busy, &core.port_busy})
      *cycles *= shares;
    cores.at(i) += core;
  }
}

/// Kernels start one after the other: each when the host has issued it, then the chip launches it.
/// One that finds the chip idle takes the first launch, any other waits behind the one before.
class Launches {
 public:
  /// `options`: what the host takes, and whether kernels came before.
  Launches(const config::Chip& chip, const RunOptions& options)
      : clock_(timing::Clock::from_mhz(chip.clock_mhz)),
        launch_(timing::launch_cycles(chip.launch, clock_)),
        host_(options.host),
        follows_(options.before != nullptr) {}

  void add_to(result::OperatorResult& kernel) {
    const Cycles waits = std::max<Cycles>(issued() - ended_, 0);
    const bool is_first = launched_ == 1 && !follows_;
    const bool is_idle = waits > 0 || is_first;
    const Cycles launch = waits + (is_idle ? launch_.first : launch_.next);
    kernel.breakdown.launch += launch;
    kernel.cycles += launch;
    ended_ += kernel.cycles;
  }

 private:
  /// When the next kernel is on its way.
  Cycles issued() {
    ++launched_;
    const double us = host_.step_us + static_cast<double>(launched_) * host_.kernel_us;
    return clock_.first_cycle_at(std::llround(us * 1e9));
  }

  timing::Clock clock_;
  timing::LaunchCycles launch_;
  HostCost host_;
  bool follows_;
  std::int64_t launched_ = 0;
  Cycles ended_ = 0;
};

result::Result assemble(const config::Chip& chip, const program::Program& program,
                        const Schedule& schedule, const Measured& measured,
                        const RunOptions& options) {
  std::vector<result::OperatorResult> runs;
  for (std::size_t i = 0; i < schedule.runs.size(); ++i) {
    const program::Kernel& kernel = program.kernels[schedule.runs[i].kernel];
    runs.push_back(to_result(kernel, measured.runs.at(i), chip));
  }
  result::Result result;
  result.chip = chip.name;
  result.workload = program.workload;
  result.machine = facts_of(chip);
  result.cores.resize(static_cast<std::size_t>(chip.core.count));
  result.notes = program.notes;
  Launches launches(chip, options);
  std::size_t launched = 0;
  result.left_out = program.left_out;
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    std::vector<result::OperatorResult> kernels;
    for (const std::size_t run : schedule.runs_of_step[i]) {
      kernels.push_back(runs.at(run));
      const program::Kernel& kernel = program.kernels[schedule.runs[run].kernel];
      add_cores(measured.runs.at(run), kernel.header.shares, result.cores);
      launches.add_to(kernels.back());
    }
    launched += kernels.size();
    result.operators.push_back(operator_of(program.steps[i], kernels));
  }
  result.kernel.process_activations = measured.activations;
  result.kernel.operators_simulated = measured.simulated;
  result.kernel.operators_reused =
      std::max<std::int64_t>(0, static_cast<std::int64_t>(launched) - measured.simulated);
  return result;
}

/// What a level leaves out of the chip at hand.
void note_omissions(const config::Chip& chip, Fidelity fidelity, result::Result& result) {
  if (fidelity != Fidelity::analytic) return;
  if (chip.interconnect.exists()) {
    result.notes.push_back("the analytic level leaves the interconnect out");
  }
  if (chip.shared_buffer.exists()) {
    result.notes.push_back("the analytic level starts every kernel with an empty shared buffer");
  }
  if (chip.core.sram.banks > 0) {
    result.notes.push_back("the analytic level leaves bank conflicts out");
  }
}

/// What a timeline does not show.
void note_left_out(const Measured& measured, result::Result& result) {
  if (!measured.recorder) {
    result.notes.push_back("the analytic level has no units: the timeline shows operators only");
  } else if (measured.recorder->left_out() > 0) {
    result.notes.push_back(fmt::format(
        "the timeline leaves {} events out; --timeline-events N allows more, --timeline-cores and "
        "--timeline-level unit need fewer",
        measured.recorder->left_out()));
  }
}

}  // namespace

std::string_view name_of(Fidelity fidelity) {
  return kFidelities[static_cast<std::size_t>(fidelity)];
}

std::optional<Fidelity> fidelity_from(std::string_view text) {
  for (std::size_t i = 0; i < kFidelities.size(); ++i) {
    if (text == kFidelities[i]) return static_cast<Fidelity>(i);
  }
  return std::nullopt;
}

result::Result run(const config::Chip& chip, const program::Program& program,
                   const RunOptions& options) {
  const Schedule schedule = schedule_of(chip, program, options);
  const Measured measured = options.fidelity == Fidelity::analytic
                                ? measure_analytically(chip, program, options)
                                : simulate(chip, program, schedule, options);
  result::Result result = assemble(chip, program, schedule, measured, options);
  result.fidelity = name_of(options.fidelity);
  note_omissions(chip, options.fidelity, result);
  result::check_books(result);
  if (options.timeline) {
    note_left_out(measured, result);
    write_timeline({chip, program, schedule.runs_of_step, measured.runs, measured.recorder.get()},
                   *options.timeline);
  }
  return result;
}

}  // namespace systole::system
