#include "system/array.hpp"

#include <memory>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "hw/pe_engine.hpp"
#include "system/elaboration.hpp"
#include "timing/array_timeline.hpp"

namespace systole::system {

namespace {

constexpr hw::ProductMemory::Values kOperands{1, 5};

/// "2 folds x (6 + 2*4 + 4 - 2) = 32", where folds do not overlap.
std::string equation_of(const ArrayRequest& request) {
  const config::MatrixUnitConfig& unit = request.unit;
  const auto folds = timing::plan_folds(request.product, unit).folds();
  const auto stream = timing::view_of(request.product, unit.dataflow).stream;
  const bool keeps_sums = unit.dataflow == Dataflow::output_stationary;
  const int preload = keeps_sums && !unit.separate_output_drain ? 1 : 2;
  const std::string rows =
      preload == 1 ? fmt::format("{}", unit.rows) : fmt::format("2*{}", unit.rows);
  const std::int64_t cycles = folds * (stream + preload * unit.rows + unit.cols - 2);
  return fmt::format("{} {} x ({} + {} + {} - 2) = {}", folds, folds == 1 ? "fold" : "folds",
                     stream, rows, unit.cols, cycles);
}

/// What shortens the folds' sum; a separate drain is part of the equation.
std::string options_of(const config::MatrixUnitConfig& unit) {
  std::string text;
  const auto add = [&text](bool on, const char* name) {
    if (on) text += (text.empty() ? "" : ", ") + std::string(name);
  };
  add(unit.stationary_double_buffer, "double buffer");
  add(unit.fold_overlap, "fold overlap");
  add(unit.edge_folds_shortened, "shortened edge folds");
  return text;
}

/// One engine with its operands, and what is written down about it.
class TracedArray : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(TracedArray);
  TracedArray(const sc_core::sc_module_name& name, const ArrayRequest& request,
              hw::Simulation& simulation, const timing::Clock& clock)
      : sc_module(name),
        request_(request),
        simulation_(simulation),
        memory_(request.seed, kOperands),
        engine_("array", request.unit, hw::PeEngine::Parts{simulation, clock, memory_, &probe_}) {
    SC_METHOD(start);
    describe();
    probe_.on_beat = [this](const result::ArrayBeat& beat) { trace_.beats.push_back(beat); };
    probe_.on_fold = [this](const result::ArrayFold& fold) { trace_.folds.push_back(fold); };
    memory_.on_add = [this](const result::ArrayOutput& output) { probe_.output(output); };
    hw::TileEngine& engine = engine_;
    engine.finished = [this](hw::Executor::Id, Cycles at) { trace_.cycles = at; };
  }

  result::ArrayTrace take() {
    engine_.end_kernel();
    memory_.check();
    return std::move(trace_);
  }

 private:
  void start() {
    simulation_.activate([this] {
      program::KernelHeader header;
      header.name = "array";
      header.m = request_.product.m;
      header.n = request_.product.n;
      header.k = request_.product.k;
      header.macs = header.m * header.n * header.k;
      memory_.begin_kernel(header);
      engine_.begin_kernel(header);
      program::Compute tile;
      tile.m = header.m;
      tile.n = header.n;
      tile.k = header.k;
      engine_.start(tile, 0, trace_.closed_form);
    });
  }

  void describe() {
    const timing::TileShape& product = request_.product;
    trace_.dataflow = request_.unit.dataflow;
    trace_.rows = request_.unit.rows;
    trace_.cols = request_.unit.cols;
    trace_.m = product.m;
    trace_.n = product.n;
    trace_.k = product.k;
    trace_.closed_form = timing::tile_cycles(product, request_.unit);
    trace_.equation = equation_of(request_);
    trace_.options = options_of(request_.unit);
    write_operands();
  }

  void write_operands() {
    const timing::TileShape& product = request_.product;
    for (std::int64_t m = 0; m < product.m; ++m) {
      for (std::int64_t k = 0; k < product.k; ++k)
        trace_.inputs.push_back(static_cast<std::int64_t>(memory_.input(0, m, k)));
    }
    for (std::int64_t k = 0; k < product.k; ++k) {
      for (std::int64_t n = 0; n < product.n; ++n)
        trace_.weights.push_back(static_cast<std::int64_t>(memory_.weight(0, k, n)));
    }
    trace_.product = result::multiplied(trace_);
  }

  ArrayRequest request_;
  hw::Simulation& simulation_;
  hw::ProductMemory memory_;
  hw::ArrayProbe probe_;
  result::ArrayTrace trace_;
  hw::PeEngine engine_;
};

void require_small(const std::vector<ArrayRequest>& requests) {
  std::int64_t pe_beats = 0;
  for (const ArrayRequest& request : requests) {
    const Cycles beats = timing::tile_cycles(request.product, request.unit);
    pe_beats = checked_add(
        pe_beats,
        checked_product({request.unit.rows, request.unit.cols, beats}, "beats of an array"),
        "beats of an array");
  }
  if (pe_beats <= kMostPeBeats) return;
  throw UserError(fmt::format(
      "an array is shown beat by beat up to {} PEs times beats, and this takes {}: give a smaller "
      "array or product, or use 'systole run' for work of that size",
      kMostPeBeats, pe_beats));
}

}  // namespace

std::vector<result::ArrayTrace> trace_arrays(const std::vector<ArrayRequest>& requests) {
  require_small(requests);
  elaborate_once();
  hw::Simulation simulation;
  const timing::Clock clock = timing::Clock::from_mhz(1000.0);
  std::vector<std::unique_ptr<TracedArray>> arrays;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    arrays.push_back(std::make_unique<TracedArray>(fmt::format("array_{}", i).c_str(), requests[i],
                                                   simulation, clock));
  }
  sc_core::sc_start();
  simulation.rethrow();
  std::vector<result::ArrayTrace> traces;
  for (const auto& array : arrays) traces.push_back(array->take());
  return traces;
}

}  // namespace systole::system
