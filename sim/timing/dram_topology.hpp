// The parts of one channel, numbered: pseudo channels, ranks, stack ids, bank groups and banks.
#pragma once

#include <array>
#include <vector>

#include "config/memory.hpp"
#include "timing/dram_command.hpp"

namespace systole::timing {

/// Every part has a node number of its own. Banks are counted with the bank within its group
/// running fastest, then bank group, stack id, rank and pseudo channel.
class DramTopology {
 public:
  using Nodes = std::array<std::int32_t, kDramLevels>;  ///< one node per level

  explicit DramTopology(const config::DramOrganisation& organisation);

  std::int32_t nodes() const { return first_[kDramLevels]; }
  std::int32_t banks() const { return count(DramLevel::bank); }
  std::int32_t ranks() const { return count(DramLevel::rank); }
  std::int32_t banks_per_rank() const { return banks() / ranks(); }
  std::int32_t rank_of(std::int32_t bank) const { return bank / banks_per_rank(); }
  std::int32_t first_bank_of_rank(std::int32_t rank) const { return rank * banks_per_rank(); }

  const Nodes& nodes_of(std::int32_t bank) const {
    return nodes_of_bank_[static_cast<std::size_t>(bank)];
  }
  /// The nodes of a level that share the parent of `node`, itself included.
  std::array<std::int32_t, 2> family(DramLevel level, std::int32_t node) const;

 private:
  std::int32_t count(DramLevel level) const {
    const auto l = static_cast<std::size_t>(level);
    return first_[l + 1] - first_[l];
  }

  std::array<std::int32_t, kDramLevels> fan_out_{};
  std::array<std::int32_t, kDramLevels + 1> first_{};
  std::vector<Nodes> nodes_of_bank_;
};

}  // namespace systole::timing
