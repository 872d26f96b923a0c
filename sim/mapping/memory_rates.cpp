#include "mapping/memory_rates.hpp"

namespace systole::mapping {

namespace {

constexpr std::int64_t kThousand = 1000;

}  // namespace

MemoryRates::MemoryRates(const config::Chip& chip)
    : clock_(timing::Clock::from_mhz(chip.clock_mhz)),
      channels_(chip.dram),
      port_(chip.core.dma.bytes_per_cycle * kThousand),
      buffer_bytes_(chip.shared_buffer.bytes_for_all()),
      window_(checked_mul(chip.core.dma.burst_bytes, chip.core.dma.outstanding_bursts,
                          "bytes in flight")) {
  // Tiles that are one piece come through several channels.
  if (chip.shared_buffer.exists()) window_ *= chip.core.dma.channels;
  dram_ = per_cycle(channels_.bytes_per_second());
  dram_latency_ = clock_.first_cycle_at(channels_.latency());
  if (chip.shared_buffer.exists()) {
    shared_ =
        checked_product({chip.shared_buffer.bytes_per_cycle, chip.shared_buffer.slices, kThousand},
                        "bytes per cycle");
    shared_latency_ = chip.shared_buffer.latency_cycles;
  }
}

std::int64_t MemoryRates::per_cycle(std::int64_t bytes_per_second) const {
  return static_cast<std::int64_t>(static_cast<double>(bytes_per_second) * kThousand /
                                   static_cast<double>(clock_.hertz()));
}

Cycles MemoryRates::dram_loads(Bytes bytes, Bytes piece_bytes) const {
  return over(bytes, per_cycle(channels_.bytes_per_second_in_pieces(piece_bytes)));
}

Cycles MemoryRates::over(Bytes bytes, std::int64_t rate) {
  if (rate == 0) return 0;
  return static_cast<Cycles>(static_cast<double>(bytes) * kThousand / static_cast<double>(rate));
}

}  // namespace systole::mapping
