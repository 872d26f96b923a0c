#include "hw/matrix_unit.hpp"

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
      timeline_(config, DType::int8),
      books_(config, {}) {
  parts_.engine.finished = [this](Id id, Cycles at) {
    queue_.complete(id, at);
    woken();
  };
}

void MatrixUnit::begin_kernel(const program::KernelHeader& header, bool reads_back) {
  timeline_ = timing::MatrixTimeline(config_, header.dtype);
  books_ = ArrayBooks(config_, {header.dtype, reads_back});
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

std::optional<Cycles> MatrixUnit::execute(const program::Action& action, Id id, Cycles now) {
  const auto* tile = std::get_if<program::Compute>(&action);
  if (tile == nullptr) throw UserError("the compute queue takes only compute, signal and wait");
  parts_.sram.touch(*tile);
  timing::TileSpan span = tile->continues ? timeline_.continue_fold(shape_of(*tile), now)
                                          : timeline_.run(shape_of(*tile), now);
  timeline_.freeze(parts_.sram.conflicts(*tile), span);
  books_.add(*tile, span, queue_.held_up_by());
  // Sums of a fold that goes on stay in the array: the tile is complete once its operands are
  // consumed.
  const bool sums_stay = tile->holds && config_.kind == config::MatrixUnitKind::systolic &&
                         config_.dataflow == Dataflow::output_stationary;
  return parts_.engine.start(*tile, id, sums_stay ? span.consumed : span.end);
}

}  // namespace systole::hw
