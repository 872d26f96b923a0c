#include "timing/dram_run_model.hpp"

#include <algorithm>
#include <numeric>

#include "base/checked.hpp"
#include "timing/memory_channels.hpp"

namespace systole::timing {

DramRunModel::DramRunModel(const config::MemoryConfig& memory)
    : context_(memory), works_(static_cast<std::size_t>(memory.organisation.channels)) {
  twins_.push_back(std::make_unique<Twins>(Twins{DramRunChannel(context_), {}}));
  std::vector<std::size_t>& members = twins_.front()->members;
  members.resize(works_.size());
  std::iota(members.begin(), members.end(), std::size_t{0});
}

void DramRunModel::submit(const MemoryRun& run, Femtoseconds now) { submit_list({run}, now); }

void DramRunModel::submit_list(const std::vector<MemoryRun>& runs, Femtoseconds now) {
  for (const MemoryRun& run : runs) spread(run, now);
  Femtoseconds done = now + window_limit(runs);
  const std::size_t before = twins_.size();
  for (std::size_t i = 0; i < before; ++i) part(i);
  for (const auto& twins : twins_) {
    const std::vector<DramWork>& works = works_[twins->members.front()];
    if (works.empty()) continue;
    done = std::max(done, twins->channel.serve(works) * context_.rules.tick_fs);
  }
  for (std::vector<DramWork>& works : works_) works.clear();
  answers_.push_back({runs.front().id, done});
}

/// Those that are asked for something else from now on go their own way.
void DramRunModel::part(std::size_t twins) {
  std::vector<std::vector<std::size_t>> parts;
  for (const std::size_t member : twins_[twins]->members) {
    const auto same = std::find_if(parts.begin(), parts.end(), [&](const auto& part) {
      return works_[part.front()] == works_[member];
    });
    if (same == parts.end()) {
      parts.push_back({member});
    } else {
      same->push_back(member);
    }
  }
  for (std::size_t i = 1; i < parts.size(); ++i) {
    twins_.push_back(std::make_unique<Twins>(Twins{twins_[twins]->channel, std::move(parts[i])}));
  }
  twins_[twins]->members = std::move(parts.front());
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

/// Little's law where the window binds; nothing where it covers all that is asked for.
Femtoseconds DramRunModel::window_limit(const std::vector<MemoryRun>& runs) const {
  const MemoryRun& first = runs.front();
  std::int64_t bursts = 0;
  for (const MemoryRun& run : runs) bursts += context_.map.bursts_of(run.address, run.bytes).size();
  const Bytes burst = context_.map.burst_bytes();
  if (first.window_bytes >= bursts * burst) return 0;
  const DramRules& rules = context_.rules;
  const config::DramOrganisation& o = context_.memory.organisation;
  const std::int64_t buses = std::min(bursts, o.channels * o.pseudo_channels);
  const Femtoseconds service = ceil_div(rules.burst * rules.tick_fs, buses);
  const Cycles latency = first.write ? rules.write_latency : rules.read_latency;
  return windowed_transfer(bursts, std::max<std::int64_t>(1, first.window_bytes / burst), service,
                           latency * rules.tick_fs);
}

Femtoseconds DramRunModel::busy() const {
  return statistics().bus_busy * context_.memory.timing.tck_ps * 1000;
}

void DramRunModel::finish() {
  for (const auto& twins : twins_) twins->channel.finish();
}

DramStatistics DramRunModel::statistics() const {
  DramStatistics all;
  for (const auto& twins : twins_) {
    const DramStatistics one = twins->channel.statistics();
    for (std::size_t i = 0; i < twins->members.size(); ++i) all.add(one);
  }
  return all;
}

void DramRunModel::on_command(const std::function<bool(const DramCommandRecord&)>& hook) {
  part_all();
  for (const auto& twins : twins_) {
    const auto channel = static_cast<int>(twins->members.front());
    twins->channel.trace = [hook, channel](DramCommandRecord record) {
      record.channel = channel;
      return hook(record);
    };
  }
}

/// A trace tells channels apart: each gets a past of its own.
void DramRunModel::part_all() {
  const std::size_t before = twins_.size();
  for (std::size_t i = 0; i < before; ++i) {
    std::vector<std::size_t>& members = twins_[i]->members;
    while (members.size() > 1) {
      const std::size_t member = members.back();
      members.pop_back();
      twins_.push_back(std::make_unique<Twins>(Twins{twins_[i]->channel, {member}}));
    }
  }
}

std::int64_t DramRunModel::steps() const {
  std::int64_t steps = 0;
  for (const auto& twins : twins_) steps += twins->channel.steps();
  return steps;
}

}  // namespace systole::timing
