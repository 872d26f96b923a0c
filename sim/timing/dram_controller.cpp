#include "timing/dram_controller.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace systole::timing {

DramController::DramController(const config::MemoryConfig& memory, int channel)
    : config_(memory.controller),
      channel_(channel),
      rules_(compile_rules(memory)),
      topology_(memory.organisation),
      banks_(rules_, topology_),
      scheduler_(make_dram_scheduler(config_.scheduling, banks_)),
      refresher_(make_dram_refresher(memory, banks_)),
      wait_limit_(config_.wait_limit_cycles * rules_.ticks_per_clock),
      idle_limit_(config_.page_timeout_cycles * rules_.ticks_per_clock),
      reads_(config_.read_queue),
      writes_(config_.write_queue) {}

void DramController::push(const DramRequest& request, Cycles now) {
  if (!has_room(request.write)) throw ModelError("a request was pushed into a full DRAM queue");
  now_ = std::max(now_, now);
  planned_ = false;
  if (!request.write && forward(request, now)) return;
  if (request.write) held_writes_ += hold_for_reads(request);
  (request.write ? writes_ : reads_).push({request, now, false, 0});
}

/// A read of what a write has yet to bring to the memory is answered from the queue.
bool DramController::forward(const DramRequest& request, Cycles now) {
  if (writes_.find(request.location) == nullptr &&
      find_promised(request.location, true) == nullptr) {
    return false;
  }
  answers_.push_back({request.id, now + rules_.ticks_per_clock});
  statistics_.read_latency.add(1);
  ++statistics_.reads;
  ++statistics_.forwarded;
  return true;
}

/// A write must not overtake older reads of the same burst: reads have priority as long as there
/// are any.
std::int32_t DramController::hold_for_reads(const DramRequest& write) {
  std::int32_t held = 0;
  for (DramEntry* read : {reads_.find(write.location), find_promised(write.location, false)}) {
    if (read == nullptr) continue;
    ++read->holds_up;
    ++held;
  }
  return held;
}

DramEntry* DramController::find_promised(const DramLocation& location, bool write) {
  for (DramEntry& entry : promised_) {
    if (entry.request.location == location && entry.request.write == write) return &entry;
  }
  return nullptr;
}

Cycles DramController::next_event() {
  if (idle()) return kNever;
  if (!planned_) make_plan();
  return plan_.source == Source::none ? kNever : plan_.step.tick;
}

void DramController::advance(Cycles now) {
  while (true) {
    if (!planned_) make_plan();
    if (plan_.source == Source::none || plan_.step.tick > now) break;
    now_ = plan_.step.tick;
    planned_ = false;
    carry_out(plan_);
  }
  if (now > now_) now_ = now;
}

void DramController::make_plan() {
  planned_ = true;
  refresher_->update(now_);
  choose_direction();
  plan_ = Plan{};
  plan_promised();
  if (const auto step = refresher_->step(now_)) consider(Source::refresh, 0, *step);
  if (!queue_is_stopped_) plan_queue();
  if (config_.page_policy == config::PagePolicy::timeout) plan_idle_rows();
  const Cycles due = refresher_->next_due();
  if (due == kNever) return;
  if (plan_.source == Source::none || plan_.step.tick > due) {
    plan_ = {Source::wake, 0, {DramCommand::refresh_all, 0, due}};
  }
}

void DramController::consider(Source source, std::size_t position, const DramStep& step) {
  if (plan_.source != Source::none && plan_.step.tick <= step.tick) return;
  plan_ = {source, position, step};
}

void DramController::plan_promised() {
  for (std::size_t i = 0; i < promised_.size(); ++i) {
    consider(Source::promised, i, banks_.step_for(promised_[i].request, now_));
  }
}

void DramController::plan_queue() {
  const DramQueue& queue = draining_ ? writes_ : reads_;
  if (const auto pick = scheduler_->pick(queue, now_, overdue_)) {
    consider(Source::queue, pick->position, pick->step);
  }
}

void DramController::plan_idle_rows() {
  for (std::int32_t b = 0; b < topology_.banks(); ++b) {
    const DramBanks::Bank& bank = banks_.bank(b);
    if (!banks_.is_open(b) || bank.promised > 0 || row_is_wanted({b, bank.open_row, 0})) continue;
    DramStep step = banks_.step(DramCommand::precharge, b, now_);
    step.tick = std::max(step.tick, bank.last_use + idle_limit_);
    consider(Source::idle_row, 0, step);
  }
}

