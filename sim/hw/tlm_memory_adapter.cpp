#include "hw/tlm_memory_adapter.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::hw {

TlmMemoryAdapter::TlmMemoryAdapter(const sc_core::sc_module_name& name, Simulation& simulation,
                                   const ForeignMemorySettings& settings)
    : sc_module(name), simulation_(simulation), settings_(settings) {
  socket.register_nb_transport_fw(this, &TlmMemoryAdapter::forward);
  memory.register_nb_transport_bw(this, &TlmMemoryAdapter::backward);
  SC_THREAD(serve);
}

tlm::tlm_sync_enum TlmMemoryAdapter::forward(tlm::tlm_generic_payload& payload,
                                             tlm::tlm_phase& phase, sc_core::sc_time& delay) {
  if (phase != tlm::BEGIN_REQ) return tlm::TLM_ACCEPTED;
  if (payload.has_mm()) payload.acquire();
  runs_.push_back({&payload, now() + static_cast<Femtoseconds>(delay.value())});
  run_came_.notify(sc_core::SC_ZERO_TIME);
  return tlm::TLM_ACCEPTED;
}

void TlmMemoryAdapter::serve() {
  simulation_.activate([this] {
    for (;;) {
      while (runs_.empty()) wait(run_came_);
      const Run run = runs_.front();
      runs_.pop_front();
      if (run.at > now()) wait(to_sc_time(run.at - now()));
      serve_run(*run.payload);
    }
  });
}

void TlmMemoryAdapter::serve_run(tlm::tlm_generic_payload& run) {
  const auto* bursts = run.get_extension<BurstRunExtension>();
  const Bytes granule = bursts == nullptr ? 1 : bursts->granule;
  offset_ = 0;
  timing::for_each_piece(region_of(run), granule, [&](const timing::Piece& piece) {
    Address begin = piece.address;
    while (begin < piece.end()) {
      const auto unit = static_cast<Address>(settings_.payload_bytes);
      const Address end = std::min(piece.end(), (begin / unit + 1) * unit);
      send({begin, static_cast<Bytes>(end - begin)}, run);
      begin = end;
    }
  });
  while (in_flight_ > 0) wait(changed_);
  if (!failure_.empty()) throw ModelError(failure_);
  if (last_answer_ > now()) wait(to_sc_time(last_answer_ - now()));
  respond(run);
}

void TlmMemoryAdapter::respond(tlm::tlm_generic_payload& run) {
  run.set_response_status(tlm::TLM_OK_RESPONSE);
  tlm::tlm_phase phase = tlm::BEGIN_RESP;
  sc_core::sc_time delay;
  socket->nb_transport_bw(run, phase, delay);
  if (run.has_mm()) run.release();
}

TlmMemoryAdapter::Chunk& TlmMemoryAdapter::take_chunk() {
  for (const auto& chunk : chunks_) {
    if (!chunk->in_flight) return *chunk;
  }
  chunks_.push_back(std::make_unique<Chunk>());
  chunks_.back()->payload.set_mm(this);
  return *chunks_.back();
}

void TlmMemoryAdapter::fill_in(Chunk& chunk, const timing::Piece& piece,
                               const tlm::tlm_generic_payload& run) {
  const auto bytes = static_cast<std::size_t>(piece.bytes);
  const auto offset = static_cast<std::size_t>(offset_);
  chunk.data.assign(bytes, 0);
  if (run.is_write() && run.get_data_ptr() != nullptr) {
    std::memcpy(chunk.data.data(), run.get_data_ptr() + offset, bytes);
  } else if (run.is_write()) {
    for (std::size_t i = 0; i < bytes; ++i) {
      chunk.data[i] = static_cast<unsigned char>(piece.address + i);
    }
  }
  const bool wants_data = run.is_read() && run.get_data_ptr() != nullptr;
  chunk.destination = wants_data ? run.get_data_ptr() + offset : nullptr;
  tlm::tlm_generic_payload& payload = chunk.payload;
  payload.set_command(run.get_command());
  payload.set_address(piece.address);
  payload.set_data_ptr(chunk.data.data());
  payload.set_data_length(static_cast<unsigned int>(bytes));
  payload.set_streaming_width(static_cast<unsigned int>(bytes));
  payload.set_byte_enable_ptr(nullptr);
  payload.set_dmi_allowed(false);
  payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
}

