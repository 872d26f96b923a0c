#include "timing/dram_topology.hpp"

namespace systole::timing {

DramTopology::DramTopology(const config::DramOrganisation& o)
    : fan_out_{static_cast<std::int32_t>(o.pseudo_channels), static_cast<std::int32_t>(o.ranks),
               static_cast<std::int32_t>(o.stack_ids), static_cast<std::int32_t>(o.bank_groups),
               static_cast<std::int32_t>(o.banks_per_group)} {
  std::int32_t parts = 1;
  for (std::size_t level = 0; level < kDramLevels; ++level) {
    parts *= fan_out_[level];
    first_[level + 1] = first_[level] + parts;
  }
  nodes_of_bank_.resize(static_cast<std::size_t>(banks()));
  for (std::int32_t bank = 0; bank < banks(); ++bank) {
    std::int32_t part = bank;
    for (std::size_t level = kDramLevels; level-- > 0;) {
      nodes_of_bank_[static_cast<std::size_t>(bank)][level] = first_[level] + part;
      part /= fan_out_[level];
    }
  }
}

std::array<std::int32_t, 2> DramTopology::family(DramLevel level, std::int32_t node) const {
  const auto l = static_cast<std::size_t>(level);
  const std::int32_t first = node - (node - first_[l]) % fan_out_[l];
  return {first, first + fan_out_[l]};
}

}  // namespace systole::timing
