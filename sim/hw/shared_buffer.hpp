// The buffer that all cores share, between the network and the memory.
#pragma once

#include <map>
#include <vector>

#include "hw/memory_port.hpp"
#include "hw/pool.hpp"
#include "hw/simulation.hpp"
#include "timing/shared_buffer_timing.hpp"

namespace systole::hw {

/// Answers early (TLM_COMPLETED with a delay) whenever the memory behind it does, so it has no
/// process of its own. It keeps its blocks from kernel to kernel. Runs carry no data.
class SharedBuffer : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<SharedBuffer> socket{"socket"};

  /// What is known of the memory behind: its unloaded time and its best rate; 0 where nothing is.
  struct Behind {
    Femtoseconds latency = 0;
    std::int64_t bytes_per_second = 0;
  };
  SharedBuffer(const sc_core::sc_module_name& name, const config::SharedBufferConfig& config,
               const timing::Clock& clock, const Behind& memory);

  /// The memory's side.
  MemoryPort& memory() { return memory_; }
  const MemoryPort::Traffic& traffic() const { return memory_.traffic(); }
  const timing::SharedBufferTiming::Statistics& statistics() const { return timing_.statistics(); }
  Bytes dirty_bytes() const { return timing_.dirty_bytes(); }
  /// What it holds, for whoever wants to compare states.
  timing::SharedBufferTiming& state() { return timing_; }

 private:
  /// A request on its way: answered once nothing is outstanding.
  struct Access {
    std::size_t number = 0;
    tlm::tlm_generic_payload* payload = nullptr;
    std::int64_t outstanding = 0;
    Femtoseconds first = 0;  ///< when the first byte is there
    Femtoseconds done = 0;
    bool early = true;  ///< the forward call has not returned yet
    /// Kept here, because an answer may bring the next request while they are sent.
    std::vector<timing::MemoryTransfer> transfers;
  };
  /// A transfer that the memory was asked for, and who waits for it; null when nobody does.
  struct Errand {
    timing::MemoryTransfer transfer;
    Access* access = nullptr;
  };

  tlm::tlm_sync_enum forward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                             sc_core::sc_time& delay);
  const timing::SharedBufferTiming::Answer& look_up(tlm::tlm_generic_payload& payload,
                                                    Femtoseconds at);
  Access& take_access(tlm::tlm_generic_payload& payload,
                      const timing::SharedBufferTiming::Answer& answer);
  void send(const timing::MemoryTransfer& transfer, Access& access, Femtoseconds at);
  void transferred(MemoryPort::Ticket ticket, Femtoseconds at);
  void settle(Access& access, Femtoseconds at);
  void close(Access& access) const;
  void respond(Access& access);

  timing::SharedBufferTiming timing_;
  Behind behind_;
  MemoryPort memory_;
  Pool<Access> accesses_;
  Pool<Errand> errands_;
  std::map<std::uint64_t, std::vector<Access*>> waiting_;  ///< by fill
};

}  // namespace systole::hw
