#include "hw/memory_side.hpp"

#include "timing/memory_channels.hpp"

namespace systole::hw {

namespace {

using Buffer = timing::SharedBufferTiming::Statistics;

std::array<Bytes, 3> operator-(const std::array<Bytes, 3>& a, const std::array<Bytes, 3>& b) {
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

Buffer difference(const Buffer& a, const Buffer& b) {
  return {a.hit - b.hit,
          a.missed - b.missed,
          a.written - b.written,
          a.dirtied - b.dirtied,
          a.filled - b.filled,
          a.written_back - b.written_back,
          a.passed_read - b.passed_read,
          a.passed_written - b.passed_written,
          a.multicast - b.multicast,
          a.busy - b.busy};
}

}  // namespace

MemorySideTraffic operator-(const MemorySideTraffic& after, const MemorySideTraffic& before) {
  MemorySideTraffic traffic = after;
  traffic.dram_read = after.dram_read - before.dram_read;
  traffic.dram_written = after.dram_written - before.dram_written;
  traffic.dram_transactions -= before.dram_transactions;
  traffic.buffer = difference(after.buffer, before.buffer);
  traffic.buffer_dirty -= before.buffer_dirty;
  traffic.interconnect_delivered -= before.interconnect_delivered;
  traffic.interconnect_over_links -= before.interconnect_over_links;
  traffic.interconnect_waited -= before.interconnect_waited;
  return traffic;
}

MemorySide::MemorySide(const config::Chip& config, Simulation& simulation,
                       const timing::Clock& clock, Settings settings)
    : device_(std::move(settings.foreign)) {
  const bool foreign = device_ != nullptr;
  if (!foreign && config.dram.banks) {
    device_ = std::make_unique<BankedDram>(
        "dram", config.dram, BankedDram::Settings{settings.dram, settings.on_dram_command},
        simulation);
  }
  if (!device_) dram_ = std::make_unique<Dram>("dram", config.dram);
  // Of a memory that we do not know, only its answers count.
  const timing::MemoryChannels known(config.dram);
  const Femtoseconds latency = foreign ? 0 : known.latency();
  std::int64_t bytes_per_second = foreign ? 0 : known.bytes_per_second();
  if (config.shared_buffer.exists()) {
    buffer_ = std::make_unique<SharedBuffer>("shared_buffer", config.shared_buffer, clock,
                                             SharedBuffer::Behind{latency, bytes_per_second});
    bind_memory(buffer_->memory().socket);
  }
  if (!config.interconnect.exists()) {
    if (config.core.count == 1) return;
    junction_ = std::make_unique<Junction>("junction");
    bind_buffer_or_memory(junction_->memory);
    return;
  }
  interconnect_ = std::make_unique<Interconnect>(
      "interconnect", config.interconnect,
      Interconnect::Parts{simulation, config.core.count, bytes_per_second, buffer_ ? 0 : latency});
  bind_buffer_or_memory(interconnect_->memory);
}

MemorySideTraffic MemorySide::traffic() const {
  MemorySideTraffic traffic;
  if (buffer_) {
    traffic.at_buffer = true;
    traffic.buffer = buffer_->statistics();
    traffic.buffer_dirty = buffer_->dirty_bytes();
    traffic.dram_read = buffer_->traffic().read;
    traffic.dram_written = buffer_->traffic().written;
    traffic.dram_transactions = buffer_->traffic().transactions;
  }
  if (interconnect_) {
    traffic.interconnect_delivered = interconnect_->statistics().delivered;
    traffic.interconnect_over_links = interconnect_->statistics().over_links;
    traffic.interconnect_waited = interconnect_->statistics().waited;
  }
  return traffic;
}

std::string MemorySide::describe() const { return interconnect_ ? interconnect_->describe() : ""; }

}  // namespace systole::hw
