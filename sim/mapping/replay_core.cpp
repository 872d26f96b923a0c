#include "mapping/replay_core.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "mapping/fold_carry.hpp"
#include "timing/transfer_shape.hpp"

namespace systole::mapping {

ReplayCore::ReplayCore(const GemmPlan& plan, const config::Chip& chip, std::int64_t number)
    : plan_(plan),
      cluster_{number / plan.tiling.cluster, number % plan.tiling.cluster, plan.tiling.cluster},
      dma_(chip.core.dma),
      clock_(timing::Clock::from_mhz(chip.clock_mhz)),
      walk_(plan.problem, plan.tiling, number),
      unit_(chip.core.matrix, plan.problem.product().multiplied),
      vector_(chip.core.vector),
      channels_(static_cast<std::size_t>(chip.core.dma.channels), 0) {
  for (const Operand operand : kOperands) {
    const auto i = static_cast<std::size_t>(operand);
    slots_[i].last_use.resize(static_cast<std::size_t>(plan.tiling.slots[i].slots), 0);
  }
  plan_loads();
}

Cycles ReplayCore::next() const {
  Cycles next = kDone;
  if (!loads_.empty()) next = issue_cycle(loads_.front());
  if (!stores_.empty()) next = std::min(next, issue_cycle(stores_.front()));
  if (loads_.empty() && !walk_.done()) next = std::min(next, load_at_);
  return next;
}

/// As soon as a channel of the DMA engine is free; loads one behind the other.
Cycles ReplayCore::issue_cycle(const Transfer& transfer) const {
  const Cycles channel = *std::min_element(channels_.begin(), channels_.end());
  return std::max({channel, transfer.at, transfer.write ? 0 : load_at_});
}

void ReplayCore::step(ReplayMemory& memory) {
  const Cycles now = next();
  if (!stores_.empty() && issue_cycle(stores_.front()) <= now) return store_next(memory);
  load_up_to(now, memory);
  if (!loads_.empty()) return;
  work(memory);
  walk_.advance();
  if (!walk_.done() && walk_.starts_sums()) begin_output_tile(memory);
  plan_loads();
}

/// A thread block starts where one has ended.
void ReplayCore::begin_output_tile(ReplayMemory& memory) {
  const std::int64_t in_flight = plan_.tiling.tiles_in_flight;
  if (in_flight == 0) return;
  load_at_ = std::max(load_at_, stored(slots(Operand::output).tiles + 1 - in_flight, memory));
}

void ReplayCore::load_up_to(Cycles cycle, ReplayMemory& memory) {
  while (!loads_.empty() && issue_cycle(loads_.front()) <= cycle) {
    load_at_ = cycle;
    filled_ = std::max(filled_, move(loads_.front(), memory));
    loads_.pop_front();
  }
}

/// What the tile at hand needs.
void ReplayCore::plan_loads() {
  if (walk_.done()) return;
  new_input_ = walk_.load_key(Operand::input) != slots(Operand::input).key;
  new_weight_ = walk_.load_key(Operand::weight) != slots(Operand::weight).key;
  if (new_input_) bring_in(Operand::input);
  if (new_weight_) bring_in(Operand::weight);
}

/// When the slot that an operand's next tile goes to is free. The current one still is in use.
Cycles ReplayCore::free_at(Operand operand) {
  Slots& s = slots(operand);
  if (s.key >= 0) s.last_use[s.current()] = static_cast<std::int64_t>(computed_.size());
  const std::int64_t uses = s.last_use[s.following()];
  return uses > 0 ? computed_[static_cast<std::size_t>(uses - 1)] : 0;
}

void ReplayCore::bring_in(Operand operand) {
  const Cycles free = free_at(operand);
  Slots& s = slots(operand);
  s.key = walk_.load_key(operand);
  ++s.tiles;
  add_load(operand, plan_.problem.region(operand, walk_.place_of(operand)), free);
}

/// Tiles that are one piece come through several channels.
void ReplayCore::add_load(Operand operand, const program::Region& region, Cycles at) {
  const auto granule = static_cast<Address>(dma_.alignment_bytes);
  Transfer load{operand, false, region.address / granule * granule, 0, at};
  Bytes left = timing::transferred_bytes(region, dma_.alignment_bytes);
  const bool in_parts = plan_.largest_load > 0 && region.rows == 1;
  while (left > 0) {
    load.bytes = in_parts ? std::min(left, plan_.largest_load) : left;
    loads_.push_back(load);
    load.address += static_cast<Address>(load.bytes);
    left -= load.bytes;
  }
}

/// Takes the channel that is free first; returns when it is done.
Cycles ReplayCore::move(const Transfer& transfer, ReplayMemory& memory) {
  Cycles& channel = *std::min_element(channels_.begin(), channels_.end());
  const Cycles issued = std::max(channel, transfer.write ? transfer.at : load_at_);
  const Femtoseconds asked = clock_.start_of(issued + dma_.descriptor_cycles);
  Femtoseconds& port_free = transfer.write ? write_port_free_ : read_port_free_;
  Femtoseconds crossed = asked;
  if (dma_.bytes_per_cycle > 0) {
    const std::int64_t rate = dma_.bytes_per_cycle * clock_.hertz();
    crossed = port_free = std::max(port_free, asked) + timing::transfer_time(transfer.bytes, rate);
  }
  const ReplayMemory::Answer answer =
      memory.ask({transfer.operand, transfer.write, transfer.address, transfer.bytes, asked,
                  cluster_, plan_.piece_bytes[static_cast<std::size_t>(transfer.operand)]});
  const std::int64_t windows = ceil_div(transfer.bytes, dma_.burst_bytes * dma_.outstanding_bursts);
  channel = clock_.first_cycle_at(
      std::max({answer.done, asked + windows * answer.latency, crossed + answer.latency}));
  return channel;
}

void ReplayCore::work(ReplayMemory& memory) {
  Cycles ready = std::max({filled_, issued_, widened()});
  if (walk_.starts_sums()) {
    Slots& s = slots(Operand::output);
    ++s.tiles;
    ready = std::max(ready, stored(s.tiles - static_cast<std::int64_t>(s.last_use.size()), memory));
  }
  bool sums_stay = false;
  const timing::TileSpan span = multiply(ready, sums_stay);
  issued_ = ready;
  const Cycles before = computed_.empty() ? 0 : computed_.back();
  computed_.push_back(std::max(before, sums_stay ? span.consumed : span.end));
  if (walk_.completes_sums()) finish_sums();
}

/// When narrow operands that have just come are as wide as the unit multiplies them.
Cycles ReplayCore::widened() {
  Cycles done = 0;
  for (const Operand operand : {Operand::input, Operand::weight}) {
    const bool is_new = operand == Operand::input ? new_input_ : new_weight_;
    if (!is_new || !plan_.problem.converts(operand)) continue;
    const timing::TileShape size = walk_.place_of(operand).size;
    program::Vector work;
    work.simple = 2 * size.k * (operand == Operand::input ? size.m : size.n);
    work.element_bits = plan_.problem.bits_on_chip(operand);
    done = std::max(done, vector_.run(work, filled_).end);
  }
  return done;
}

timing::TileSpan ReplayCore::multiply(Cycles ready, bool& sums_stay) {
  const timing::TileShape& size = walk_.place().size;
  if (plan_.unit.kind != config::MatrixUnitKind::systolic) return unit_.run(size, ready);
  const FoldCarry carry = carry_of(walk_, plan_.unit, stationary_key_);
  sums_stay = carry.holds && plan_.unit.dataflow == Dataflow::output_stationary;
  return carry.continues ? unit_.continue_fold(size, ready) : unit_.run(size, ready);
}

/// Second operands of an epilogue are taken to be there: they were asked for long before.
void ReplayCore::finish_sums() {
  const TilePlace& place = walk_.place();
  worked_ = std::max(worked_, computed_.back());
  if (plan_.epilogue.exists()) {
    const program::Vector work =
        work_of(plan_.epilogue, place.size.m * place.size.n, {Operand::output, 0});
    worked_ = std::max(worked_, vector_.run(work, worked_).end);
  }
  program::Region region = plan_.tiling.split_k > 1
                               ? plan_.problem.partial_region(walk_.part(), place)
                               : plan_.problem.region(Operand::output, place);
  region.row_bytes = ceil_div(region.row_bytes, plan_.epilogue.narrowing);
  const Bytes bytes = timing::transferred_bytes(region, dma_.alignment_bytes);
  const auto granule = static_cast<Address>(dma_.alignment_bytes);
  stores_.push_back({Operand::output, true, region.address / granule * granule, bytes, worked_});
}

void ReplayCore::store_next(ReplayMemory& memory) {
  const Cycles done = move(stores_.front(), memory);
  stores_.pop_front();
  stored_.push_back(std::max(stored_.empty() ? 0 : stored_.back(), done));
  end_ = stored_.back();
}

/// When so many output tiles are stored; 0 for none.
Cycles ReplayCore::stored(std::int64_t count, ReplayMemory& memory) {
  if (count <= 0) return 0;
  const auto wanted = static_cast<std::size_t>(count);
  while (stored_.size() < wanted) store_next(memory);
  return stored_[wanted - 1];
}

}  // namespace systole::mapping
