// The network between the cores and the memory side of the chip, behind one socket each.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <vector>

#include "hw/burst_run.hpp"
#include "hw/request_order.hpp"
#include "hw/simulation.hpp"
#include "timing/clock.hpp"
#include "timing/interconnect_timing.hpp"

namespace systole::hw {

/// Core number i is what is bound to the socket as number i. A read sends a request that takes the
/// hops and no room; its data come back in packets, no faster than the memory delivers them. A
/// write sends its data, asks the memory when the first packet is there, and is done when the
/// memory is and all packets are there. Requests of one core that touch the same bytes reach the
/// memory in the order in which they were made.
class Interconnect : public sc_core::sc_module {
 public:
  tlm_utils::multi_passthrough_target_socket<Interconnect> cores{"cores"};
  tlm_utils::simple_initiator_socket<Interconnect> memory{"memory"};

  struct Parts {
    Simulation& simulation;
    std::int64_t cores = 1;
    /// At which the memory side delivers at best; 0: unbounded.
    std::int64_t memory_bytes_per_second = 0;
    /// Unloaded time of the memory, where nobody behind tells it.
    Femtoseconds memory_latency = 0;
  };

  SC_HAS_PROCESS(Interconnect);
  Interconnect(const sc_core::sc_module_name& name, const config::InterconnectConfig& config,
               const Parts& parts);

  const timing::InterconnectTiming::Statistics& statistics() const { return net_.statistics(); }
  const timing::Clock& clock() const { return clock_; }
  /// What is on its way, for the report of a deadlock.
  std::string describe() const;

 private:
  using Id = timing::InterconnectTiming::Id;
  struct Transfer {
    Id id = 0;
    tlm::tlm_generic_payload* payload = nullptr;
    std::int32_t core = 0;
    bool delivered = false;  ///< a write's data are all at the memory
    bool answered = false;   ///< by the memory
    Femtoseconds answered_at = 0;
  };

  tlm::tlm_sync_enum forward(int core, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                             sc_core::sc_time& delay);
  tlm::tlm_sync_enum backward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                              sc_core::sc_time& delay);
  void activate();
  void progress();
  bool run_agenda();
  bool run_network();
  void schedule_next();
  void at(Femtoseconds time, std::function<void()> action);

  void begin(Transfer& transfer);
  void reach_memory(Transfer& transfer);
  void ask(Transfer& transfer);
  void answered(Transfer& transfer, Femtoseconds at);
  Femtoseconds first_data(const Transfer& transfer, Femtoseconds last) const;
  void send_back(Transfer& transfer, Femtoseconds from, Femtoseconds until);
  void finish_write(Transfer& transfer);
  void respond(Transfer& transfer);
  Femtoseconds hops(const Transfer& transfer) const;
  Cycles cycle_begun(Femtoseconds time) const;
  std::vector<timing::Endpoint> receivers_of(const Transfer& transfer) const;

  config::InterconnectConfig config_;
  Parts parts_;
  timing::Clock clock_;
  timing::InterconnectTiming net_;
  sc_core::sc_event wake_;
  Id next_id_ = 0;
  std::map<Id, Transfer> transfers_;
  std::map<const tlm::tlm_generic_payload*, Id> id_of_;
  std::multimap<Femtoseconds, std::function<void()>> agenda_;
  RequestOrder order_;
};

}  // namespace systole::hw
