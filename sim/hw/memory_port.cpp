#include "hw/memory_port.hpp"

#include <algorithm>

namespace systole::hw {

MemoryPort::MemoryPort() { socket.register_nb_transport_bw(this, &MemoryPort::backward); }

// Extensions belong to their requests; a payload must not delete them.
MemoryPort::~MemoryPort() {
  for (const auto& request : requests_) request->payload.clear_extension(&request->run);
}

MemoryPort::Request& MemoryPort::take() {
  if (unused_.empty()) {
    requests_.push_back(std::make_unique<Request>());
    unused_.push_back(requests_.back().get());
    unused_.back()->payload.set_mm(this);
    unused_.back()->payload.set_extension(&unused_.back()->run);
  }
  Request& request = *unused_.back();
  unused_.pop_back();
  return request;
}

void MemoryPort::fill_in(Request& request, const Run& run) {
  tlm::tlm_generic_payload& payload = request.payload;
  payload.set_command(run.write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
  payload.set_address(run.address);
  payload.set_data_length(static_cast<unsigned int>(run.bytes));
  payload.set_streaming_width(static_cast<unsigned int>(run.bytes));
  payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  request.run.burst_bytes = run.burst_bytes;
  request.run.window_bytes = run.window_bytes;
  request.run.operand = run.operand;
  request.run.piece_bytes = run.piece_bytes;
}

void MemoryPort::send(const Run& run, Ticket ticket) {
  Request& request = take();
  request.payload.acquire();
  fill_in(request, run);
  request.ticket = ticket;
  ++traffic_.transactions;
  auto& bytes = run.write ? traffic_.written : traffic_.read;
  bytes[static_cast<std::size_t>(run.operand)] += run.bytes;

  sc_core::sc_time delay = to_sc_time(std::max<Femtoseconds>(0, run.at - now()));
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  if (socket->nb_transport_fw(request.payload, phase, delay) != tlm::TLM_COMPLETED) return;
  finish(request, now() + static_cast<Femtoseconds>(delay.value()));
}

void MemoryPort::finish(Request& request, Femtoseconds at) {
  const Ticket ticket = request.ticket;
  request.payload.release();
  answered(ticket, at);
}

tlm::tlm_sync_enum MemoryPort::backward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                        sc_core::sc_time& delay) {
  if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
  finish(request_of(payload), now() + static_cast<Femtoseconds>(delay.value()));
  phase = tlm::END_RESP;
  return tlm::TLM_COMPLETED;
}

void MemoryPort::free(tlm::tlm_generic_payload* payload) {
  unused_.push_back(&request_of(*payload));
}

}  // namespace systole::hw
