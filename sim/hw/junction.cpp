#include "hw/junction.hpp"

namespace systole::hw {

Junction::Junction(const sc_core::sc_module_name& name) : sc_module(name) {
  cores.register_nb_transport_fw(this, &Junction::forward);
  memory.register_nb_transport_bw(this, &Junction::backward);
}

tlm::tlm_sync_enum Junction::forward(int core, tlm::tlm_generic_payload& payload,
                                     tlm::tlm_phase& phase, sc_core::sc_time& delay) {
  const tlm::tlm_sync_enum answer = memory->nb_transport_fw(payload, phase, delay);
  if (answer != tlm::TLM_COMPLETED) core_of_[&payload] = core;
  return answer;
}

tlm::tlm_sync_enum Junction::backward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                      sc_core::sc_time& delay) {
  return cores[core_of_.at(&payload)]->nb_transport_bw(payload, phase, delay);
}

}  // namespace systole::hw
