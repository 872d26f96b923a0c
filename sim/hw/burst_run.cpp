#include "hw/burst_run.hpp"

namespace systole::hw {

program::Region region_of(const tlm::tlm_generic_payload& payload) {
  const auto* run = payload.get_extension<BurstRunExtension>();
  if (run != nullptr && run->region.bytes() > 0) return run->region;
  program::Region region;
  region.address = payload.get_address();
  region.row_bytes = static_cast<Bytes>(payload.get_data_length());
  region.stride_bytes = region.row_bytes;
  return region;
}

}  // namespace systole::hw
