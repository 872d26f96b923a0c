#include "hw/shared_buffer.hpp"

#include <algorithm>
#include <limits>

namespace systole::hw {

namespace {

using timing::MemoryTransfer;
using timing::SharedBufferTiming;

/// Reads wait for what they miss, and writes for what goes past the buffer or is pushed out of it.
bool waited_for(const MemoryTransfer& transfer, bool write) { return transfer.is_write() == write; }

}  // namespace

SharedBuffer::SharedBuffer(const sc_core::sc_module_name& name,
                           const config::SharedBufferConfig& config, const timing::Clock& clock,
                           const Behind& memory)
    : sc_module(name), timing_(config, clock), behind_(memory) {
  memory_.answered = [this](MemoryPort::Ticket ticket, Femtoseconds at) {
    transferred(ticket, at);
  };
  socket.register_nb_transport_fw(this, &SharedBuffer::forward);
}

const SharedBufferTiming::Answer& SharedBuffer::look_up(tlm::tlm_generic_payload& payload,
                                                        Femtoseconds at) {
  auto* run = payload.get_extension<BurstRunExtension>();
  SharedBufferTiming::Request request;
  request.region = region_of(payload);
  request.write = payload.is_write();
  request.at = at;
  if (run != nullptr) {
    request.granule = run->granule;
    request.operand = run->operand;
    request.cluster = run->cluster;
  }
  const SharedBufferTiming::Answer& answer = timing_.request(request);
  if (run == nullptr) return answer;
  const bool asks_memory = std::any_of(answer.transfers.begin(), answer.transfers.end(),
                                       [&](const MemoryTransfer& transfer) {
                                         return waited_for(transfer, request.write) &&
                                                transfer.kind != MemoryTransfer::Kind::write_back;
                                       });
  run->latency += timing_.latency() + (asks_memory ? behind_.latency : 0);
  return answer;
}

tlm::tlm_sync_enum SharedBuffer::forward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                         sc_core::sc_time& delay) {
  if (phase != tlm::BEGIN_REQ) return tlm::TLM_ACCEPTED;
  const SharedBufferTiming::Answer& answer =
      look_up(payload, now() + static_cast<Femtoseconds>(delay.value()));
  Access& access = take_access(payload, answer);
  for (const std::uint64_t fill : answer.waits_for) {
    waiting_[fill].push_back(&access);
    ++access.outstanding;
  }
  const Femtoseconds looked_up = answer.looked_up;
  for (const MemoryTransfer& transfer : access.transfers) send(transfer, access, looked_up);
  access.early = false;
  if (access.outstanding > 0) {
    if (payload.has_mm()) payload.acquire();
    return tlm::TLM_ACCEPTED;
  }
  close(access);
  delay = to_sc_time(access.done - now());
  accesses_.give_back(access.number);
  return tlm::TLM_COMPLETED;
}

SharedBuffer::Access& SharedBuffer::take_access(tlm::tlm_generic_payload& payload,
                                                const SharedBufferTiming::Answer& answer) {
  const auto number = accesses_.take();
  Access& access = accesses_[number];
  access.number = number;
  access.payload = &payload;
  access.outstanding = 0;
  access.early = true;
  access.transfers = answer.transfers;
  access.done = answer.served;
  access.first = answer.hits ? answer.looked_up : std::numeric_limits<Femtoseconds>::max();
  return access;
}

void SharedBuffer::send(const MemoryTransfer& transfer, Access& access, Femtoseconds at) {
  MemoryPort::Run run;
  run.write = transfer.is_write();
  run.address = transfer.piece.address;
  run.bytes = transfer.piece.bytes;
  run.operand = transfer.operand;
  run.window_bytes = run.bytes;
  run.at = at;
  if (const auto* asked = access.payload->get_extension<BurstRunExtension>()) {
    run.burst_bytes = asked->burst_bytes;
    run.window_bytes = asked->window_bytes;
    run.piece_bytes = asked->piece_bytes;
  }
  const bool waits = waited_for(transfer, access.payload->is_write());
  if (waits) ++access.outstanding;
  const auto ticket = errands_.take();
  errands_[ticket] = {transfer, waits ? &access : nullptr};
  memory_.send(run, ticket);
}

void SharedBuffer::transferred(MemoryPort::Ticket ticket, Femtoseconds at) {
  const auto [transfer, access] = errands_[ticket];
  errands_.give_back(ticket);
  if (transfer.kind == MemoryTransfer::Kind::fill) {
    timing_.filled(transfer, at);
    const auto waiters =
        waiting_.empty() ? decltype(waiting_)::node_type{} : waiting_.extract(transfer.fill);
    if (!waiters.empty()) {
      for (Access* waiter : waiters.mapped()) settle(*waiter, at);
    }
  }
  if (access == nullptr) return;
  const Femtoseconds streaming =
      behind_.bytes_per_second == 0
          ? 0
          : timing::transfer_time(transfer.piece.bytes, behind_.bytes_per_second);
  access->first = std::min(access->first, at - streaming);
  // There is room once the memory has taken what is pushed out.
  const bool makes_room = transfer.kind == MemoryTransfer::Kind::write_back;
  settle(*access, makes_room ? at - behind_.latency : at);
}

void SharedBuffer::settle(Access& access, Femtoseconds at) {
  access.done = std::max(access.done, at);
  if (--access.outstanding == 0 && !access.early) respond(access);
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
  accesses_.give_back(access.number);
  socket->nb_transport_bw(payload, phase, delay);
  if (payload.has_mm()) payload.release();
}

}  // namespace systole::hw