void TlmMemoryAdapter::send(const timing::Piece& piece, tlm::tlm_generic_payload& run) {
  const bool in_phases = settings_.protocol == ForeignProtocol::four_phase;
  while (in_phases && in_flight_ >= settings_.outstanding) wait(changed_);
  Chunk& chunk = take_chunk();
  fill_in(chunk, piece, run);
  chunk.in_flight = true;
  chunk.payload.acquire();
  ++in_flight_;
  in_phases ? send_in_phases(chunk) : send_blocking(chunk);
  offset_ += piece.bytes;
}

void TlmMemoryAdapter::send_blocking(Chunk& chunk) {
  sc_core::sc_time delay;
  memory->b_transport(chunk.payload, delay);
  if (delay > sc_core::SC_ZERO_TIME) wait(delay);
  answered(chunk, now());
}

// The next request may begin when this one's request phase has ended: with END_REQ, or with
// BEGIN_RESP, which implies it.
void TlmMemoryAdapter::send_in_phases(Chunk& chunk) {
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  sc_core::sc_time delay;
  in_request_phase_ = &chunk;
  const tlm::tlm_sync_enum status = memory->nb_transport_fw(chunk.payload, phase, delay);
  if (status == tlm::TLM_ACCEPTED) {
    while (in_request_phase_ != nullptr) wait(changed_);
    return;
  }
  if (delay > sc_core::SC_ZERO_TIME) wait(delay);
  in_request_phase_ = nullptr;
  if (status == tlm::TLM_COMPLETED) return answered(chunk, now());
  if (phase != tlm::BEGIN_RESP) return;  // END_REQ came with the call; the answer comes later
  phase = tlm::END_RESP;
  delay = sc_core::SC_ZERO_TIME;
  memory->nb_transport_fw(chunk.payload, phase, delay);
  answered(chunk, now());
}

tlm::tlm_sync_enum TlmMemoryAdapter::backward(tlm::tlm_generic_payload& payload,
                                              tlm::tlm_phase& phase, sc_core::sc_time& delay) {
  Chunk* const chunk = chunk_of(payload);
  if (chunk == nullptr) {
    failure_ = "the memory answered a payload that was not sent to it";
    return tlm::TLM_ACCEPTED;
  }
  if (in_request_phase_ == chunk) in_request_phase_ = nullptr;
  changed_.notify(delay);
  if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
  answered(*chunk, now() + static_cast<Femtoseconds>(delay.value()));
  phase = tlm::END_RESP;
  return tlm::TLM_COMPLETED;
}

TlmMemoryAdapter::Chunk* TlmMemoryAdapter::chunk_of(const tlm::tlm_generic_payload& payload) {
  const auto found = std::find_if(chunks_.begin(), chunks_.end(),
                                  [&](const auto& chunk) { return &chunk->payload == &payload; });
  return found == chunks_.end() ? nullptr : found->get();
}

void TlmMemoryAdapter::answered(Chunk& chunk, Femtoseconds at) {
  --in_flight_;
  last_answer_ = std::max(last_answer_, at);
  if (chunk.payload.is_response_error()) {
    failure_ = fmt::format("the memory answered {} bytes at {:#x} with {}",
                           chunk.payload.get_data_length(), chunk.payload.get_address(),
                           chunk.payload.get_response_string());
  }
  if (chunk.destination != nullptr) {
    std::memcpy(chunk.destination, chunk.data.data(), chunk.data.size());
  }
  chunk.payload.release();
}

void TlmMemoryAdapter::free(tlm::tlm_generic_payload* payload) {
  chunk_of(*payload)->in_flight = false;
}

}  // namespace systole::hw
