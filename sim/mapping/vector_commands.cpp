#include "mapping/vector_commands.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "mapping/problem.hpp"

namespace systole::mapping {

namespace {

using program::Queue;

constexpr program::Token kFilled = 0;
constexpr program::Token kWorked = 1;
constexpr program::Token kStored = 2;
constexpr program::Token kLookedUp = 3;
constexpr std::int64_t kScale = 4;  // where a scale lies, as an input

/// Where share `index` begins when `total` is shared as evenly as whole numbers allow.
std::int64_t start_of(std::int64_t total, std::int64_t shares, std::int64_t index) {
  return total / shares * index + std::min(index, total % shares);
}

bool reads_operand(const VectorPlan& plan, Operand operand) {
  return std::any_of(plan.reads.begin(), plan.reads.end(),
                     [&](const Stream& stream) { return stream.operand == operand; });
}

/// Whole units of a stream go to a chunk, where there are enough of them.
struct Part {
  Bytes first = 0;
  Bytes bytes = 0;
};

Part part_of(Bytes bytes, const VectorPlan& plan, std::int64_t chunk) {
  const bool whole_units = plan.units >= plan.chunks && bytes % plan.units == 0;
  if (!whole_units) {
    const Bytes first = start_of(bytes, plan.chunks, chunk);
    return {first, start_of(bytes, plan.chunks, chunk + 1) - first};
  }
  const Bytes unit = bytes / plan.units;
  const std::int64_t first = start_of(plan.units, plan.chunks, chunk);
  return {first * unit, (start_of(plan.units, plan.chunks, chunk + 1) - first) * unit};
}

Bytes largest_part(Bytes bytes, const VectorPlan& plan) {
  return part_of(bytes, plan, 0).bytes;  // the first shares are the larger ones
}

}  // namespace

std::array<program::SlotPlan, 3> slots_of(const VectorPlan& plan) {
  std::array<program::SlotPlan, 3> slots{};
  for (const Stream& stream : plan.reads) {
    program::SlotPlan& of = slots[static_cast<std::size_t>(stream.operand)];
    of.slots = plan.slots;
    of.slot_bytes += largest_part(stream.bytes, plan);
  }
  program::SlotPlan& out = slots[static_cast<std::size_t>(plan.write.operand)];
  out.slots += plan.slots;
  out.slot_bytes = std::max(out.slot_bytes, largest_part(plan.write.bytes, plan));
  return slots;
}

VectorCommands::VectorCommands(std::shared_ptr<const VectorPlan> plan, std::int64_t core)
    : plan_(std::move(plan)), lookups_left_(plan_->lookups) {
  const std::int64_t rows = plan_->chunks / plan_->pieces;
  chunk_ = start_of(rows, plan_->cores, core) * plan_->pieces;
  end_ = start_of(rows, plan_->cores, core + 1) * plan_->pieces;
  begin_turn();
}

void VectorCommands::begin_turn() {
  pass_ = 0;
  turn_begin_ = chunk_;
  turn_end_ = std::min(end_, chunk_ + plan_->turn);
}

bool VectorCommands::next(program::Command& command) {
  while (ready_.empty()) {
    if (chunk_ == end_) return false;
    make_chunk();
  }
  ready_.pop(command);
  return true;
}

// The chunks of a turn are read once for every pass; only the last one writes.
void VectorCommands::make_chunk() {
  read(chunk_);
  work(is_last_pass());
  if (is_last_pass()) write(chunk_);
  ++chunk_;
  if (chunk_ != turn_end_) return;
  if (is_last_pass()) return begin_turn();
  ++pass_;
  chunk_ = turn_begin_;
}

program::SlotRef VectorCommands::source() const {
  const Operand operand =
      plan_->reads.empty() ? plan_->write.operand : plan_->reads.front().operand;
  return {operand, static_cast<program::Slot>(read_ % plan_->slots)};
}

// Where the result is of an operand that is read too, its slots stand behind those that are filled.
program::SlotRef VectorCommands::target() const {
  const Operand operand = plan_->write.operand;
  const std::int64_t behind = reads_operand(*plan_, operand) ? plan_->slots : 0;
  return {operand, static_cast<program::Slot>(behind + written_ % plan_->slots)};
}

program::Region VectorCommands::region(const Stream& stream, std::int64_t chunk) const {
  const Part part = part_of(stream.bytes, *plan_, chunk);
  program::Region region;
  region.address = stream.address + static_cast<Address>(part.first);
  region.row_bytes = region.stride_bytes = part.bytes;
  const Bytes run = plan_->run_bytes;
  if (run == 0 || &stream == &plan_->write || part.bytes % run != 0) return region;
  // Pieces of a column: as far apart as the pieces of one chunk allow.
  region.rows = part.bytes / run;
  region.row_bytes = run;
  region.stride_bytes = std::max(run, stream.bytes / region.rows / run * run);
  region.address = stream.address + static_cast<Address>(chunk * run % region.stride_bytes);
  return region;
}

void VectorCommands::read(std::int64_t chunk) {
  const std::int64_t must_be_free = read_ + 1 - plan_->slots;
  if (must_be_free > 0) ready_.push(Queue::load, program::Wait{kWorked, must_be_free});
  const program::Slot slot = source().slot;
  for (; lookups_left_ > 0 && !plan_->reads.empty(); --lookups_left_) look_up(slot);
  if (plan_->order == RowOrder::in_turn) begin_row(slot);
  for (const Stream& stream : plan_->reads) {
    ready_.push(Queue::load, program::Load{stream.operand, slot, region(stream, chunk)});
  }
  ready_.push(Queue::load, program::Signal{kFilled});
}

// The block before has ended; what this one must know comes before its row.
void VectorCommands::begin_row(program::Slot slot) {
  if (written_ > 0) ready_.push(Queue::load, program::Wait{kStored, written_});
  look_up(slot);
}

/// A line that must be there before anything else is loaded.
void VectorCommands::look_up(program::Slot slot) {
  constexpr Bytes kLine = 64;
  const Stream& first = plan_->reads.front();
  program::Region line;
  line.address = base_address(first.operand) + workspace_offset(kScale);
  line.row_bytes = line.stride_bytes = std::min(kLine, largest_part(first.bytes, *plan_));
  ready_.push(Queue::load, program::Load{first.operand, slot, line});
  ready_.push(Queue::load, program::Signal{kLookedUp});
  ready_.push(Queue::load, program::Wait{kLookedUp, ++looked_up_});
}

void VectorCommands::work(bool writes) {
  const std::int64_t must_be_stored = written_ + 1 - plan_->slots;
  if (writes && must_be_stored > 0)
    ready_.push(Queue::vector, program::Wait{kStored, must_be_stored});
  ready_.push(Queue::vector, program::Wait{kFilled, read_ + 1});
  const auto share = [this](std::int64_t all) {
    const std::int64_t first = start_of(all, plan_->chunks, chunk_);
    return start_of(all, plan_->chunks, chunk_ + 1) - first;
  };
  program::Vector work;
  work.simple = share(plan_->simple) / plan_->passes;
  work.special = share(plan_->special) / plan_->passes;
  work.reductions = share(plan_->reductions) / plan_->passes;
  work.element_bits = plan_->element_bits;
  work.from = source();
  work.to = writes ? target() : work.from;
  ready_.push(Queue::vector, work);
  ready_.push(Queue::vector, program::Signal{kWorked});
  ++read_;
}

void VectorCommands::write(std::int64_t chunk) {
  ready_.push(Queue::store, program::Wait{kWorked, read_});
  ready_.push(Queue::store,
              program::Store{plan_->write.operand, target().slot, region(plan_->write, chunk)});
  ready_.push(Queue::store, program::Signal{kStored});
  ++written_;
}

}  // namespace systole::mapping
