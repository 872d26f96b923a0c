// Which command DramRunChannel issues next, and when.
#include <algorithm>

#include "timing/dram_run_channel.hpp"

namespace systole::timing {

DramRunChannel::Plan DramRunChannel::make_plan() {
  for (const std::int32_t number : state_.refresh.update(state_.now)) mark_refresh(number, true);
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
  const auto percent = static_cast<std::int64_t>(writes.size()) * 100;
  if (!state_.draining) {
    state_.draining =
        percent > controller_.write_high_percent * controller_.write_queue || reads.empty();
  } else if (!reads.empty()) {
    state_.draining = percent >= controller_.write_low_percent * controller_.write_queue;
  }
  Urgency urgency;
  urgency.queue_is_stopped = !state_.promised.empty() && is_overdue(state_.promised.front().entry);
  const bool read_overdue = !reads.empty() && is_overdue(reads.front());
  const bool write_overdue = !writes.empty() && is_overdue(writes.front());
  urgency.overdue = read_overdue || write_overdue;
  if (urgency.overdue) {
    state_.draining =
        write_overdue && (!read_overdue || writes.front().arrival < reads.front().arrival);
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

DramRunChannel::Plan DramRunChannel::next_for(const Entry& entry, bool write) const {
  const std::int32_t bank = entry.location.bank;
  const std::int32_t open = state_.times.open_row(bank);
  Plan plan;
  plan.bank = bank;
  plan.command = write ? DramCommand::write : DramCommand::read;
  if (open == DramBankTimes::kClosed) {
    plan.command = DramCommand::activate;
  } else if (open != entry.location.row) {
    plan.command = DramCommand::precharge;
  }
  plan.tick = legal_at(plan.command, bank);
  return plan;
}

void DramRunChannel::plan_promised(Plan& best) const {
  for (std::size_t i = 0; i < state_.promised.size(); ++i) {
    const std::int32_t at = state_.promised[i].entry.location.bank;
    const bool cannot_be_sooner =
        best.source != Source::none && best.tick <= column_floor(at, state_.promised[i].write);
    if (cannot_be_sooner) continue;
    Plan plan = next_for(state_.promised[i].entry, state_.promised[i].write);
    plan.source = Source::promised;
    plan.position = i;
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

/// First ready, first come first served: see FrFcfs. Hits that cannot be sooner than the best so
/// far, since their data bus is not free, are not looked at closely.
void DramRunChannel::plan_queue(Plan& best, bool overdue) {
  const auto& entries = state_.queues[state_.draining];
  const bool in_order = controller_.scheduling == config::DramScheduling::fcfs;
  Plan pick;
  ++scan_;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Entry& entry = entries[i];
    const std::int32_t at = entry.location.bank;
    const bool hit = state_.times.open_row(at) == entry.location.row;
    const bool delays_overdue = overdue && i > 0 && at == entries.front().location.bank;
    if (delays_overdue || !is_candidate(at, hit)) {
      if (in_order) break;
      continue;
    }
    if (hit && pick.source != Source::none && pick.tick <= column_floor(at, state_.draining))
      continue;
    Plan plan = next_for(entry, state_.draining);
    plan.source = Source::queue;
    plan.position = i;
    consider(pick, plan);
    if (in_order || pick.tick == state_.now) break;
  }
  if (pick.source != Source::none) consider(best, pick);
}

Cycles DramRunChannel::column_floor(std::int32_t bank, bool write) const {
  return std::max(state_.now,
                  state_.times.data_bus_at(state_.times.pseudo_channel_of(bank), write));
}

/// Only the oldest hit at a bank matters, and only the oldest other request ahead of it.
bool DramRunChannel::is_candidate(std::int32_t at, bool hit) {
  Seen& seen = seen_[static_cast<std::size_t>(at)];
  if (seen.hit == scan_ || (!hit && seen.other == scan_)) return false;
  (hit ? seen.hit : seen.other) = scan_;
  const Bank& state = bank(at);
  return !state.refresh_due && (hit || state.promised == 0);
}

void DramRunChannel::plan_idle_rows(Plan& best) const {
  for (std::int32_t b = 0; b < static_cast<std::int32_t>(state_.banks.size()); ++b) {
    const std::int32_t row = state_.times.open_row(b);
    if (row == DramBankTimes::kClosed || bank(b).promised > 0 || row_is_wanted({b, row, 0}))
      continue;
    Plan plan;
    plan.source = Source::idle_row;
    plan.command = DramCommand::precharge;
    plan.bank = b;
    plan.tick = std::max(legal_at(DramCommand::precharge, b), bank(b).last_use + idle_limit_);
    consider(best, plan);
  }
}

bool DramRunChannel::row_is_wanted(const DramLocation& location) const {
  const auto wants = [&location](const Entry& entry) {
    return entry.location.bank == location.bank && entry.location.row == location.row;
  };
  const auto any = [&wants](const std::vector<Entry>& queue) {
    return std::any_of(queue.begin(), queue.end(), wants);
  };
  return any(state_.queues[0]) || any(state_.queues[1]) ||
         std::any_of(state_.promised.begin(), state_.promised.end(),
                     [&wants](const PromisedEntry& promised) { return wants(promised.entry); });
}

}  // namespace systole::timing
