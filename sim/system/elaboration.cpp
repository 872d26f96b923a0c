#include "system/elaboration.hpp"

#include "base/error.hpp"
#include "hw/systemc.hpp"

namespace systole::system {

void elaborate_once() {
  static bool elaborated = false;
  if (elaborated)
    throw ModelError("SystemC elaborates once per process; run further simulations in a child");
  elaborated = true;
  sc_core::sc_set_time_resolution(1.0, sc_core::SC_FS);
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  sc_core::sc_report_handler::set_actions(sc_core::SC_WARNING, sc_core::SC_DO_NOTHING);
}

}  // namespace systole::system
