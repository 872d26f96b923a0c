#include "system/run.hpp"

#include <array>

#include "base/error.hpp"
#include "hw/chip.hpp"
#include "system/analytic.hpp"
#include "system/measure.hpp"

// libsystemc brings a main() that asks for this symbol. Every program that simulates has a main()
// of its own, so nobody ever calls it; it has to exist, and be visible, for the library to load.
extern "C" __attribute__((visibility("default"))) int sc_main(int, char**) { return 1; }

namespace systole::system {

namespace {

constexpr std::array<std::string_view, 3> kFidelities{"analytic", "tile", "cycle"};

/// The kernel prints to stdout when it stops; a library does not.
void silence_kernel() {
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  sc_core::sc_report_handler::set_actions(sc_core::SC_WARNING, sc_core::SC_DO_NOTHING);
}

void elaborate_once() {
  static bool elaborated = false;
  if (elaborated)
    throw ModelError("SystemC elaborates once per process; run further simulations in a child");
  elaborated = true;
  sc_core::sc_set_time_resolution(1.0, sc_core::SC_FS);
  silence_kernel();
}

struct Measured {
  std::vector<hw::KernelMeasurement> kernels;
  std::int64_t activations = 0;
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
    measured.kernels.push_back(estimate(kernel, chip, options.caches == Caches::warm));
    if (options.progress) options.progress(measured.kernels.size(), program.kernels.size());
  }
  return measured;
}

Measured simulate(const config::Chip& chip, const program::Program& program,
                  const RunOptions& options) {
  elaborate_once();
  hw::Chip::Settings settings;
  settings.detail =
      options.fidelity == Fidelity::cycle ? hw::ArrayDetail::every_pe : hw::ArrayDetail::equations;
  settings.seed = options.seed;
  settings.kernel = kernel_options(chip, options);
  hw::Chip hardware("chip", chip, settings);
  for (const program::Kernel& kernel : program.kernels) hardware.enqueue(kernel);
  hardware.poll = [&options] { stop_if_asked(options); };
  hardware.progress = options.progress;
  sc_core::sc_start();
  hardware.check_finished();
  return {hardware.measurements(), hardware.simulation().activations()};
}

result::Result assemble(const config::Chip& chip, const program::Program& program,
                        const Measured& measured) {
  std::vector<result::OperatorResult> kernels;
  for (std::size_t i = 0; i < program.kernels.size(); ++i) {
    kernels.push_back(to_result(program.kernels[i], measured.kernels[i], chip));
  }
  result::Result result;
  result.chip = chip.name;
  result.workload = program.workload;
  result.machine = facts_of(chip);
  result.notes = program.notes;
  for (const program::Step& step : program.steps) {
    result.operators.push_back(kernels.at(step.kernel));
    result.operators.back().name = step.name;
    result.operators.back().measured_seconds = step.measured_seconds;
  }
  result.kernel.process_activations = measured.activations;
  result.kernel.operators_simulated = static_cast<std::int64_t>(program.kernels.size());
  result.kernel.operators_reused =
      static_cast<std::int64_t>(program.steps.size() - program.kernels.size());
  return result;
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
  const Measured measured = options.fidelity == Fidelity::analytic
                                ? measure_analytically(chip, program, options)
                                : simulate(chip, program, options);
  result::Result result = assemble(chip, program, measured);
  result.fidelity = name_of(options.fidelity);
  result::check_books(result);
  return result;
}

}  // namespace systole::system
