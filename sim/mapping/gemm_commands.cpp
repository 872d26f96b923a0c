#include "mapping/gemm_commands.hpp"

namespace systole::mapping {

namespace {

using program::Queue;

/// Signalled when a tile is in its slot (output: when its sums are complete).
program::Token filled(Operand operand) { return static_cast<program::Token>(operand); }
/// Signalled when a slot may be used again.
program::Token freed(Operand operand) { return static_cast<program::Token>(operand) + 3; }

Operand stationary_operand(Dataflow dataflow) {
  switch (dataflow) {
    case Dataflow::weight_stationary:
      return Operand::weight;
    case Dataflow::output_stationary:
      return Operand::output;
    case Dataflow::input_stationary:
      break;
  }
  return Operand::input;
}

}  // namespace

GemmCommands::GemmCommands(const Problem& problem, const Tiling& tiling,
                           const config::MatrixUnitConfig& unit)
    : problem_(problem), tiling_(tiling), unit_(unit), walk_(problem, tiling) {}

bool GemmCommands::next(program::Command& command) {
  while (ready_.empty()) {
    if (walk_.done()) return false;
    emit_tile();
    walk_.advance();
  }
  command = ready_.front();
  ready_.pop_front();
  return true;
}

void GemmCommands::emit(Queue queue, const program::Action& action) {
  ready_.push_back({queue, action});
}

void GemmCommands::emit_tile() {
  bring_in(Operand::input);
  bring_in(Operand::weight);
  claim_output();
  compute();
  const bool sums_complete = walk_.last_along(Dimension::k);
  if (sums_complete || tiling_.stores_partial_sums) send_out();
}

void GemmCommands::advance_slot(Operand operand) {
  Slots& s = slots(operand);
  s.current = static_cast<program::Slot>(s.tiles % plan(operand).slots);
  ++s.tiles;
}

// The old tile's slot is free once the computation before this one is done; the new tile may come
// as soon as the slot it takes is free.
void GemmCommands::bring_in(Operand operand) {
  Slots& s = slots(operand);
  const std::int64_t key = walk_.load_key(operand);
  if (key == s.key) return;
  if (s.key >= 0) emit(Queue::compute, program::Signal{freed(operand)});
  s.key = key;
  advance_slot(operand);
  const std::int64_t must_be_free = s.tiles - plan(operand).slots;
  if (must_be_free > 0) emit(Queue::load, program::Wait{freed(operand), must_be_free});
  emit(Queue::load,
       program::Load{operand, s.current, problem_.region(operand, walk_.place_of(operand))});
  emit(Queue::load, program::Signal{filled(operand)});
  emit(Queue::compute, program::Wait{filled(operand), s.tiles});
}

void GemmCommands::claim_output() {
  Slots& s = slots(Operand::output);
  const std::int64_t key = walk_.tile_key(Operand::output);
  if (key == s.key && !tiling_.stores_partial_sums) return;
  s.key = key;
  advance_slot(Operand::output);
  const std::int64_t must_be_free = s.tiles - plan(Operand::output).slots;
  if (must_be_free > 0) emit(Queue::compute, program::Wait{freed(Operand::output), must_be_free});
}

bool GemmCommands::single_fold(const timing::TileShape& size) const {
  return timing::plan_folds(size, unit_).folds() == 1;
}

void GemmCommands::compute() {
  const TilePlace place = walk_.place();
  const Operand stationary = stationary_operand(unit_.dataflow);
  const bool one_fold = single_fold(place.size);
  const std::int64_t key = walk_.tile_key(stationary);

  program::Compute tile;
  tile.m = place.size.m;
  tile.n = place.size.n;
  tile.k = place.size.k;
  tile.product = place.product;
  tile.m0 = place.first.m;
  tile.n0 = place.first.n;
  tile.k0 = place.first.k;
  tile.continues = one_fold && key == stationary_key_;
  TileWalk following = walk_;
  following.advance();
  tile.holds = one_fold && !following.done() && following.tile_key(stationary) == key;
  const bool first_sums = walk_.first_along(Dimension::k) || tiling_.stores_partial_sums;
  tile.accumulate = first_sums ? program::Accumulate::overwrite : program::Accumulate::add;
  tile.input_slot = slots(Operand::input).current;
  tile.weight_slot = slots(Operand::weight).current;
  tile.output_slot = slots(Operand::output).current;
  stationary_key_ = key;
  emit(Queue::compute, tile);
}

void GemmCommands::send_out() {
  const Slots& s = slots(Operand::output);
  const TilePlace place = walk_.place();
  program::Region region = problem_.region(Operand::output, place);
  if (tiling_.stores_partial_sums) region.rows *= timing::plan_folds(place.size, unit_).row_folds();
  emit(Queue::compute, program::Signal{filled(Operand::output)});
  emit(Queue::store, program::Wait{filled(Operand::output), s.tiles});
  emit(Queue::store, program::Store{Operand::output, s.current, region});
  emit(Queue::store, program::Signal{freed(Operand::output)});
}

}  // namespace systole::mapping
