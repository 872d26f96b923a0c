#include "timing/dram_run_channel.hpp"

#include <algorithm>
#include <utility>

#include "base/checked.hpp"

namespace systole::timing {

namespace {

/// What is worked out together is short against a queue, and so is what it hides of the order.
constexpr std::int64_t kLargestPack = 4;
constexpr std::int64_t kPacksPerQueue = 8;

/// Bursts of a row that may be worked out together. A pack leaves its queue as a whole; where bank
/// groups are slower than the bus that would matter, unless several of them are always in sight.
std::int64_t largest_pack(const DramRunContext& context) {
  const config::DramControllerConfig& controller = context.memory.controller;
  if (controller.scheduling == config::DramScheduling::fcfs) return 1;
  const std::int64_t queue = std::min(controller.read_queue, controller.write_queue);
  const config::DramTimings t = config::resolved(context.memory);
  const bool groups_are_slower = t.tccd_l > t.tccd_s || t.tccd_l_wr > t.tccd_s_wr;
  const std::int64_t in_sight = context.map.chunk() * context.memory.organisation.bank_groups;
  if (groups_are_slower && in_sight > queue) return 1;
  return std::clamp<std::int64_t>(queue / kPacksPerQueue, 1, kLargestPack);
}

}  // namespace

DramRunContext::DramRunContext(const config::MemoryConfig& config)
    : memory(config), rules(compile_rules(config)), map(config) {}

DramRunChannel::DramRunChannel(const DramRunContext& context)
    : context_(context),
      controller_(context.memory.controller),
      banks_per_rank_(static_cast<std::int32_t>(context.memory.banks_per_rank())),
      wait_limit_(controller_.wait_limit_cycles * context.rules.ticks_per_clock),
      idle_limit_(controller_.page_timeout_cycles * context.rules.ticks_per_clock),
      window_(align_up(kShortestWindow, context.map.pass())),
      largest_pack_(largest_pack(context)),
      state_(context),
      base_(state_) {}

DramRunChannel::State::State(const DramRunContext& context)
    : times(context.rules, context.memory.organisation),
      refresh(context.memory, context.rules),
      banks(static_cast<std::size_t>(context.memory.banks_per_channel())),
      queues{
          DramRunQueue(context.memory.controller.read_queue, context.memory.banks_per_channel()),
          DramRunQueue(context.memory.controller.write_queue, context.memory.banks_per_channel())} {
}

// What is asked for later may still begin before this has ended: it starts from the state in which
// the last burst had entered its queue, and the way from there to the end, which had to be known
// for the answer, is gone again.
Cycles DramRunChannel::serve(const std::vector<DramWork>& works) {
  state_ = base_;
  pending_ = works;
  next_work_ = 0;
  ++serial_;
  unserved_ = 0;
  done_ = 0;
  recording_ = true;
  run();
  recording_ = false;
  return done_;
}

void DramRunChannel::finish() {
  state_ = base_;
  pending_.clear();
  next_work_ = 0;
  const std::int64_t serial = std::exchange(serial_, kEverything);
  recording_ = true;
  run();
  recording_ = false;
  serial_ = serial;
  base_ = state_;
}

DramStatistics DramRunChannel::statistics() const {
  DramRunChannel rest(*this);
  rest.trace = nullptr;
  rest.finish();
  return rest.statistics_;
}

void DramRunChannel::run() {
  bool all_entered = false;
  while (true) {
    admit();
    if (!all_entered && next_work_ == pending_.size()) {
      all_entered = true;
      if (serial_ != kEverything) {
        base_ = state_;
        recording_ = false;
      }
    }
    if (all_entered && !is_waiting()) return;
    if (serve_hits(all_entered)) continue;
    const Plan plan = make_plan();
    if (goes_to_arrival(plan)) continue;
    const Cycles due = state_.refresh.next_due();
    if (plan.source == Source::none || plan.tick > due) {
      state_.now = due;
      continue;
    }
    state_.now = plan.tick;
    carry_out(plan);
  }
}

/// Bursts are taken up in order, as many as both queues hold; those that meet a full queue wait in
/// line for it, and only those of their own direction wait behind them.
void DramRunChannel::admit() {
  const std::int64_t most = controller_.read_queue + controller_.write_queue;
  enter_queues();
  while (next_work_ < pending_.size() && state_.outstanding < most) {
    DramWork& work = pending_[next_work_];
    if (work.arrival - state_.skipped > state_.now) return;
    const bool only_more_of_the_same = work.bursts.size() > most;
    if (only_more_of_the_same && !state_.lines[work.write].empty()) return;
    const std::int64_t pack = pack_of(work.bursts);
    state_.lines[work.write].push_back(
        {work.bursts.first, serial_, static_cast<std::int32_t>(pack)});
    state_.outstanding += pack;
    unserved_ += pack;
    work.bursts.first += pack;
    if (work.bursts.first == work.bursts.last) ++next_work_;
    enter_queues();
  }
}

void DramRunChannel::enter_queues() {
  for (const bool write : {false, true}) {
    auto& line = state_.lines[write];
    if (line.empty()) continue;
    DramRunQueue& queue = state_.queues[write];
    auto next = line.begin();
    for (; next != line.end() && next->bursts <= queue.room(); ++next) {
      const DramLocation at = context_.map.locate(0, next->burst);
      queue.push({state_.now, next->burst, next->serial, at.bank, at.row, next->bursts, false});
    }
    line.erase(line.begin(), next);
  }
}

/// How many bursts from the first on are worked out together: of one row, but no more than a part
/// of a queue. A trace tells them apart.
std::int64_t DramRunChannel::pack_of(const BurstRange& bursts) const {
  if (trace) return 1;
  const std::int64_t chunk = context_.map.chunk();
  return std::min({bursts.size(), chunk - bursts.first % chunk, largest_pack_});
}

/// Whether the next burst comes, and has room, before the next command; time goes on to it then.
bool DramRunChannel::goes_to_arrival(const Plan& plan) {
  if (next_work_ == pending_.size()) return false;
  const DramWork& work = pending_[next_work_];
  const Cycles arrival = work.arrival - state_.skipped;
  if (arrival <= state_.now) return false;
  const bool idle = plan.source == Source::none && state_.refresh.owed().empty();
  if (plan.source != Source::none && plan.tick <= arrival) return false;
  if (idle) idle_until(arrival);
  state_.now = arrival;
  return true;
}

/// Nothing waits: refreshes fall due and are done in time, and leave every row closed.
void DramRunChannel::idle_until(Cycles tick) {
  const Cycles last_chance =
      tick - 2 * context_.rules.ticks_per_clock * context_.memory.timing.trfc;
  const std::int64_t refreshes = state_.refresh.catch_up(last_chance);
  if (refreshes == 0) return;
  if (!state_.refresh.per_bank()) {
    for (std::int32_t b = 0; b < static_cast<std::int32_t>(state_.banks.size()); ++b)
      state_.times.close(b);
  }
  if (!recording_) return;
  const auto command =
      state_.refresh.per_bank() ? DramCommand::refresh_bank : DramCommand::refresh_all;
  statistics_.commands[static_cast<std::size_t>(command)] += refreshes;
}

bool DramRunChannel::is_waiting() const {
  return serial_ == kEverything ? state_.outstanding > 0 : unserved_ > 0;
}

void DramRunChannel::carry_out(const Plan& plan) {
  switch (plan.source) {
    case Source::promised: {
      const PromisedEntry promised = state_.promised[static_cast<std::size_t>(plan.position)];
      if (!is_column(plan.command)) return apply(plan, promised.entry.row);
      state_.promised.erase(state_.promised.begin() + plan.position);
      --bank(plan.bank).promised;
      return finish(promised.entry, promised.write, plan);
    }
    case Source::refresh:
      return refresh(plan);
    case Source::queue:
      return serve_from_queue(plan);
    default:
      return apply(plan, DramBankTimes::kClosed);
  }
}

void DramRunChannel::serve_from_queue(const Plan& plan) {
  DramRunQueue& queue = state_.queues[state_.draining];
  classify(queue[plan.position]);
  const DramWaiting entry = queue[plan.position];
  if (plan.command != DramCommand::precharge) queue.erase(plan.position);
  if (is_column(plan.command)) return finish(entry, state_.draining, plan);
  apply(plan, entry.row);
  if (plan.command == DramCommand::activate) promise(entry);
}

void DramRunChannel::promise(const DramWaiting& entry) {
  const auto later = [](const PromisedEntry& a, const PromisedEntry& b) {
    return a.entry.arrival < b.entry.arrival;
  };
  const PromisedEntry promised{entry, state_.draining};
  auto& list = state_.promised;
  list.insert(std::upper_bound(list.begin(), list.end(), promised, later), promised);
  ++bank(entry.bank).promised;
}

void DramRunChannel::refresh(const Plan& plan) {
  apply(plan, DramBankTimes::kClosed);
  if (plan.command != DramCommand::refresh_all && plan.command != DramCommand::refresh_bank) return;
  const std::int32_t number = state_.refresh.per_bank() ? plan.bank : rank_of(plan.bank);
  if (state_.refresh.pay(number)) mark_refresh(number, false);
}

void DramRunChannel::finish(const DramWaiting& entry, bool write, Plan plan) {
  const bool last_use = controller_.page_policy == config::PagePolicy::closed &&
                        !row_is_wanted(entry.bank, entry.row);
  if (last_use) plan.command = write ? DramCommand::write_precharge : DramCommand::read_precharge;
  apply(plan, entry.row, entry.bursts);
  state_.outstanding -= entry.bursts;
  const Cycles in_row = (entry.bursts - 1) * state_.times.column_pitch(write);
  const Cycles latency = write ? context_.rules.write_latency : context_.rules.read_latency;
  const Cycles end = plan.tick + in_row + latency;
  if (entry.serial == serial_) {
    done_ = std::max(done_, end + state_.skipped);
    unserved_ -= entry.bursts;
  }
  if (recording_) count(entry, write, end);
  if (plan.source == Source::queue) keep_pace(entry, write, end - entry.arrival);
}

void DramRunChannel::count(const DramWaiting& entry, bool write, Cycles last) {
  const Cycles waited = (last - entry.arrival) / context_.rules.ticks_per_clock;
  (write ? statistics_.write_latency : statistics_.read_latency).add(waited, entry.bursts);
  (write ? statistics_.writes : statistics_.reads) += entry.bursts;
  statistics_.bus_busy += entry.bursts * context_.memory.timing.tbl;
}

void DramRunChannel::apply(const Plan& plan, std::int32_t row, std::int32_t bursts) {
  const auto index = static_cast<std::size_t>(plan.command);
  state_.bus_free[static_cast<std::size_t>(context_.rules.bus[index])] =
      plan.tick + context_.rules.length[index];
  bank(plan.bank).last_use = plan.tick;
  if (!is_column(plan.command) || plan.source == Source::promised) state_.streak = {};
  DramBankTimes& times = state_.times;
  switch (plan.command) {
    case DramCommand::activate:
      times.activate(plan.bank, row, plan.tick);
      break;
    case DramCommand::precharge:
      times.precharge(plan.bank, plan.tick);
      break;
    case DramCommand::precharge_all:
      times.precharge_rank(rank_of(plan.bank), plan.tick);
      break;
    case DramCommand::refresh_all:
      times.refresh_rank(rank_of(plan.bank), plan.tick);
      break;
    case DramCommand::refresh_bank:
      times.refresh_bank(plan.bank, plan.tick);
      break;
    default:
      times.columns(plan.bank, is_write(plan.command), plan.tick, bursts);
      if (plan.command == DramCommand::read_precharge ||
          plan.command == DramCommand::write_precharge) {
        times.close(plan.bank);
      }
  }
  if (recording_) {
    statistics_.commands[index] += bursts;
    ++steps_;
    const DramCommandRecord record{
        plan.tick + state_.skipped, plan.command, 0, {plan.bank, row, 0}};
    if (trace && !trace(record)) trace = nullptr;
  }
}

void DramRunChannel::classify(DramWaiting& entry) {
  if (entry.counted) return;
  entry.counted = true;
  if (!recording_) return;
  const std::int32_t open = state_.times.open_row(entry.bank);
  const bool hit = open == entry.row;
  statistics_.row_hits += hit ? entry.bursts : entry.bursts - 1;
  if (hit) return;
  ++(open == DramBankTimes::kClosed ? statistics_.row_misses : statistics_.row_conflicts);
}

/// Two windows of column commands that took equally long, in a run that stays in its rows, are
/// followed by more of the same.
void DramRunChannel::keep_pace(const DramWaiting& entry, bool write, Cycles latency) {
  Streak& streak = state_.streak;
  if (streak.write != write || streak.columns > window_) streak = {};
  streak.write = write;
  if (streak.columns == window_) {
    const Cycles pace = state_.now - streak.begin;
    const bool steady = pace == streak.pace;
    streak.pace = pace;
    streak.columns = 0;
    if (steady && recording_) skip(steady_windows(write), write);
  }
  if (streak.columns == 0) {
    streak.begin = state_.now;
    latencies_.clear();
  }
  latencies_.push_back({latency / context_.rules.ticks_per_clock, entry.bursts});
  streak.columns += entry.bursts;
}

/// How many more windows certainly go on like the last one.
std::int64_t DramRunChannel::steady_windows(bool write) const {
  if (next_work_ == pending_.size() || trace || !state_.promised.empty()) return 0;
  const DramWork& work = pending_[next_work_];
  if (work.write != write || work.arrival > state_.now + state_.skipped) return 0;
  const std::int64_t stripe = context_.map.stripe();
  const std::int64_t into = work.bursts.first % stripe;
  if (into < context_.map.pass()) return 0;
  const std::int64_t begin = work.bursts.first - into;
  const DramRunQueue& queue = state_.queues[write];
  for (auto slot = queue.oldest(); slot != DramRunQueue::kNone; slot = queue.younger(slot)) {
    const bool is_elsewhere = queue[slot].burst < begin || queue[slot].burst >= begin + stripe;
    if (is_elsewhere) return 0;
  }
  const std::int64_t bursts = std::min(stripe - into, work.bursts.size() - 1);
  const Cycles until_refresh = state_.refresh.next_due() - state_.now;
  return std::min(bursts / window_, until_refresh / state_.streak.pace - 1);
}

void DramRunChannel::skip(std::int64_t windows, bool write) {
  if (windows <= 0) return;
  const std::int64_t bursts = windows * window_;
  const Cycles ticks = windows * state_.streak.pace;
  pending_[next_work_].bursts.first += bursts;
  state_.skipped += ticks;
  state_.refresh.skip(ticks);
  for (const Waited& waited : latencies_) {
    (write ? statistics_.write_latency : statistics_.read_latency)
        .add(waited.latency, waited.bursts * windows);
  }
  (write ? statistics_.writes : statistics_.reads) += bursts;
  statistics_.row_hits += bursts;
  statistics_.commands[static_cast<std::size_t>(write ? DramCommand::write : DramCommand::read)] +=
      bursts;
  statistics_.bus_busy += bursts * context_.memory.timing.tbl;
}

void DramRunChannel::mark_refresh(std::int32_t number, bool due) {
  const BankSpan banks = banks_of_refresh(number);
  for (std::int32_t b = banks.first; b < banks.last; ++b) bank(b).refresh_due = due;
}

DramRunChannel::BankSpan DramRunChannel::banks_of_refresh(std::int32_t number) const {
  if (state_.refresh.per_bank()) return {number, number + 1};
  const auto size = static_cast<std::int32_t>(context_.memory.banks_per_rank());
  return {number * size, number * size + size};
}

}  // namespace systole::timing
