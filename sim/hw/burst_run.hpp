// A TLM-2.0 extension that tells a memory how a run is cut into bursts. A memory that ignores it
// still answers.
#pragma once

#include "hw/systemc.hpp"

namespace systole::hw {

struct BurstRunExtension : tlm::tlm_extension<BurstRunExtension> {
  Bytes burst_bytes = 64;
  Bytes window_bytes = 64;  ///< bytes the initiator keeps in flight at once

  tlm::tlm_extension_base* clone() const override { return new BurstRunExtension(*this); }
  void copy_from(const tlm::tlm_extension_base& other) override {
    *this = static_cast<const BurstRunExtension&>(other);
  }
};

}  // namespace systole::hw
