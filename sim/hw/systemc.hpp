// The one place that includes SystemC and TLM-2.0.
#pragma once

#define SC_INCLUDE_DYNAMIC_PROCESSES
#include <systemc>
#include <tlm>
#include <tlm_utils/multi_passthrough_target_socket.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include "base/units.hpp"

namespace systole::hw {

inline sc_core::sc_time to_sc_time(Femtoseconds time) {
  return sc_core::sc_time::from_value(static_cast<sc_dt::uint64>(time));
}

inline Femtoseconds now() { return static_cast<Femtoseconds>(sc_core::sc_time_stamp().value()); }

}  // namespace systole::hw