/// Writes drain from the high watermark, or as soon as no read waits, down to the low one. Requests
/// that have waited too long, and reads that hold up writes, come first.
void DramController::choose_direction() {
  const std::int64_t percent = writes_.size() * 100;
  if (!draining_) {
    draining_ = percent > config_.write_high_percent * writes_.capacity() || reads_.empty();
  } else if (!reads_.empty()) {
    draining_ = percent >= config_.write_low_percent * writes_.capacity();
  }
  overdue_.reset();
  queue_is_stopped_ = !promised_.empty() && is_overdue(promised_.front());
  const bool read_overdue = !reads_.empty() && is_overdue(reads_.entries().front());
  const bool write_overdue = !writes_.empty() && is_overdue(writes_.entries().front());
  if (read_overdue || write_overdue) {
    overdue_ = 0;
    draining_ = write_overdue && (!read_overdue || writes_.entries().front().arrival <
                                                       reads_.entries().front().arrival);
  }
  if (held_writes_ > 0 && draining_) {
    draining_ = false;
    overdue_.reset();
  }
}

bool DramController::row_is_wanted(const DramLocation& location) const {
  const auto wants = [&](const DramEntry& entry) {
    return entry.request.location.bank == location.bank &&
           entry.request.location.row == location.row;
  };
  return std::any_of(reads_.entries().begin(), reads_.entries().end(), wants) ||
         std::any_of(writes_.entries().begin(), writes_.entries().end(), wants) ||
         std::any_of(promised_.begin(), promised_.end(), wants);
}

void DramController::carry_out(const Plan& plan) {
  switch (plan.source) {
    case Source::promised: {
      const DramEntry entry = promised_[plan.position];
      if (!is_column(plan.step.command)) return issue(plan.step, entry.request.location);
      promised_.erase(promised_.begin() + static_cast<std::ptrdiff_t>(plan.position));
      --banks_.bank(plan.step.bank).promised;
      return finish(entry, plan.step);
    }
    case Source::refresh:
      issue(plan.step, {plan.step.bank, DramBanks::kClosed, 0});
      return refresher_->issued(plan.step);
    case Source::queue:
      return serve(draining_ ? writes_ : reads_, plan);
    case Source::idle_row:
      return issue(plan.step, {plan.step.bank, banks_.bank(plan.step.bank).open_row, 0});
    default:
      return;
  }
}

void DramController::serve(DramQueue& queue, const Plan& plan) {
  classify(queue.at(plan.position));
  if (is_column(plan.step.command)) return finish(queue.take(plan.position), plan.step);
  issue(plan.step, queue.at(plan.position).request.location);
  if (plan.step.command == DramCommand::activate) promise(queue.take(plan.position));
}

void DramController::promise(const DramEntry& entry) {
  const auto later = [](const DramEntry& a, const DramEntry& b) { return a.arrival < b.arrival; };
  promised_.insert(std::upper_bound(promised_.begin(), promised_.end(), entry, later), entry);
  ++banks_.bank(entry.request.location.bank).promised;
}

void DramController::finish(const DramEntry& entry, DramStep step) {
  const DramRequest& request = entry.request;
  if (config_.page_policy == config::PagePolicy::closed && !row_is_wanted(request.location)) {
    step.command = request.write ? DramCommand::write_precharge : DramCommand::read_precharge;
  }
  issue(step, request.location);
  held_writes_ -= entry.holds_up;
  const Cycles done = step.tick + (request.write ? rules_.write_latency : rules_.read_latency);
  answers_.push_back({request.id, done});
  const Cycles waited = (done - entry.arrival) / rules_.ticks_per_clock;
  (request.write ? statistics_.write_latency : statistics_.read_latency).add(waited);
  ++(request.write ? statistics_.writes : statistics_.reads);
  statistics_.bus_busy += rules_.burst / rules_.ticks_per_clock;
}

void DramController::issue(const DramStep& step, const DramLocation& location) {
  banks_.issue(step, location.row);
  ++statistics_.commands[static_cast<std::size_t>(step.command)];
  if (trace) trace({step.tick, step.command, channel_, location});
}

void DramController::classify(DramEntry& entry) {
  if (entry.served) return;
  entry.served = true;
  const std::int32_t open_row = banks_.bank(entry.request.location.bank).open_row;
  if (open_row == entry.request.location.row) {
    ++statistics_.row_hits;
  } else if (open_row == DramBanks::kClosed) {
    ++statistics_.row_misses;
  } else {
    ++statistics_.row_conflicts;
  }
}

}  // namespace systole::timing
