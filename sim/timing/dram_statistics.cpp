#include "timing/dram_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace systole::timing {

namespace {

constexpr int kExactBits = 6;
constexpr int kStepBits = 5;

}  // namespace

std::size_t LatencyHistogram::bin_of(Cycles latency) {
  const auto value = static_cast<std::uint64_t>(std::max<Cycles>(0, latency));
  if (value < (1U << kExactBits)) return value;
  const int top = 63 - __builtin_clzll(value);
  const std::size_t octave = static_cast<std::size_t>(top - kExactBits);
  const std::size_t step = (value >> (top - kStepBits)) & ((1U << kStepBits) - 1);
  return (1U << kExactBits) + (octave << kStepBits) + step;
}

Cycles LatencyHistogram::end_of(std::size_t bin) {
  if (bin < (1U << kExactBits)) return static_cast<Cycles>(bin);
  const std::size_t above = bin - (1U << kExactBits);
  const std::size_t octave = above >> kStepBits;
  const std::size_t step = above & ((1U << kStepBits) - 1);
  const auto width = static_cast<Cycles>(1) << (octave + kExactBits - kStepBits);
  return static_cast<Cycles>((1U << kStepBits) + step + 1) * width - 1;
}

void LatencyHistogram::add(Cycles latency, std::int64_t times) {
  const std::size_t bin = bin_of(latency);
  if (bin >= bins_.size()) bins_.resize(bin + 1, 0);
  smallest_ = count_ == 0 ? latency : std::min(smallest_, latency);
  largest_ = std::max(largest_, latency);
  bins_[bin] += times;
  count_ += times;
  sum_ += latency * times;
}

void LatencyHistogram::add(const LatencyHistogram& other) {
  if (other.bins_.size() > bins_.size()) bins_.resize(other.bins_.size(), 0);
  for (std::size_t bin = 0; bin < other.bins_.size(); ++bin) bins_[bin] += other.bins_[bin];
  if (other.count_ > 0)
    smallest_ = count_ == 0 ? other.smallest_ : std::min(smallest_, other.smallest_);
  count_ += other.count_;
  sum_ += other.sum_;
  largest_ = std::max(largest_, other.largest_);
}

double LatencyHistogram::mean() const {
  return count_ == 0 ? 0.0 : static_cast<double>(sum_) / static_cast<double>(count_);
}

Cycles LatencyHistogram::percentile(double share) const {
  const auto wanted = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(count_)));
  std::int64_t seen = 0;
  for (std::size_t bin = 0; bin < bins_.size(); ++bin) {
    seen += bins_[bin];
    if (seen > 0 && seen >= wanted) return std::min(end_of(bin), largest_);
  }
  return 0;
}

std::int64_t DramStatistics::column_commands() const {
  return of(DramCommand::read) + of(DramCommand::read_precharge) + of(DramCommand::write) +
         of(DramCommand::write_precharge);
}

std::int64_t DramStatistics::all_commands() const {
  return std::accumulate(commands.begin(), commands.end(), std::int64_t{0});
}

void DramStatistics::add(const DramStatistics& other) {
  for (std::size_t i = 0; i < commands.size(); ++i) commands[i] += other.commands[i];
  reads += other.reads;
  writes += other.writes;
  forwarded += other.forwarded;
  row_hits += other.row_hits;
  row_misses += other.row_misses;
  row_conflicts += other.row_conflicts;
  bus_busy += other.bus_busy;
  read_latency.add(other.read_latency);
  write_latency.add(other.write_latency);
}

DramEnergyUse energy_of(const DramStatistics& statistics, const config::MemoryConfig& memory,
                        Femtoseconds time) {
  const config::DramEnergy& each = memory.energy;
  const auto times = [&](DramCommand command) {
    return static_cast<double>(statistics.of(command));
  };
  const config::DramOrganisation& o = memory.organisation;
  const auto ranks = static_cast<double>(o.channels * o.pseudo_channels * o.ranks);
  DramEnergyUse use;
  use.activate = each.activate_pj * times(DramCommand::activate);
  use.read = each.read_pj * (times(DramCommand::read) + times(DramCommand::read_precharge));
  use.write = each.write_pj * (times(DramCommand::write) + times(DramCommand::write_precharge));
  use.refresh = each.refresh_pj * times(DramCommand::refresh_all) +
                each.refresh_pb_pj * times(DramCommand::refresh_bank);
  constexpr double kMilliwattFemtosecondsPerPicojoule = 1e6;
  use.background =
      each.background_mw * ranks * static_cast<double>(time) / kMilliwattFemtosecondsPerPicojoule;
  return use;
}

}  // namespace systole::timing
