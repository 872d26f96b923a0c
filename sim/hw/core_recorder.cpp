#include "hw/core_recorder.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "hw/command_queue.hpp"

namespace systole::hw {

namespace {

constexpr std::size_t kSignalsKept = 64;  // of a token; waits look back at most a few

bool is_transfer(program::Queue queue) {
  return queue == program::Queue::load || queue == program::Queue::store;
}

/// What stands in a slice, its times and its core left out.
RecordedSlice described(const program::Action& action) {
  RecordedSlice slice;
  if (const auto* load = std::get_if<program::Load>(&action)) {
    slice.operand = load->operand;
    slice.slot = load->slot;
    slice.size[0] = load->region.bytes();
  } else if (const auto* store = std::get_if<program::Store>(&action)) {
    slice.operand = store->operand;
    slice.slot = store->slot;
    slice.size[0] = store->region.bytes();
  } else if (const auto* tile = std::get_if<program::Compute>(&action)) {
    slice.slot = tile->output_slot;
    slice.size = {tile->m, tile->n, tile->k};
  } else if (const auto* work = std::get_if<program::Vector>(&action)) {
    slice.slot = work->to.slot;
    slice.size = {work->simple, work->special, work->reductions};
  }
  return slice;
}

}  // namespace

void CoreRecorder::begin_run(Recording& recording, Cycles at) {
  recording_ = &recording;
  begin_ = at;
  queues_ = {};
  tokens_.clear();
  slots_ = {};
}

void CoreRecorder::end_run() {
  for (const Operand operand : kOperands) {
    for (auto& [number, slot] : slots_[static_cast<std::size_t>(operand)]) {
      empty_slot(operand, slot);
    }
  }
}

void CoreRecorder::issued(const Issue& issue, const program::Action& action) {
  QueueState& queue = state_of(issue.queue);
  const Issue relative{issue.queue, issue.id, issue.at - begin_,
                       issue.done_at == Executor::kLater ? issue.done_at : issue.done_at - begin_};
  const std::int32_t slice = settings_.shown ? write_down(relative, action) : kNone;
  queue.in_flight.push_back({issue.id, slice, relative.at, action});
  if (const auto* load = std::get_if<program::Load>(&action))
    fill_slot(load->operand, load->slot, relative.at);
  if (relative.done_at != Executor::kLater) ended(queue.in_flight.back(), relative.done_at);
}

void CoreRecorder::completed(program::Queue queue, std::uint64_t id, Cycles at) {
  for (const InFlight& command : state_of(queue).in_flight) {
    if (command.id != id) continue;
    --state_of(queue).unknown_ends;
    return ended(command, at - begin_);
  }
}

void CoreRecorder::retired(program::Queue queue, std::uint64_t id) {
  QueueState& state = state_of(queue);
  if (state.in_flight.empty() || state.in_flight.front().id != id) return;
  state.last_retired = state.in_flight.front().slice;
  state.in_flight.pop_front();
}

void CoreRecorder::signalled(program::Queue queue, program::Token token) {
  if (!settings_.shown || settings_.merges) return;
  TokenHistory& history = tokens_[token];
  ++history.count;
  history.latest.push_back(state_of(queue).last_retired);
  if (history.latest.size() > kSignalsKept) history.latest.pop_front();
}

void CoreRecorder::waited(program::Queue queue, const program::Wait& wait) {
  if (!settings_.shown || settings_.merges || wait.count == 0) return;
  const TokenHistory& history = tokens_[wait.token];
  const std::int64_t back = history.count - wait.count;
  if (back < 0 || back >= static_cast<std::int64_t>(history.latest.size())) return;
  const auto at = history.latest.size() - 1 - static_cast<std::size_t>(back);
  if (history.latest[at] != kNone) state_of(queue).waited_for.push_back(history.latest[at]);
}

// At the level of units a command that begins before the stretch before it has ended is part of it.
bool CoreRecorder::merged(const RecordedSlice& slice) {
  QueueState& queue = state_of(slice.unit);
  if (!settings_.merges || queue.stretch == kNone) return false;
  RecordedSlice& stretch = recording_->slices[static_cast<std::size_t>(queue.stretch)];
  if (queue.unknown_ends == 0 && slice.begin > stretch.end) return false;
  ++stretch.commands;
  stretch.size[0] += slice.size[0];
  return true;
}

std::int32_t CoreRecorder::write_down(const Issue& issue, const program::Action& action) {
  QueueState& queue = state_of(issue.queue);
  RecordedSlice slice = described(action);
  slice.core = settings_.number;
  slice.unit = issue.queue;
  slice.begin = slice.end = issue.at;
  const bool known = issue.done_at != Executor::kLater;
  const bool part = merged(slice);
  queue.unknown_ends += known ? 0 : 1;
  if (part) return queue.stretch;
  if (!budget_.take()) {
    ++recording_->left_out;
    queue.waited_for.clear();
    return kNone;
  }
  if (is_transfer(issue.queue) && !settings_.merges)
    slice.lane = take_lane(queue, issue.at, issue.done_at);
  const auto number = static_cast<std::int32_t>(recording_->slices.size());
  recording_->slices.push_back(slice);
  queue.stretch = number;
  for (const std::int32_t from : queue.waited_for) {
    if (budget_.take()) recording_->flows.push_back({from, number});
  }
  queue.waited_for.clear();
  return number;
}

std::int16_t CoreRecorder::take_lane(QueueState& queue, Cycles begin, Cycles end) {
  std::size_t lane = 0;
  while (lane < queue.lanes.size() && queue.lanes[lane] > begin) ++lane;
  if (lane == queue.lanes.size()) queue.lanes.push_back(0);
  queue.lanes[lane] = end;
  return static_cast<std::int16_t>(lane);
}

// Tiles overlap in the unit's pipeline: a tile's slice begins where the one before it ends.
void CoreRecorder::ended(const InFlight& command, Cycles end) {
  const bool transfer = std::holds_alternative<program::Load>(command.action) ||
                        std::holds_alternative<program::Store>(command.action);
  if (command.slice != kNone) {
    RecordedSlice& slice = recording_->slices[static_cast<std::size_t>(command.slice)];
    QueueState& queue = state_of(slice.unit);
    if (settings_.merges) {
      slice.end = std::max(slice.end, end);
    } else if (transfer) {
      slice.end = end;
      queue.lanes[static_cast<std::size_t>(slice.lane)] = end;
    } else {
      slice.begin = std::max(slice.begin, queue.busy_until);
      slice.end = queue.busy_until = std::max(end, slice.begin);
    }
  }
  if (const auto* load = std::get_if<program::Load>(&command.action))
    count_transfer(load->region, recording_->read_bytes, {command.begin, end});
  if (const auto* store = std::get_if<program::Store>(&command.action))
    count_transfer(store->region, recording_->written_bytes, {command.begin, end});
  if (settings_.shown) use_slots(command.action, {command.begin, end});
}

void CoreRecorder::count_transfer(const program::Region& region, TimeBuckets& bytes,
                                  const Span& span) {
  if (span.end == span.begin) return;  // it was there already (warm caches)
  const Bytes size = region.bytes();
  const std::int64_t bursts =
      std::min(ceil_div(size, settings_.dma.burst_bytes), settings_.dma.outstanding_bursts);
  bytes.add(span.begin, span.end, static_cast<double>(size));
  recording_->bursts.add(span.begin, span.end,
                         static_cast<double>(bursts * (span.end - span.begin)));
}

void CoreRecorder::use_slots(const program::Action& action, const Span& span) {
  if (const auto* load = std::get_if<program::Load>(&action)) {
    use_slot(load->operand, load->slot, span);
  } else if (const auto* tile = std::get_if<program::Compute>(&action)) {
    use_slot(Operand::input, tile->input_slot, span);
    use_slot(Operand::weight, tile->weight_slot, span);
    use_slot(Operand::output, tile->output_slot, span);
  } else if (const auto* work = std::get_if<program::Vector>(&action)) {
    use_slot(work->from.operand, work->from.slot, span);
    use_slot(work->to.operand, work->to.slot, span);
  } else if (const auto* store = std::get_if<program::Store>(&action)) {
    use_slot(store->operand, store->slot, span);
    empty_slot(store->operand, slots_[static_cast<std::size_t>(store->operand)][store->slot]);
  }
}

// What was there has been used for the last time.
void CoreRecorder::fill_slot(Operand operand, program::Slot slot, Cycles at) {
  if (!settings_.shown) return;
  SlotState& state = slots_[static_cast<std::size_t>(operand)][slot];
  empty_slot(operand, state);
  state = {at, at};
}

void CoreRecorder::use_slot(Operand operand, program::Slot slot, const Span& span) {
  SlotState& state = slots_[static_cast<std::size_t>(operand)][slot];
  if (state.filled < 0) state.filled = span.begin;
  state.last_use = std::max(state.last_use, span.end);
}

void CoreRecorder::empty_slot(Operand operand, SlotState& slot) {
  if (slot.filled < 0 || !settings_.shown) return;
  TimeBuckets& filled = recording_->filled_slots[static_cast<std::size_t>(settings_.number)]
                                                [static_cast<std::size_t>(operand)];
  if (slot.last_use > slot.filled)
    filled.add(slot.filled, slot.last_use, static_cast<double>(slot.last_use - slot.filled));
  slot = {};
}

}  // namespace systole::hw
