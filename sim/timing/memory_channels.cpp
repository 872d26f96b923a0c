#include "timing/memory_channels.hpp"

#include <algorithm>
#include <cmath>

#include "base/checked.hpp"
#include "timing/spread.hpp"

namespace systole::timing {

namespace {

// A banked memory, as the estimates see it: its data buses, and one access to a closed row.

std::int64_t channels_of(const config::DramConfig& dram) {
  if (!dram.banks) return dram.channels;
  return dram.banks->organisation.channels * dram.banks->organisation.pseudo_channels;
}

std::int64_t channel_bytes_per_second(const config::DramConfig& dram) {
  if (!dram.banks) return std::llround(dram.channel_bandwidth_gb_per_s * dram.efficiency * 1e9);
  return std::llround(dram.banks->peak_bytes_per_second()) / channels_of(dram);
}

Femtoseconds latency_of(const config::DramConfig& dram) {
  const Femtoseconds way = std::llround(dram.latency_ns * 1e6);
  if (!dram.banks) return way;
  const config::DramTimings& timing = dram.banks->timing;
  return way + (timing.trcd_rd + timing.tcl + timing.tbl) * timing.tck_ps * 1000;
}

Bytes interleave_of(const config::DramConfig& dram) {
  return dram.banks ? dram.banks->burst_bytes() : dram.interleave_bytes;
}

}  // namespace

MemoryChannels::MemoryChannels(const config::DramConfig& dram)
    : ideal_(dram.model == config::DramModel::ideal),
      channel_bytes_per_second_(channel_bytes_per_second(dram)),
      latency_(latency_of(dram)),
      piece_time_(dram.banks ? 0 : std::llround(dram.piece_ns * 1e6)),
      interleave_(interleave_of(dram)),
      free_at_(static_cast<std::size_t>(channels_of(dram)), 0) {}

std::int64_t MemoryChannels::bytes_per_second() const {
  return ideal_ ? 0 : channel_bytes_per_second_ * static_cast<std::int64_t>(free_at_.size());
}

std::int64_t MemoryChannels::bytes_per_second_in_pieces(Bytes piece_bytes) const {
  if (ideal_ || piece_bytes == 0 || piece_time_ == 0) return bytes_per_second();
  const double piece =
      static_cast<double>(transfer_time(piece_bytes, channel_bytes_per_second_) + piece_time_);
  const double of_a_channel = static_cast<double>(piece_bytes) * 1e15 / piece;
  return channels() * static_cast<std::int64_t>(of_a_channel);
}

// Blocks of `interleave_` bytes go round the channels. Of a long run a channel has every n-th
// block; the first and the last block may be partial.
template <class Visit>
void MemoryChannels::for_each_share(const BurstRun& run, Visit&& visit) const {
  const std::int64_t all = channels();
  const auto begin = static_cast<std::int64_t>(run.address);
  const std::int64_t first = begin / interleave_;
  const std::int64_t blocks = (begin + run.bytes - 1) / interleave_ - first + 1;
  const Bytes before = begin - first * interleave_;
  const Bytes behind = blocks * interleave_ - before - run.bytes;
  const std::int64_t last_rank = (blocks - 1) % all;
  if (blocks <= all) {
    for (std::int64_t i = 0; i < blocks; ++i) {
      const Bytes bytes = interleave_ - (i == 0 ? before : 0) - (i == blocks - 1 ? behind : 0);
      visit(static_cast<std::size_t>(channel_of(first + i, all)), bytes);
    }
    return;
  }
  std::int64_t channel = first % all;
  for (std::int64_t rank = 0; rank < std::min(blocks, all); ++rank) {
    const std::int64_t own_blocks = (blocks - 1) / all + (rank <= last_rank);
    const Bytes bytes =
        own_blocks * interleave_ - (rank == 0 ? before : 0) - (rank == last_rank ? behind : 0);
    visit(static_cast<std::size_t>(channel), bytes);
    if (++channel == all) channel = 0;
  }
}

Femtoseconds MemoryChannels::service_time(Bytes bytes, Bytes piece_bytes) {
  if (bytes == last_share_ && piece_bytes == last_piece_) return last_service_;
  last_share_ = bytes;
  last_piece_ = piece_bytes;
  last_service_ = transfer_time(bytes, channel_bytes_per_second_);
  if (piece_bytes > 0) last_service_ += ceil_div(bytes, piece_bytes) * piece_time_;
  return last_service_;
}

Femtoseconds windowed_transfer(std::int64_t bursts, std::int64_t window, Femtoseconds service,
                               Femtoseconds latency) {
  const Femtoseconds round_trip = latency + service;
  if (bursts <= window || window * service >= round_trip) return latency + bursts * service;
  const std::int64_t full_windows = (bursts - 1) / window;
  const std::int64_t rest = bursts - full_windows * window;
  return full_windows * round_trip + latency + rest * service;
}

Femtoseconds MemoryChannels::window_limit(const BurstRun& run, std::int64_t channels_used) const {
  const Femtoseconds service =
      transfer_time(run.burst_bytes, channel_bytes_per_second_ * channels_used);
  const std::int64_t window = std::max<std::int64_t>(1, run.window_bytes / run.burst_bytes);
  return windowed_transfer(ceil_div(run.bytes, run.burst_bytes), window, service, latency_);
}

Femtoseconds MemoryChannels::complete(const BurstRun& run, Femtoseconds now) {
  if (ideal_ || run.bytes == 0) return now;
  Femtoseconds done = now;
  std::int64_t used = 0;
  for_each_share(run, [&](std::size_t channel, Bytes share) {
    ++used;
    const Femtoseconds service = service_time(share, run.piece_bytes);
    free_at_[channel] = std::max(free_at_[channel], now) + service;
    busy_ += service;
    done = std::max(done, free_at_[channel] + latency_);
  });
  const bool window_binds = run.window_bytes < run.bytes;
  return window_binds ? std::max(done, now + window_limit(run, used)) : done;
}

}  // namespace systole::timing
