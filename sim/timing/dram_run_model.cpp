#include "timing/dram_run_model.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "timing/memory_channels.hpp"

namespace systole::timing {

DramRunModel::DramRunModel(const config::MemoryConfig& memory)
    : context_(memory), works_(static_cast<std::size_t>(memory.organisation.channels)) {
  channels_.reserve(works_.size());
  for (std::int64_t number = 0; number < memory.organisation.channels; ++number) {
    channels_.emplace_back(context_, number);
  }
}

void DramRunModel::submit(const MemoryRun& run, Femtoseconds now) { submit_list({run}, now); }

void DramRunModel::submit_list(const std::vector<MemoryRun>& runs, Femtoseconds now) {
  Femtoseconds done = now;
  for (const MemoryRun& run : runs) {
    spread(run, now);
    done = std::max(done, now + window_limit(run));
  }
  for (std::size_t channel = 0; channel < channels_.size(); ++channel) {
    if (works_[channel].empty()) continue;
    done = std::max(done, channels_[channel].serve(works_[channel]) * context_.rules.tick_fs);
    works_[channel].clear();
  }
  answers_.push_back({runs.front().id, done});
}

/// The bursts of the run, as one piece of work for every channel that it touches.
void DramRunModel::spread(const MemoryRun& run, Femtoseconds now) {
  const DramChannelMap& map = context_.map;
  const BurstRange bursts = map.bursts_of(run.address, run.bytes);
  const Cycles arrival = ceil_div(now, context_.rules.tick_fs);
  if (bursts.size() == 1) {
    const std::int64_t channel = map.channel_of(bursts.first);
    works_[static_cast<std::size_t>(channel)].push_back(
        {map.share(channel, bursts), run.write, arrival});
    return;
  }
  for (std::int64_t channel = 0; channel < map.channels(); ++channel) {
    const BurstRange own = map.share(channel, bursts);
    if (own.size() > 0)
      works_[static_cast<std::size_t>(channel)].push_back({own, run.write, arrival});
  }
}

/// Little's law where the window binds; nothing where it covers the whole run.
Femtoseconds DramRunModel::window_limit(const MemoryRun& run) const {
  if (run.window_bytes >= run.bytes) return 0;
  const DramRules& rules = context_.rules;
  const config::DramOrganisation& o = context_.memory.organisation;
  const Bytes burst = context_.map.burst_bytes();
  const BurstRange bursts = context_.map.bursts_of(run.address, run.bytes);
  const std::int64_t buses = std::min(bursts.size(), o.channels * o.pseudo_channels);
  const Femtoseconds service = ceil_div(rules.burst * rules.tick_fs, buses);
  const Cycles latency = run.write ? rules.write_latency : rules.read_latency;
  return windowed_transfer(bursts.size(), std::max<std::int64_t>(1, run.window_bytes / burst),
                           service, latency * rules.tick_fs);
}

Femtoseconds DramRunModel::busy() const {
  return statistics().bus_busy * context_.memory.timing.tck_ps * 1000;
}

void DramRunModel::finish() {
  for (DramRunChannel& channel : channels_) channel.finish();
}

DramStatistics DramRunModel::statistics() const {
  DramStatistics all;
  for (const DramRunChannel& channel : channels_) all.add(channel.statistics());
  return all;
}

void DramRunModel::on_command(const std::function<bool(const DramCommandRecord&)>& hook) {
  for (DramRunChannel& channel : channels_) channel.trace = hook;
}

std::int64_t DramRunModel::steps() const {
  std::int64_t steps = 0;
  for (const DramRunChannel& channel : channels_) steps += channel.steps();
  return steps;
}

}  // namespace systole::timing
