// Off-chip memory behind a TLM-2.0 socket, as latency and bandwidth per channel.
#pragma once

#include "config/chip.hpp"
#include "hw/systemc.hpp"
#include "timing/memory_channels.hpp"

namespace systole::hw {

/// One transaction is a burst run. The answer is known when the run is asked for, so the four-phase
/// call completes early (TLM_COMPLETED) with its delay annotated, and no event is spent here. Runs
/// carry no data.
class Dram : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<Dram> socket{"socket"};

  Dram(const sc_core::sc_module_name& name, const config::DramConfig& config);

  Femtoseconds busy() const { return channels_.busy(); }

 private:
  tlm::tlm_sync_enum forward(tlm::tlm_generic_payload& run, tlm::tlm_phase& phase,
                             sc_core::sc_time& delay);
  void blocking(tlm::tlm_generic_payload& run, sc_core::sc_time& delay);

  timing::MemoryChannels channels_;
};

}  // namespace systole::hw
