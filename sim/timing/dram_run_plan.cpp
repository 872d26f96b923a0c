// Which command DramRunChannel issues next, and when.
#include <algorithm>

#include "timing/dram_run_channel.hpp"

namespace systole::timing {

DramRunChannel::Plan DramRunChannel::make_plan() {
  if (state_.refresh.next_due() <= state_.now) {
    for (const std::int32_t number : state_.refresh.update(state_.now)) mark_refresh(number, true);
  }
  const Urgency urgency = choose_direction();
  Plan best;
  plan_promised(best);
  plan_refresh(best);
  if (!urgency.queue_is_stopped) plan_queue(best, urgency.overdue);
  if (controller_.page_policy == config::PagePolicy::timeout) plan_idle_rows(best);
  return best;
}

/// Writes drain from the high watermark, or as soon as no read waits, down to the low one.
DramRunChannel::Urgency DramRunChannel::choose_direction() {
  const auto& [reads, writes] = state_.queues;
  const auto percent = writes.size() * 100;
  if (!state_.draining) {
    state_.draining =
        percent > controller_.write_high_percent * controller_.write_queue || reads.empty();
  } else if (!reads.empty()) {
    state_.draining = percent >= controller_.write_low_percent * controller_.write_queue;
  }
  Urgency urgency;
  urgency.queue_is_stopped = !state_.promised.empty() && is_overdue(state_.promised.front().entry);
  const bool read_overdue = !reads.empty() && is_overdue(reads[reads.oldest()]);
  const bool write_overdue = !writes.empty() && is_overdue(writes[writes.oldest()]);
  urgency.overdue = read_overdue || write_overdue;
  if (urgency.overdue) {
    state_.draining = write_overdue && (!read_overdue || writes[writes.oldest()].arrival <
                                                             reads[reads.oldest()].arrival);
  }
  return urgency;
}

void DramRunChannel::consider(Plan& best, const Plan& candidate) {
  if (best.source == Source::none || candidate.tick < best.tick) best = candidate;
}

Cycles DramRunChannel::legal_at(DramCommand command, std::int32_t bank) const {
  const auto index = static_cast<std::size_t>(command);
  const std::int32_t rank = rank_of(bank);
  Cycles tick =
      std::max(state_.now, state_.bus_free[static_cast<std::size_t>(context_.rules.bus[index])]);
  switch (command) {
    case DramCommand::activate:
      tick = std::max(tick, state_.times.activate_at(bank));
      break;
    case DramCommand::precharge:
      return std::max(tick, state_.times.precharge_at(bank));
    case DramCommand::precharge_all:
      return std::max(tick, state_.times.precharge_rank_at(rank));
    case DramCommand::refresh_all:
      tick = std::max(tick, state_.times.refresh_rank_at(rank));
      break;
    case DramCommand::refresh_bank:
      tick = std::max(tick, state_.times.refresh_bank_at(bank));
      break;
    default:
      tick = std::max(tick, state_.times.column_at(bank, is_write(command)));
  }
  const bool falling_edge = context_.rules.ticks_per_clock == 2 && tick % 2 != 0;
  return falling_edge ? tick + 1 : tick;
}

DramRunChannel::Plan DramRunChannel::next_for(const DramWaiting& entry, bool write) const {
  const std::int32_t bank = entry.bank;
  const std::int32_t open = state_.times.open_row(bank);
  Plan plan;
  plan.bank = bank;
  plan.command = write ? DramCommand::write : DramCommand::read;
  if (open == DramBankTimes::kClosed) {
    plan.command = DramCommand::activate;
  } else if (open != entry.row) {
    plan.command = DramCommand::precharge;
  }
  plan.tick = legal_at(plan.command, bank);
  return plan;
}

void DramRunChannel::plan_promised(Plan& best) const {
  for (std::size_t i = 0; i < state_.promised.size(); ++i) {
    const std::int32_t at = state_.promised[i].entry.bank;
    const bool cannot_be_sooner =
        best.source != Source::none && best.tick <= column_floor(at, state_.promised[i].write);
    if (cannot_be_sooner) continue;
    Plan plan = next_for(state_.promised[i].entry, state_.promised[i].write);
    plan.source = Source::promised;
    plan.position = static_cast<std::int32_t>(i);
    consider(best, plan);
  }
}

void DramRunChannel::plan_refresh(Plan& best) const {
  for (const std::int32_t number : state_.refresh.owed()) {
    const BankSpan banks = banks_of_refresh(number);
    bool promised = false;
    bool open = false;
    for (std::int32_t b = banks.first; b < banks.last; ++b) {
      promised = promised || bank(b).promised > 0;
      open = open || state_.times.open_row(b) != DramBankTimes::kClosed;
    }
    if (promised) continue;
    const bool single = state_.refresh.per_bank();
    Plan plan;
    plan.source = Source::refresh;
    plan.bank = banks.first;
    plan.command = single ? DramCommand::refresh_bank : DramCommand::refresh_all;
    if (open) plan.command = single ? DramCommand::precharge : DramCommand::precharge_all;
    plan.tick = legal_at(plan.command, plan.bank);
    consider(best, plan);
  }
}

/// First ready, first come first served: see FrFcfs.
void DramRunChannel::plan_queue(Plan& best, bool overdue) const {
  const DramRunQueue& queue = state_.queues[state_.draining];
  if (queue.empty()) return;
  const std::int32_t bank_of_oldest = queue[queue.oldest()].bank;
  Pick pick;
  if (controller_.scheduling == config::DramScheduling::fcfs) {
    plan_bank(pick, bank_of_oldest, true);
  } else {
    for (const std::int32_t at : queue.banks())
      plan_bank(pick, at, overdue && at == bank_of_oldest);
  }
  if (pick.slot != DramRunQueue::kNone) consider(best, pick.plan);
}

/// Only the oldest hit at a bank matters, and only the oldest other request ahead of it.
void DramRunChannel::plan_bank(Pick& pick, std::int32_t at, bool only_oldest) const {
  const DramRunQueue& queue = state_.queues[state_.draining];
  const Bank& state = bank(at);
  if (state.refresh_due) return;
  const std::int32_t open = state_.times.open_row(at);
  DramRunQueue::Slot slot = queue.oldest_of(at);
  if (queue[slot].row != open) {
    if (state.promised == 0) consider_waiting(pick, slot);
    if (only_oldest || open == DramBankTimes::kClosed) return;
    while (slot != DramRunQueue::kNone && queue[slot].row != open)
      slot = queue.younger_of_bank(slot);
  }
  if (slot == DramRunQueue::kNone) return;
  if (!cannot_win(pick, slot, column_floor(at, state_.draining))) consider_waiting(pick, slot);
}

void DramRunChannel::consider_waiting(Pick& pick, DramRunQueue::Slot slot) const {
  if (cannot_win(pick, slot, state_.now)) return;
  Plan plan = next_for(state_.queues[state_.draining][slot], state_.draining);
  if (cannot_win(pick, slot, plan.tick)) return;
  plan.source = Source::queue;
  plan.position = slot;
  pick = {plan, slot};
}

/// Whether a command that cannot come before `floor` comes behind the pick: later, or younger.
bool DramRunChannel::cannot_win(const Pick& pick, DramRunQueue::Slot slot, Cycles floor) const {
  if (pick.slot == DramRunQueue::kNone || floor < pick.plan.tick) return false;
  return floor > pick.plan.tick || state_.queues[state_.draining].is_older(pick.slot, slot);
}

Cycles DramRunChannel::column_floor(std::int32_t bank, bool write) const {
  return std::max(state_.now,
                  state_.times.data_bus_at(state_.times.pseudo_channel_of(bank), write));
}

void DramRunChannel::plan_idle_rows(Plan& best) const {
  for (std::int32_t b = 0; b < static_cast<std::int32_t>(state_.banks.size()); ++b) {
    const std::int32_t row = state_.times.open_row(b);
    if (row == DramBankTimes::kClosed || bank(b).promised > 0 || row_is_wanted(b, row)) continue;
    Plan plan;
    plan.source = Source::idle_row;
    plan.command = DramCommand::precharge;
    plan.bank = b;
    plan.tick = std::max(legal_at(DramCommand::precharge, b), bank(b).last_use + idle_limit_);
    consider(best, plan);
  }
}

bool DramRunChannel::row_is_wanted(std::int32_t bank, std::int32_t row) const {
  for (const DramRunQueue& queue : state_.queues) {
    auto slot = queue.oldest_of(bank);
    while (slot != DramRunQueue::kNone && queue[slot].row != row)
      slot = queue.younger_of_bank(slot);
    if (slot != DramRunQueue::kNone) return true;
  }
  return std::any_of(state_.promised.begin(), state_.promised.end(),
                     [&](const PromisedEntry& promised) {
                       return promised.entry.bank == bank && promised.entry.row == row;
                     });
}

}  // namespace systole::timing
