#include "timing/dram_memory.hpp"

#include <algorithm>

#include "base/checked.hpp"

namespace systole::timing {

DramMemory::DramMemory(const config::MemoryConfig& memory)
    : map_(memory),
      burst_bytes_(static_cast<Address>(memory.burst_bytes())),
      tick_fs_(compile_rules(memory).tick_fs),
      clock_fs_(memory.timing.tck_ps * 1000),
      channels_(static_cast<std::size_t>(memory.organisation.channels)) {
  int number = 0;
  for (Channel& channel : channels_)
    channel.controller = std::make_unique<DramController>(memory, number++);
}

void DramMemory::submit(const MemoryRun& run, Femtoseconds now) { submit_list({run}, now); }

void DramMemory::submit_list(const std::vector<MemoryRun>& runs, Femtoseconds now) {
  advance(now);
  const std::size_t slot = free_slot();
  Run& state = runs_[slot];
  const std::uint64_t generation = state.generation + 1;
  state = Run{};
  state.generation = generation;
  state.pieces = runs;
  state.next = first_burst(runs.front());
  const auto burst = static_cast<Bytes>(burst_bytes_);
  state.window = std::max<std::int64_t>(1, runs.front().window_bytes / burst);
  for (const MemoryRun& piece : runs) {
    const Address end = piece.address + static_cast<Address>(piece.bytes);
    state.unanswered += ceil_div(static_cast<Bytes>(end - first_burst(piece)), burst);
  }
  feed(slot, ceil_div(now, tick_fs_));
  settle();
}

Address DramMemory::first_burst(const MemoryRun& piece) const {
  return piece.address / burst_bytes_ * burst_bytes_;
}

/// On to the next burst.
void DramMemory::step(Run& run) const {
  const MemoryRun& piece = run.pieces[run.piece];
  run.next += burst_bytes_;
  if (run.next < piece.address + static_cast<Address>(piece.bytes)) return;
  if (++run.piece < run.pieces.size()) run.next = first_burst(run.pieces[run.piece]);
}

std::size_t DramMemory::free_slot() {
  if (free_.empty()) {
    runs_.emplace_back();
    return runs_.size() - 1;
  }
  const std::size_t slot = free_.back();
  free_.pop_back();
  return slot;
}

/// Enters bursts until the run has to wait, for its window or in line, or has none left.
void DramMemory::feed(std::size_t slot, Cycles tick) {
  Run& run = runs_[slot];
  while (!run.in_line && !run.has_entered() && run.in_flight < run.window) {
    const DramAddressMap::Target target = map_.locate(run.next);
    Channel& channel = channels_[static_cast<std::size_t>(target.channel)];
    auto& line = channel.lines[run.write() ? 1 : 0];
    if (!line.empty() || !channel.controller->has_room(run.write())) {
      line.push_back(slot);
      run.in_line = true;
      return;
    }
    push(slot, channel, target.location, tick);
  }
}

void DramMemory::push(std::size_t slot, Channel& channel, const DramLocation& location,
                      Cycles tick) {
  Run& run = runs_[slot];
  channel.settled = false;
  channel.controller->advance(tick);
  channel.controller->push({slot, location, run.write()}, tick);
  step(run);
  ++run.in_flight;
  collect(channel);
}

void DramMemory::collect(Channel& channel) {
  for (const DramController::Answer& burst : channel.controller->answers()) {
    const auto slot = static_cast<std::size_t>(burst.id);
    Run& run = runs_[slot];
    run.last = std::max(run.last, burst.tick);
    --run.unanswered;
    if (!run.has_entered()) {
      landings_.push({burst.tick, slot, run.generation});
    } else if (run.unanswered == 0) {
      answers_.push_back({run.pieces.front().id, run.last * tick_fs_});
      free_.push_back(slot);
    }
  }
  channel.controller->answers().clear();
}

void DramMemory::advance(Femtoseconds now) {
  const Cycles limit = now / tick_fs_;
  settle();
  for (Cycles tick = next_tick(); tick <= limit; tick = next_tick()) {
    advance_channels(tick);
    land(tick);
    for (Channel& channel : channels_) serve_lines(channel, tick);
    settle();
  }
}

void DramMemory::advance_channels(Cycles tick) {
  for (Channel& channel : channels_) {
    if (channel.next > tick) continue;
    channel.settled = false;
    channel.controller->advance(tick);
    collect(channel);
  }
}

void DramMemory::land(Cycles tick) {
  while (!landings_.empty() && landings_.top().tick <= tick) {
    const Landing landing = landings_.top();
    landings_.pop();
    Run& run = runs_[landing.slot];
    if (run.generation != landing.generation || run.has_entered()) continue;
    --run.in_flight;
    feed(landing.slot, tick);
  }
}

/// The first run in line enters one burst; if it has more for this channel, it lines up again
/// behind the others.
void DramMemory::serve_lines(Channel& channel, Cycles tick) {
  for (const bool write : {false, true}) {
    auto& line = channel.lines[write ? 1 : 0];
    while (!line.empty() && channel.controller->has_room(write)) {
      const std::size_t slot = line.front();
      line.pop_front();
      Run& run = runs_[slot];
      run.in_line = false;
      push(slot, channel, map_.locate(run.next).location, tick);
      feed(slot, tick);
    }
  }
}

void DramMemory::settle() {
  for (Channel& channel : channels_) {
    if (channel.settled) continue;
    channel.next = channel.controller->next_event();
    channel.settled = true;
  }
}

Cycles DramMemory::next_tick() const {
  Cycles next = landings_.empty() ? DramController::kNever : landings_.top().tick;
  for (const Channel& channel : channels_) next = std::min(next, channel.next);
  return next;
}

std::optional<Femtoseconds> DramMemory::next_event() const {
  const Cycles tick = next_tick();
  if (tick == DramController::kNever) return std::nullopt;
  return tick * tick_fs_;
}

Femtoseconds DramMemory::busy() const {
  Cycles clocks = 0;
  for (const Channel& channel : channels_) clocks += channel.controller->statistics().bus_busy;
  return clocks * clock_fs_;
}

DramStatistics DramMemory::statistics() const {
  DramStatistics all;
  for (const Channel& channel : channels_) all.add(channel.controller->statistics());
  return all;
}

void DramMemory::on_command(const std::function<void(const DramCommandRecord&)>& hook) {
  for (Channel& channel : channels_) channel.controller->trace = hook;
}

}  // namespace systole::timing
