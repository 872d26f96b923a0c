// Lets a TLM-2.0 memory of somebody else stand behind the chip: runs of bursts become contiguous
// payloads with real data buffers, sent blocking or in the four phases. docs/foreign_memory.md
// shows how.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "hw/burst_run.hpp"
#include "hw/memory_device.hpp"
#include "hw/simulation.hpp"
#include "timing/transfer_shape.hpp"

namespace systole::hw {

enum class ForeignProtocol {
  blocking,   ///< b_transport, one payload after another (loosely timed)
  four_phase  ///< nb_transport with END_REQ, BEGIN_RESP and END_RESP, several payloads in flight
};

struct ForeignMemorySettings {
  ForeignProtocol protocol = ForeignProtocol::blocking;
  Bytes payload_bytes = 64;       ///< of one payload; pieces are cut at multiples of it
  std::int64_t outstanding = 16;  ///< payloads in flight, four_phase only
};

/// Runs are served in the order in which they come. A run without data writes the low byte of each
/// address.
class TlmMemoryAdapter : public sc_core::sc_module, tlm::tlm_mm_interface {
 public:
  tlm_utils::simple_target_socket<TlmMemoryAdapter> socket{"socket"};
  tlm_utils::simple_initiator_socket<TlmMemoryAdapter> memory{"memory"};

  SC_HAS_PROCESS(TlmMemoryAdapter);
  TlmMemoryAdapter(const sc_core::sc_module_name& name, Simulation& simulation,
                   const ForeignMemorySettings& settings);

 private:
  struct Run {
    tlm::tlm_generic_payload* payload = nullptr;
    Femtoseconds at = 0;
  };
  /// One payload on its way to the memory, with its data.
  struct Chunk {
    tlm::tlm_generic_payload payload;
    std::vector<unsigned char> data;
    unsigned char* destination = nullptr;  ///< where read data go, when the run wants any
    bool in_flight = false;
  };

  tlm::tlm_sync_enum forward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                             sc_core::sc_time& delay);
  void serve();
  void serve_run(tlm::tlm_generic_payload& run);
  void send(const timing::Piece& piece, tlm::tlm_generic_payload& run);
  void send_blocking(Chunk& chunk);
  void send_in_phases(Chunk& chunk);
  tlm::tlm_sync_enum backward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                              sc_core::sc_time& delay);
  void respond(tlm::tlm_generic_payload& run);
  Chunk& take_chunk();
  void fill_in(Chunk& chunk, const timing::Piece& piece, const tlm::tlm_generic_payload& run);
  void answered(Chunk& chunk, Femtoseconds at);
  void free(tlm::tlm_generic_payload* payload) override;
  Chunk* chunk_of(const tlm::tlm_generic_payload& payload);

  Simulation& simulation_;
  ForeignMemorySettings settings_;
  std::deque<Run> runs_;
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::int64_t in_flight_ = 0;
  Bytes offset_ = 0;  ///< of the next payload in its run's data
  Femtoseconds last_answer_ = 0;
  const Chunk* in_request_phase_ = nullptr;
  std::string failure_;  ///< thrown by our own process: an exception must not cross the memory's
  sc_core::sc_event run_came_;
  sc_core::sc_event changed_;
};

/// A memory module of somebody else behind an adapter. `Module` has a target socket called
/// `socket`.
template <class Module>
class ForeignMemory : public MemoryDevice {
 public:
  ForeignMemory(Simulation& simulation, std::unique_ptr<Module> module,
                const ForeignMemorySettings& settings)
      : module_(std::move(module)), adapter_("memory_adapter", simulation, settings) {
    adapter_.memory.bind(module_->socket);
  }
  tlm::tlm_target_socket<>& socket() override { return adapter_.socket; }

 private:
  std::unique_ptr<Module> module_;
  TlmMemoryAdapter adapter_;
};

template <class Module>
std::unique_ptr<MemoryDevice> adapt(Simulation& simulation, std::unique_ptr<Module> module,
                                    const ForeignMemorySettings& settings) {
  return std::make_unique<ForeignMemory<Module>>(simulation, std::move(module), settings);
}

}  // namespace systole::hw
