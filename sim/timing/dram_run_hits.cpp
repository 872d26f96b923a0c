// Row hits in turn, as long as nothing else can come between them: what DramRunChannel::run would
// do one by one, without looking at everything else each time.
#include <algorithm>

#include "timing/dram_run_channel.hpp"

namespace systole::timing {

/// Whether hits are all that can happen until the next other command becomes legal.
bool DramRunChannel::takes_hits_in_turn() const {
  return controller_.page_policy == config::PagePolicy::open &&
         controller_.scheduling == config::DramScheduling::fr_fcfs && !trace &&
         state_.refresh.owed().empty() && state_.refresh.next_due() > state_.now;
}

/// False when the next command has to be found among all.
bool DramRunChannel::serve_hits(bool all_entered) {
  if (!takes_hits_in_turn()) return false;
  const Urgency urgency = choose_direction();
  if (urgency.overdue || urgency.queue_is_stopped) return false;
  const Cycles limit = collect_hits();
  const bool draining = state_.draining;
  const Cycles skipped = state_.skipped;
  bool served = false;
  while (!hits_.empty()) {
    Hit& hit = first_hit();
    const Cycles tick = on_rising_edge(std::max(state_.now, hit.ready));
    if (tick >= limit) break;
    serve_hit(hit, tick);
    served = true;
    const bool only_hits = take_up_hits();
    const bool entered = next_work_ == pending_.size();
    if (!only_hits || entered != all_entered || state_.skipped != skipped) break;
    if (all_entered && !is_waiting()) break;
    const Urgency now = choose_direction();
    if (now.overdue || now.queue_is_stopped || state_.draining != draining) break;
  }
  return served;
}

/// Returns the first tick at which another command could be legal.
Cycles DramRunChannel::collect_hits() {
  hits_.clear();
  Cycles limit = state_.refresh.next_due();
  if (limit != DramRefreshClock::kNever) ++limit;
  if (next_work_ < pending_.size()) {
    const Cycles arrival = pending_[next_work_].arrival - state_.skipped;
    if (arrival > state_.now) limit = std::min(limit, arrival + 1);
  }
  for (const PromisedEntry& promised : state_.promised)
    limit = std::min(limit, next_for(promised.entry, promised.write).tick);
  const DramRunQueue& queue = state_.queues[state_.draining];
  for (const std::int32_t at : queue.banks()) {
    const DramRunQueue::Slot oldest = queue.oldest_of(at);
    const std::int32_t open = state_.times.open_row(at);
    if (queue[oldest].row != open && bank(at).promised == 0)
      limit = std::min(limit, next_for(queue[oldest], state_.draining).tick);
    if (open == DramBankTimes::kClosed) continue;
    const DramRunQueue::Slot slot = next_hit(at, oldest);
    if (slot != DramRunQueue::kNone)
      hits_.push_back({state_.times.column_at(at, state_.draining), slot, at});
  }
  return limit;
}

DramRunQueue::Slot DramRunChannel::next_hit(std::int32_t at, DramRunQueue::Slot from) const {
  const DramRunQueue& queue = state_.queues[state_.draining];
  const std::int32_t open = state_.times.open_row(at);
  while (from != DramRunQueue::kNone && queue[from].row != open) from = queue.younger_of_bank(from);
  return from;
}

Cycles DramRunChannel::on_rising_edge(Cycles tick) const {
  return context_.rules.ticks_per_clock == 2 ? (tick + 1) / 2 * 2 : tick;
}

/// The one that can go first; of several the oldest.
DramRunChannel::Hit& DramRunChannel::first_hit() {
  const DramRunQueue& queue = state_.queues[state_.draining];
  const auto read = static_cast<std::size_t>(DramCommand::read);
  const Cycles bus = state_.bus_free[static_cast<std::size_t>(context_.rules.bus[read])];
  const Cycles floor = std::max(state_.now, bus);
  const auto tick = [&](const Hit& hit) { return on_rising_edge(std::max(floor, hit.ready)); };
  Hit* first = &hits_.front();
  Cycles sooner = tick(*first);
  for (Hit& hit : hits_) {
    const Cycles at = tick(hit);
    if (at > sooner || (at == sooner && !queue.is_older(hit.slot, first->slot))) continue;
    first = &hit;
    sooner = at;
  }
  first->ready = sooner;
  return *first;
}

void DramRunChannel::serve_hit(Hit& hit, Cycles tick) {
  const bool write = state_.draining;
  DramRunQueue& queue = state_.queues[write];
  const std::int32_t at = hit.bank;
  classify(queue[hit.slot]);
  const DramWaiting entry = queue[hit.slot];
  const DramRunQueue::Slot next = next_hit(at, queue.younger_of_bank(hit.slot));
  queue.erase(hit.slot);
  hit.slot = next;
  state_.now = tick;
  Plan plan;
  plan.source = Source::queue;
  plan.command = write ? DramCommand::write : DramCommand::read;
  plan.bank = at;
  plan.tick = tick;
  finish(entry, write, plan);
  if (next == DramRunQueue::kNone) {
    hit = hits_.back();
    hits_.pop_back();
  }
  for (Hit& other : hits_) {
    const Cycles distance = state_.times.column_distance(at, other.bank, write, entry.bursts);
    other.ready = std::max(other.ready, tick + distance);
  }
}

/// What comes into the queue in place of what was served. False when it is not all of open rows.
bool DramRunChannel::take_up_hits() {
  const DramRunQueue& queue = state_.queues[state_.draining];
  const std::int64_t before = queue.pushes();
  const std::int64_t others = state_.queues[!state_.draining].pushes();
  admit();
  if (state_.queues[!state_.draining].pushes() != others) return false;
  std::int64_t entered = queue.pushes() - before;
  for (auto slot = queue.youngest(); entered > 0; --entered, slot = queue.older(slot)) {
    const std::int32_t at = queue[slot].bank;
    if (queue[slot].row != state_.times.open_row(at)) return false;
    const auto known =
        std::find_if(hits_.begin(), hits_.end(), [at](const Hit& hit) { return hit.bank == at; });
    if (known == hits_.end()) {
      hits_.push_back({state_.times.column_at(at, state_.draining), slot, at});
    } else if (queue.is_older(slot, known->slot)) {
      known->slot = slot;
    }
  }
  return true;
}

}  // namespace systole::timing
