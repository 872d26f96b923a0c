// Two TLM-2.0 memories as somebody else would write them: they know the standard, and nothing of
// Systole.
#pragma once

#include <cstdint>
#include <cstring>
#include <deque>
#include <unordered_map>

#include <systemc>
#include <tlm>
#include <tlm_utils/peq_with_cb_and_phase.h>
#include <tlm_utils/simple_target_socket.h>

namespace foreign {

/// Bytes, and what was asked of them.
struct Storage {
  std::unordered_map<std::uint64_t, unsigned char> bytes;
  std::int64_t payloads = 0;
  std::int64_t read = 0;
  std::int64_t written = 0;
  std::int64_t wrong_bytes = 0;  ///< written, but not the low byte of their address

  void access(tlm::tlm_generic_payload& payload) {
    ++payloads;
    unsigned char* const data = payload.get_data_ptr();
    for (unsigned i = 0; i < payload.get_data_length(); ++i) {
      const std::uint64_t address = payload.get_address() + i;
      if (payload.is_write()) {
        bytes[address] = data[i];
        wrong_bytes += data[i] != static_cast<unsigned char>(address);
      } else {
        data[i] = bytes[address];
      }
    }
    (payload.is_write() ? written : read) += payload.get_data_length();
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
  }
};

/// Loosely timed: every payload takes the same time.
class LtMemory : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<LtMemory> socket{"socket"};

  LtMemory(const sc_core::sc_module_name& name, sc_core::sc_time latency, Storage& storage)
      : sc_module(name), latency_(latency), storage_(storage) {
    socket.register_b_transport(this, &LtMemory::b_transport);
  }

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    storage_.access(payload);
    delay += latency_;
  }

  sc_core::sc_time latency_;
  Storage& storage_;
};

/// Approximately timed, in four phases: accepts a request after `accept`, answers `latency` later,
/// one response at a time.
class AtMemory : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<AtMemory> socket{"socket"};

  AtMemory(const sc_core::sc_module_name& name, sc_core::sc_time accept, sc_core::sc_time latency,
           Storage& storage)
      : sc_module(name),
        accept_(accept),
        latency_(latency),
        storage_(storage),
        events_(this, &AtMemory::step) {
    socket.register_nb_transport_fw(this, &AtMemory::nb_transport_fw);
  }

 private:
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) {
    if (phase == tlm::BEGIN_REQ) payload.acquire();
    events_.notify(payload, phase, delay);
    return tlm::TLM_ACCEPTED;
  }

  void step(tlm::tlm_generic_payload& payload, const tlm::tlm_phase& phase) {
    if (phase == tlm::BEGIN_REQ) {
      events_.notify(payload, tlm::END_REQ, accept_);
    } else if (phase == tlm::END_REQ) {
      send(payload, tlm::END_REQ);
      events_.notify(payload, tlm::BEGIN_RESP, latency_);
    } else if (phase == tlm::BEGIN_RESP) {
      waiting_.push_back(&payload);
      if (!responding_) respond();
    } else {
      end_response(payload);
    }
  }

  void respond() {
    tlm::tlm_generic_payload& payload = *waiting_.front();
    waiting_.pop_front();
    responding_ = true;
    storage_.access(payload);
    if (send(payload, tlm::BEGIN_RESP) == tlm::TLM_COMPLETED) end_response(payload);
  }

  void end_response(tlm::tlm_generic_payload& payload) {
    payload.release();
    responding_ = false;
    if (!waiting_.empty()) respond();
  }

  tlm::tlm_sync_enum send(tlm::tlm_generic_payload& payload, tlm::tlm_phase phase) {
    sc_core::sc_time delay;
    return socket->nb_transport_bw(payload, phase, delay);
  }

  sc_core::sc_time accept_;
  sc_core::sc_time latency_;
  Storage& storage_;
  tlm_utils::peq_with_cb_and_phase<AtMemory> events_;
  std::deque<tlm::tlm_generic_payload*> waiting_;
  bool responding_ = false;
};

}  // namespace foreign
