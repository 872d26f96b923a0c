// Several cores in front of one memory socket, where no interconnect is modelled: nothing is waited
// for on the way.
#pragma once

#include <unordered_map>

#include "hw/systemc.hpp"

namespace systole::hw {

/// Requests pass in the order in which they are made. Core number i is what is bound as number i.
class Junction : public sc_core::sc_module {
 public:
  tlm_utils::multi_passthrough_target_socket<Junction> cores{"cores"};
  tlm_utils::simple_initiator_socket<Junction> memory{"memory"};

  explicit Junction(const sc_core::sc_module_name& name);

 private:
  tlm::tlm_sync_enum forward(int core, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                             sc_core::sc_time& delay);
  tlm::tlm_sync_enum backward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                              sc_core::sc_time& delay);

  std::unordered_map<const tlm::tlm_generic_payload*, int> core_of_;  ///< of late answers
};

}  // namespace systole::hw
