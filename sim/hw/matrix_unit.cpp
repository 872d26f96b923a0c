#include "hw/matrix_unit.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace systole::hw {

namespace {

timing::TileShape shape_of(const program::Compute& tile) { return {tile.m, tile.n, tile.k}; }

}  // namespace

MatrixUnit::MatrixUnit(const sc_core::sc_module_name& name, const config::MatrixUnitConfig& config,
                       const Parts& parts)
    : sc_module(name),
      config_(config),
      parts_(parts),
      queue_(program::Queue::compute, parts.tokens, *this),
      timeline_(config),
      books_(config, true) {
  parts_.tokens.on_signal([this](program::Token token) {
    if (queue_.waits_for(token)) wake_.notify(sc_core::SC_ZERO_TIME);
  });
  parts_.engine.finished = [this](Id id, Cycles at) {
    queue_.complete(id, at);
    wake_.notify(sc_core::SC_ZERO_TIME);
  };
  SC_METHOD(activate);
  sensitive << wake_;
  dont_initialize();
}

void MatrixUnit::begin_kernel(const program::KernelHeader& header, bool reads_back) {
  timeline_ = timing::ArrayTimeline(config_);
  books_ = ArrayBooks(config_, reads_back);
  parts_.engine.begin_kernel(header);
}

ArrayActivity MatrixUnit::end_kernel() {
  parts_.engine.end_kernel();
  ArrayActivity activity = books_.activity();
  if (activity.worked) {
    activity.overhead += timeline_.tail();
    activity.end = timeline_.end();
  }
  return activity;
}

void MatrixUnit::activate() {
  parts_.simulation.activate([this] {
    const Cycles cycle = parts_.clock.first_cycle_at(now());
    queue_.advance(cycle);
    after_activation();
    if (const auto next = queue_.next_event()) {
      const Femtoseconds at = parts_.clock.start_of(std::max(*next, cycle));
      wake_.notify(to_sc_time(std::max<Femtoseconds>(0, at - now())));
    }
  });
}

std::optional<Cycles> MatrixUnit::execute(const program::Action& action, Id id, Cycles now) {
  if (const auto* vector = std::get_if<program::Vector>(&action)) {
    parts_.sram.touch(*vector);
    return now;
  }
  const auto* tile = std::get_if<program::Compute>(&action);
  if (tile == nullptr)
    throw UserError("the compute queue takes only compute, vector, signal and wait");
  parts_.sram.touch(*tile);
  timing::TileSpan span = tile->continues ? timeline_.continue_fold(shape_of(*tile), now)
                                          : timeline_.run(shape_of(*tile), now);
  timeline_.freeze(parts_.sram.conflicts(*tile), span);
  books_.add(*tile, span, queue_.held_up_by());
  // Sums of a fold that goes on stay in the array: the tile is complete once its operands are
  // consumed.
  const bool sums_stay = tile->holds && config_.dataflow == Dataflow::output_stationary;
  return parts_.engine.start(*tile, id, sums_stay ? span.consumed : span.end);
}

}  // namespace systole::hw
