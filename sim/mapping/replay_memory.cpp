#include "mapping/replay_memory.hpp"

#include <algorithm>

#include "base/checked.hpp"

namespace systole::mapping {

namespace {

/// No larger than what is touched needs: it takes time to make.
config::SharedBufferConfig as_large_as_needed(config::SharedBufferConfig buffer, Bytes footprint) {
  const Bytes set_of_all_slices = buffer.copies * buffer.slices * buffer.ways * buffer.block_bytes;
  const Bytes needed = align_up(2 * buffer.copies * footprint, set_of_all_slices);
  buffer.size_kib = std::min(buffer.size_kib, ceil_div(needed, kKib));
  return buffer;
}

}  // namespace

ReplayMemory::ReplayMemory(const config::Chip& chip, Bytes footprint)
    : dram_(chip.dram),
      burst_bytes_(chip.core.dma.burst_bytes),
      window_bytes_(chip.core.dma.burst_bytes * chip.core.dma.outstanding_bursts) {
  if (!chip.shared_buffer.exists()) return;
  buffer_.emplace(as_large_as_needed(chip.shared_buffer, footprint),
                  timing::Clock::from_mhz(chip.clock_mhz));
}

ReplayMemory::Answer ReplayMemory::ask(const Request& request) {
  if (buffer_) return ask_buffer(request);
  return {move({request.address, request.bytes}, request.piece_bytes, request.at), 0};
}

Femtoseconds ReplayMemory::move(const timing::Piece& piece, Bytes piece_bytes, Femtoseconds at) {
  return dram_.complete({piece.address, piece.bytes, burst_bytes_, window_bytes_, piece_bytes}, at);
}

/// Reads wait for what they miss, and writes until memory has taken what they push out.
ReplayMemory::Answer ReplayMemory::ask_buffer(const Request& asked) {
  timing::SharedBufferTiming::Request request;
  request.region = {asked.address, 1, asked.bytes, asked.bytes, 1, 0, {}};
  request.write = asked.write;
  request.operand = asked.operand;
  request.at = asked.at;
  request.cluster = asked.cluster;
  looked_up_ += asked.bytes / buffer_->block_bytes() + 2;
  const timing::SharedBufferTiming::Answer& found = buffer_->request(request);
  Answer answer{found.served, buffer_->latency()};
  bool waits = false;
  for (const timing::MemoryTransfer& transfer : found.transfers) {
    const Bytes piece_bytes = transfer.is_write() ? 0 : asked.piece_bytes;
    const Femtoseconds done = move(transfer.piece, piece_bytes, found.looked_up);
    if (transfer.kind == timing::MemoryTransfer::Kind::fill) buffer_->filled(transfer, done);
    if (transfer.is_write() != asked.write) continue;
    if (transfer.kind == timing::MemoryTransfer::Kind::write_back) {
      answer.done = std::max(answer.done, done - dram_.latency());
      continue;
    }
    answer.done = std::max(answer.done, done);
    waits = true;
  }
  if (waits) answer.latency += dram_.latency();
  return answer;
}

}  // namespace systole::mapping
