#include "mapping/memory_rates.hpp"

#include "timing/memory_channels.hpp"

namespace systole::mapping {

namespace {

constexpr std::int64_t kThousand = 1000;

}  // namespace

MemoryRates::MemoryRates(const config::Chip& chip)
    : port_(chip.core.dma.bytes_per_cycle * kThousand),
      buffer_bytes_(chip.shared_buffer.bytes_for_all()),
      window_(checked_mul(chip.core.dma.burst_bytes, chip.core.dma.outstanding_bursts,
                          "bytes in flight")) {
  // Tiles that are one piece come through several channels.
  if (chip.shared_buffer.exists()) window_ *= chip.core.dma.channels;
  const timing::Clock clock = timing::Clock::from_mhz(chip.clock_mhz);
  const timing::MemoryChannels channels(chip.dram);
  dram_ = static_cast<std::int64_t>(static_cast<double>(channels.bytes_per_second()) * kThousand /
                                    static_cast<double>(clock.hertz()));
  dram_latency_ = clock.first_cycle_at(channels.latency());
  if (chip.shared_buffer.exists()) {
    shared_ =
        checked_product({chip.shared_buffer.bytes_per_cycle, chip.shared_buffer.slices, kThousand},
                        "bytes per cycle");
    shared_latency_ = chip.shared_buffer.latency_cycles;
  }
}

Cycles MemoryRates::over(Bytes bytes, std::int64_t rate) {
  if (rate == 0) return 0;
  return static_cast<Cycles>(static_cast<double>(bytes) * kThousand / static_cast<double>(rate));
}

}  // namespace systole::mapping
