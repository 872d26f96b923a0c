// The links of a network that messages use, numbered as they are asked for.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "base/units.hpp"
#include "config/network.hpp"

namespace systole::timing {

struct FabricLink {
  std::string name;
  std::int64_t rate = 0;  ///< bytes in a second
  Femtoseconds latency = 0;
};

class FabricLinks {
 public:
  explicit FabricLinks(const config::NetworkConfig& network);

  /// A chip's way into the switches of a level, and out of them. Where chips have fewer ports than
  /// they are, several share one.
  std::int32_t up(std::size_t level, std::int64_t chip);
  std::int32_t down(std::size_t level, std::int64_t chip);
  /// The link of a chip to another member of a full mesh, so many members further.
  std::int32_t across(std::size_t level, std::int64_t chip, std::int64_t distance);
  /// Along a dimension of a torus, forwards (+1) or backwards (-1).
  std::int32_t along(std::size_t level, std::int64_t chip, std::int64_t dimension, int direction);

  /// Whether each chip has a port of its own.
  bool shared(std::size_t level) const;
  const std::vector<FabricLink>& all() const { return links_; }

 private:
  enum class Use { up, down, across, along };
  using Key = std::tuple<Use, std::size_t, std::int64_t, std::int64_t>;

  std::int64_t chips_below(std::size_t level) const;
  std::int64_t port_of(std::size_t level, std::int64_t chip) const;
  /// The number of the link, made where it is new.
  std::int32_t number(const Key& key, const std::string& name, double latency_us);

  std::vector<config::NetworkLevel> levels_;
  std::map<Key, std::int32_t> numbers_;
  std::vector<FabricLink> links_;
};

}  // namespace systole::timing
