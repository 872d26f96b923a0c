#include "hw/shared_buffer.hpp"

#include <algorithm>
#include <limits>

namespace systole::hw {

namespace {

using timing::MemoryTransfer;
using timing::SharedBufferTiming;

/// Reads wait for what they miss; a write is taken over, and only one past the buffer waits for the
/// memory.
bool waited_for(const MemoryTransfer& transfer, bool write) {
  if (write) return transfer.kind == MemoryTransfer::Kind::direct_write;
  return !transfer.is_write();
}

}  // namespace

SharedBuffer::SharedBuffer(const sc_core::sc_module_name& name,
                           const config::SharedBufferConfig& config, const timing::Clock& clock,
                           const Behind& memory)
    : sc_module(name), timing_(config, clock), behind_(memory) {
  socket.register_nb_transport_fw(this, &SharedBuffer::forward);
}

SharedBufferTiming::Answer SharedBuffer::look_up(tlm::tlm_generic_payload& payload,
                                                 Femtoseconds at) {
  auto* run = payload.get_extension<BurstRunExtension>();
  SharedBufferTiming::Request request;
  request.region = region_of(payload);
  request.write = payload.is_write();
  request.at = at;
  if (run != nullptr) {
    request.granule = run->granule;
    request.operand = run->operand;
  }
  SharedBufferTiming::Answer answer = timing_.request(request);
  if (run == nullptr) return answer;
  const bool asks_memory = std::any_of(
      answer.transfers.begin(), answer.transfers.end(),
      [&](const MemoryTransfer& transfer) { return waited_for(transfer, request.write); });
  run->latency += timing_.latency() + (asks_memory ? behind_.latency : 0);
  return answer;
}

tlm::tlm_sync_enum SharedBuffer::forward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                         sc_core::sc_time& delay) {
  if (phase != tlm::BEGIN_REQ) return tlm::TLM_ACCEPTED;
  const auto answer = look_up(payload, now() + static_cast<Femtoseconds>(delay.value()));
  const auto access = std::make_shared<Access>();
  access->payload = &payload;
  access->done = answer.served;
  access->first = answer.hits ? answer.looked_up : std::numeric_limits<Femtoseconds>::max();
  for (const std::uint64_t fill : answer.waits_for) {
    waiting_[fill].push_back(access);
    ++access->outstanding;
  }
  for (const MemoryTransfer& transfer : answer.transfers) send(transfer, access, answer.looked_up);
  access->early = false;
  if (access->outstanding > 0) {
    if (payload.has_mm()) payload.acquire();
    return tlm::TLM_ACCEPTED;
  }
  close(*access);
  delay = to_sc_time(access->done - now());
  return tlm::TLM_COMPLETED;
}

void SharedBuffer::send(const MemoryTransfer& transfer, const Shared& access, Femtoseconds at) {
  MemoryPort::Run run;
  run.write = transfer.is_write();
  run.address = transfer.piece.address;
  run.bytes = transfer.piece.bytes;
  run.operand = transfer.operand;
  run.window_bytes = run.bytes;
  run.at = at;
  if (const auto* asked = access->payload->get_extension<BurstRunExtension>()) {
    run.burst_bytes = asked->burst_bytes;
    run.window_bytes = asked->window_bytes;
  }
  if (waited_for(transfer, access->payload->is_write())) ++access->outstanding;
  const bool write = access->payload->is_write();
  memory_.send(run, [this, transfer, access, write](Femtoseconds done) {
    transferred(transfer, waited_for(transfer, write) ? access : nullptr, done);
  });
}

void SharedBuffer::transferred(const MemoryTransfer& transfer, const Shared& access,
                               Femtoseconds at) {
  if (transfer.kind == MemoryTransfer::Kind::fill) {
    timing_.filled(transfer, at);
    const auto waiters = waiting_.extract(transfer.fill);
    if (!waiters.empty()) {
      for (const Shared& waiter : waiters.mapped()) settle(waiter, at);
    }
  }
  if (access == nullptr) return;
  const Femtoseconds streaming =
      behind_.bytes_per_second == 0
          ? 0
          : timing::transfer_time(transfer.piece.bytes, behind_.bytes_per_second);
  access->first = std::min(access->first, at - streaming);
  settle(access, at);
}

void SharedBuffer::settle(const Shared& access, Femtoseconds at) {
  access->done = std::max(access->done, at);
  if (--access->outstanding == 0 && !access->early) respond(*access);
}

void SharedBuffer::close(Access& access) const {
  access.payload->set_response_status(tlm::TLM_OK_RESPONSE);
  auto* run = access.payload->get_extension<BurstRunExtension>();
  if (run != nullptr) run->first_data = std::min(access.first, access.done);
}

void SharedBuffer::respond(Access& access) {
  close(access);
  tlm::tlm_generic_payload& payload = *access.payload;
  tlm::tlm_phase phase = tlm::BEGIN_RESP;
  sc_core::sc_time delay = to_sc_time(std::max<Femtoseconds>(0, access.done - now()));
  socket->nb_transport_bw(payload, phase, delay);
  if (payload.has_mm()) payload.release();
}

}  // namespace systole::hw
