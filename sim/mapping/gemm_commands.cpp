#include "mapping/gemm_commands.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "mapping/fold_carry.hpp"

namespace systole::mapping {

namespace {

using program::Queue;

// Tokens.
enum : program::Token {
  filled,         ///< operands of a tile are in their slots
  widened,        ///< and as wide as the unit multiplies them
  computed,       ///< a tile is multiplied
  sums_complete,  ///< of an output tile
  second_filled,  ///< what an epilogue adds or multiplies is there
  epilogue_done,  ///< of an output tile
  stored,         ///< an output slot is free again
  looked_up       ///< what a core must read before it starts is there
};

constexpr Bytes kLine = 64;
constexpr std::int64_t kCode = 8;  ///< workspace of instructions and parameters

}  // namespace

GemmCommands::GemmCommands(std::shared_ptr<const GemmPlan> plan, std::int64_t core)
    : plan_(std::move(plan)), walk_(plan_->problem, plan_->tiling, core) {
  for (const Operand operand : kOperands)
    slots(operand).last_use.resize(static_cast<std::size_t>(slot_plan(operand).slots), 0);
}

void GemmCommands::wait(Queue queue, program::Token token, std::int64_t count) {
  if (count > 0) ready_.push(queue, program::Wait{token, count});
}

void GemmCommands::signal(Queue queue, program::Token token) {
  ready_.push(queue, program::Signal{token});
}

bool GemmCommands::next(program::Command& command) {
  while (ready_.empty()) {
    if (walk_.done()) return false;
    if (computed_ == 0) look_up();
    make_tile();
    walk_.advance();
  }
  ready_.pop(command);
  return true;
}

void GemmCommands::make_tile() {
  if (walk_.starts_sums()) begin_output_tile();
  bring_in_operands();
  claim_output();
  compute();
  if (walk_.completes_sums() || stores_partial_sums()) finish_sums();
}

// All cores read the same lines; the next read waits for the one before.
void GemmCommands::look_up() {
  const Bytes line = std::min<Bytes>(kLine, slot_plan(Operand::input).slot_bytes);
  for (std::int64_t i = 0; i < plan_->tiling.lookups; ++i) {
    program::Region region;
    region.address = base_address(Operand::input) + workspace_offset(kCode + i);
    region.row_bytes = region.stride_bytes = line;
    ready_.push(Queue::load, program::Load{Operand::input, 0, region});
    signal(Queue::load, looked_up);
    wait(Queue::load, looked_up, i + 1);
  }
}

// A thread block starts where one has ended; what it reads first is waited for.
void GemmCommands::begin_output_tile() {
  const std::int64_t in_flight = plan_->tiling.tiles_in_flight;
  if (in_flight > 0) wait(Queue::load, stored, slots(Operand::output).tiles + 1 - in_flight);
}

void GemmCommands::advance_slot(Operand operand) {
  Slots& s = slots(operand);
  s.current = static_cast<program::Slot>(s.tiles % slot_plan(operand).slots);
  ++s.tiles;
}

void GemmCommands::bring_in_operands() {
  const bool new_input = bring_in(Operand::input);
  const bool new_weight = bring_in(Operand::weight);
  if (!new_input && !new_weight) return;
  signal(Queue::load, filled);
  ++filled_;
  const bool widens_input = new_input && plan_->problem.converts(Operand::input);
  const bool widens_weight = new_weight && plan_->problem.converts(Operand::weight);
  if (!widens_input && !widens_weight) return wait(Queue::compute, filled, filled_);
  wait(Queue::vector, filled, filled_);
  if (widens_input) widen(Operand::input);
  if (widens_weight) widen(Operand::weight);
  signal(Queue::vector, widened);
  wait(Queue::compute, widened, ++widened_);
}

// The new tile may come as soon as the last tile that needs what lies in its slot is computed.
bool GemmCommands::bring_in(Operand operand) {
  Slots& s = slots(operand);
  const std::int64_t key = walk_.load_key(operand);
  if (key == s.key) return false;
  if (s.key >= 0) s.last_use[static_cast<std::size_t>(s.current)] = computed_;
  s.key = key;
  advance_slot(operand);
  wait(Queue::load, computed, s.last_use[static_cast<std::size_t>(s.current)]);
  load(operand, plan_->problem.region(operand, walk_.place_of(operand)));
  return true;
}

void GemmCommands::load(Operand operand, program::Region region) {
  const program::Slot slot = slots(operand).current;
  const Bytes most = plan_->largest_load;
  Bytes left = region.row_bytes;
  while (most > 0 && region.rows == 1 && left > most) {
    region.row_bytes = region.stride_bytes = most;
    ready_.push(Queue::load, program::Load{operand, slot, region});
    region.address += static_cast<Address>(most);
    left -= most;
  }
  if (region.rows == 1) region.row_bytes = left;
  ready_.push(Queue::load, program::Load{operand, slot, region});
}

// Two operations for each element: convert and scale.
void GemmCommands::widen(Operand operand) {
  const TilePlace place = walk_.place_of(operand);
  const std::int64_t elements =
      operand == Operand::input ? place.size.m * place.size.k : place.size.k * place.size.n;
  program::Vector work;
  work.simple = 2 * elements;
  work.element_bits = plan_->problem.bits_on_chip(operand);
  work.from = work.to = {operand, slots(operand).current};
  ready_.push(Queue::vector, work);
}

void GemmCommands::claim_output() {
  Slots& s = slots(Operand::output);
  const std::int64_t key = walk_.tile_key(Operand::output);
  if (key == s.key && !stores_partial_sums()) return;
  s.key = key;
  advance_slot(Operand::output);
  wait(Queue::compute, stored, s.tiles - slot_plan(Operand::output).slots);
}

void GemmCommands::compute() {
  const TilePlace& place = walk_.place();
  program::Compute tile;
  tile.m = place.size.m;
  tile.n = place.size.n;
  tile.k = place.size.k;
  tile.product = place.product;
  tile.m0 = place.first.m;
  tile.n0 = place.first.n;
  tile.k0 = place.first.k;
  if (plan_->unit.kind == config::MatrixUnitKind::systolic) {
    const FoldCarry carry = carry_of(walk_, plan_->unit, stationary_key_);
    tile.continues = carry.continues;
    tile.holds = carry.holds;
  }
  const bool first_sums = walk_.starts_sums() || stores_partial_sums();
  tile.accumulate = first_sums ? program::Accumulate::overwrite : program::Accumulate::add;
  tile.input_slot = slots(Operand::input).current;
  tile.weight_slot = slots(Operand::weight).current;
  tile.output_slot = slots(Operand::output).current;
  ready_.push(Queue::compute, tile);
  signal(Queue::compute, computed);
  ++computed_;
}

void GemmCommands::finish_sums() {
  const Slots& s = slots(Operand::output);
  signal(Queue::compute, sums_complete);
  if (!plan_->epilogue.exists()) return send_out(sums_complete);
  if (plan_->epilogue.operands > 0) bring_in_second();
  const TilePlace& place = walk_.place();
  wait(Queue::vector, sums_complete, s.tiles);
  ready_.push(Queue::vector,
              work_of(plan_->epilogue, place.size.m * place.size.n, {Operand::output, s.current}));
  signal(Queue::vector, epilogue_done);
  send_out(epilogue_done);
}

// Each output slot has a slot beside it for what is added or multiplied; it is as free as the
// output slot is.
void GemmCommands::bring_in_second() {
  const Slots& s = slots(Operand::output);
  const auto beside = static_cast<program::Slot>(s.current + slot_plan(Operand::output).slots);
  wait(Queue::load, stored, s.tiles - slot_plan(Operand::output).slots);
  for (std::int64_t i = 0; i < plan_->epilogue.operands; ++i) {
    program::Region region = plan_->problem.region(Operand::output, walk_.place());
    region.address += workspace_offset(2 + i);
    ready_.push(Queue::load, program::Load{Operand::output, beside, region});
  }
  signal(Queue::load, second_filled);
  wait(Queue::vector, second_filled, s.tiles);
}

program::Region GemmCommands::output_region() const {
  const TilePlace& place = walk_.place();
  if (plan_->tiling.split_k > 1) return plan_->problem.partial_region(walk_.part(), place);
  program::Region region = plan_->problem.region(Operand::output, place);
  if (stores_partial_sums()) region.rows *= timing::plan_folds(place.size, plan_->unit).row_folds();
  if (plan_->epilogue.narrowing > 1)
    region.row_bytes = ceil_div(region.row_bytes, plan_->epilogue.narrowing);
  return region;
}

void GemmCommands::send_out(program::Token ready) {
  const Slots& s = slots(Operand::output);
  wait(Queue::store, ready, s.tiles);
  ready_.push(Queue::store, program::Store{Operand::output, s.current, output_region()});
  signal(Queue::store, stored);
}

}  // namespace systole::mapping
