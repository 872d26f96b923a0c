// A TLM-2.0 extension that tells a memory what a run is made of. A memory that ignores it still
// answers: the payload alone is a contiguous run.
#pragma once

#include <vector>

#include "hw/systemc.hpp"
#include "program/command.hpp"

namespace systole::hw {

struct BurstRunExtension : tlm::tlm_extension<BurstRunExtension> {
  Bytes burst_bytes = 64;
  Bytes window_bytes = 64;  ///< bytes the initiator keeps in flight at once
  /// The pieces that are moved; without bytes, the run is what address and length say.
  program::Region region;
  Bytes granule = 1;  ///< pieces are moved whole and aligned to this
  Operand operand = Operand::input;
  /// Who asks: cores of a cluster load together what several of them load.
  program::ClusterPlace cluster;
  /// A read stands for rows of so many bytes that lie apart in memory; 0: it does not.
  Bytes piece_bytes = 0;
  /// Other cores that get the bytes of a read as well (multicast), by number.
  std::vector<std::int32_t> also_to;
  /// Answer: unloaded time to the first byte, added up by the parts on the way that know it. The
  /// initiator holds its window against it, because only it knows the whole way.
  Femtoseconds latency = 0;
  /// Answer to a read: when its first byte was there, so that a network can carry the run while it
  /// comes; -1 from a memory that does not say.
  Femtoseconds first_data = -1;

  tlm::tlm_extension_base* clone() const override { return new BurstRunExtension(*this); }
  void copy_from(const tlm::tlm_extension_base& other) override {
    *this = static_cast<const BurstRunExtension&>(other);
  }
};

/// The region that a payload moves, with or without extension.
program::Region region_of(const tlm::tlm_generic_payload& payload);

}  // namespace systole::hw
