#include "mapping/gemm_commands.hpp"

#include "base/checked.hpp"

namespace systole::mapping {

namespace {

using program::Queue;

/// Signalled when a tile is in its slot (output: when its sums are complete).
program::Token filled(Operand operand) { return static_cast<program::Token>(operand); }
/// Signalled when a slot may be used again.
program::Token freed(Operand operand) { return static_cast<program::Token>(operand) + 3; }
/// Signalled when the vector unit has widened a tile.
program::Token widened(Operand operand) { return static_cast<program::Token>(operand) + 6; }
constexpr program::Token kSecondFilled = 8;
constexpr program::Token kEpilogueDone = 9;

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

GemmCommands::GemmCommands(std::shared_ptr<const GemmPlan> plan, std::int64_t core)
    : plan_(std::move(plan)), walk_(plan_->problem, plan_->tiling, core) {}

bool GemmCommands::next(program::Command& command) {
  while (ready_.empty()) {
    if (walk_.done()) return false;
    make_tile();
    walk_.advance();
  }
  ready_.pop(command);
  return true;
}

void GemmCommands::make_tile() {
  bring_in(Operand::input);
  bring_in(Operand::weight);
  claim_output();
  compute();
  if (walk_.completes_sums() || stores_partial_sums()) finish_sums();
}

void GemmCommands::advance_slot(Operand operand) {
  Slots& s = slots(operand);
  s.current = static_cast<program::Slot>(s.tiles % slot_plan(operand).slots);
  ++s.tiles;
}

// The old tile's slot is free once the computation before this one is done; the new tile may come
// as soon as the slot it takes is free.
void GemmCommands::bring_in(Operand operand) {
  Slots& s = slots(operand);
  const std::int64_t key = walk_.load_key(operand);
  if (key == s.key) return;
  if (s.key >= 0) ready_.push(Queue::compute, program::Signal{freed(operand)});
  s.key = key;
  advance_slot(operand);
  const std::int64_t must_be_free = s.tiles - slot_plan(operand).slots;
  if (must_be_free > 0) ready_.push(Queue::load, program::Wait{freed(operand), must_be_free});
  ready_.push(Queue::load, program::Load{operand, s.current,
                                         plan_->problem.region(operand, walk_.place_of(operand))});
  ready_.push(Queue::load, program::Signal{filled(operand)});
  if (plan_->problem.converts(operand)) return convert(operand);
  ready_.push(Queue::compute, program::Wait{filled(operand), s.tiles});
}

// Two operations for each element: convert and scale.
void GemmCommands::convert(Operand operand) {
  const Slots& s = slots(operand);
  const TilePlace place = walk_.place_of(operand);
  const std::int64_t elements =
      operand == Operand::input ? place.size.m * place.size.k : place.size.k * place.size.n;
  program::Vector work;
  work.simple = 2 * elements;
  work.element_bits = plan_->problem.bits_on_chip(operand);
  work.from = work.to = {operand, s.current};
  ready_.push(Queue::vector, program::Wait{filled(operand), s.tiles});
  ready_.push(Queue::vector, work);
  ready_.push(Queue::vector, program::Signal{widened(operand)});
  ready_.push(Queue::compute, program::Wait{widened(operand), s.tiles});
}

void GemmCommands::claim_output() {
  Slots& s = slots(Operand::output);
  const std::int64_t key = walk_.tile_key(Operand::output);
  if (key == s.key && !stores_partial_sums()) return;
  s.key = key;
  advance_slot(Operand::output);
  const std::int64_t must_be_free = s.tiles - slot_plan(Operand::output).slots;
  if (must_be_free > 0)
    ready_.push(Queue::compute, program::Wait{freed(Operand::output), must_be_free});
}

void GemmCommands::compute() {
  const TilePlace place = walk_.place();
  program::Compute tile;
  tile.m = place.size.m;
  tile.n = place.size.n;
  tile.k = place.size.k;
  tile.product = place.product;
  tile.m0 = place.first.m;
  tile.n0 = place.first.n;
  tile.k0 = place.first.k;
  if (plan_->unit.kind == config::MatrixUnitKind::systolic) carry_fold_on(tile);
  const bool first_sums = walk_.starts_sums() || stores_partial_sums();
  tile.accumulate = first_sums ? program::Accumulate::overwrite : program::Accumulate::add;
  tile.input_slot = slots(Operand::input).current;
  tile.weight_slot = slots(Operand::weight).current;
  tile.output_slot = slots(Operand::output).current;
  ready_.push(Queue::compute, tile);
}

// A fold whose stationary operand stays goes on in the next tile.
void GemmCommands::carry_fold_on(program::Compute& tile) {
  const Operand stationary = stationary_operand(plan_->unit.dataflow);
  const std::int64_t key = walk_.tile_key(stationary);
  const bool one_fold = timing::plan_folds({tile.m, tile.n, tile.k}, plan_->unit).folds() == 1;
  tile.continues = one_fold && key == stationary_key_;
  if (one_fold) {
    TileWalk following = walk_;
    following.advance();
    tile.holds = !following.done() && following.tile_key(stationary) == key;
  }
  stationary_key_ = key;
}

void GemmCommands::finish_sums() {
  const Slots& s = slots(Operand::output);
  const TilePlace place = walk_.place();
  ready_.push(Queue::compute, program::Signal{filled(Operand::output)});
  if (!plan_->epilogue.exists()) return send_out(place, filled(Operand::output));
  if (plan_->epilogue.operands > 0) bring_in_second(place);
  ready_.push(Queue::vector, program::Wait{filled(Operand::output), s.tiles});
  ready_.push(Queue::vector,
              work_of(plan_->epilogue, place.size.m * place.size.n, {Operand::output, s.current}));
  ready_.push(Queue::vector, program::Signal{kEpilogueDone});
  send_out(place, kEpilogueDone);
}

// Each output slot has a slot beside it for what is added or multiplied; it is as free as the
// output slot is.
void GemmCommands::bring_in_second(const TilePlace& place) {
  const Slots& s = slots(Operand::output);
  const auto beside = static_cast<program::Slot>(s.current + slot_plan(Operand::output).slots);
  const std::int64_t must_be_free = s.tiles - slot_plan(Operand::output).slots;
  if (must_be_free > 0)
    ready_.push(Queue::load, program::Wait{freed(Operand::output), must_be_free});
  for (std::int64_t i = 0; i < plan_->epilogue.operands; ++i) {
    program::Region region = plan_->problem.region(Operand::output, place);
    region.address += workspace_offset(2 + i);
    ready_.push(Queue::load, program::Load{Operand::output, beside, region});
  }
  ready_.push(Queue::load, program::Signal{kSecondFilled});
  ready_.push(Queue::vector, program::Wait{kSecondFilled, s.tiles});
}

program::Region GemmCommands::output_region(const TilePlace& place) const {
  if (plan_->tiling.split_k > 1) return plan_->problem.partial_region(walk_.part(), place);
  program::Region region = plan_->problem.region(Operand::output, place);
  if (stores_partial_sums()) region.rows *= timing::plan_folds(place.size, plan_->unit).row_folds();
  if (plan_->epilogue.narrowing > 1)
    region.row_bytes = ceil_div(region.row_bytes, plan_->epilogue.narrowing);
  return region;
}

void GemmCommands::send_out(const TilePlace& place, program::Token ready) {
  const Slots& s = slots(Operand::output);
  ready_.push(Queue::store, program::Wait{ready, s.tiles});
  ready_.push(Queue::store, program::Store{Operand::output, s.current, output_region(place)});
  ready_.push(Queue::store, program::Signal{freed(Operand::output)});
}

}  // namespace systole::mapping
