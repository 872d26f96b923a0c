#include "hw/dram.hpp"

#include "hw/burst_run.hpp"

namespace systole::hw {

Dram::Dram(const sc_core::sc_module_name& name, const config::DramConfig& config)
    : sc_module(name), channels_(config) {
  socket.register_nb_transport_fw(this, &Dram::forward);
  socket.register_b_transport(this, &Dram::blocking);
}

void Dram::blocking(tlm::tlm_generic_payload& run, sc_core::sc_time& delay) {
  timing::BurstRun request;
  request.address = run.get_address();
  request.bytes = static_cast<Bytes>(run.get_data_length());
  request.window_bytes = request.bytes;
  if (const auto* bursts = run.get_extension<BurstRunExtension>()) {
    request.burst_bytes = bursts->burst_bytes;
    request.window_bytes = bursts->window_bytes;
    if (run.is_read()) request.piece_bytes = bursts->piece_bytes;
  }
  const Femtoseconds asked = now() + static_cast<Femtoseconds>(delay.value());
  delay = to_sc_time(channels_.complete(request, asked) - now());
  run.set_response_status(tlm::TLM_OK_RESPONSE);
}

tlm::tlm_sync_enum Dram::forward(tlm::tlm_generic_payload& run, tlm::tlm_phase& phase,
                                 sc_core::sc_time& delay) {
  if (phase != tlm::BEGIN_REQ) return tlm::TLM_ACCEPTED;
  blocking(run, delay);
  return tlm::TLM_COMPLETED;
}

}  // namespace systole::hw
