#include "timing/fabric_links.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "timing/collective_levels.hpp"

namespace systole::timing {

FabricLinks::FabricLinks(const config::NetworkConfig& network) : levels_(network.levels()) {}

std::int64_t FabricLinks::chips_below(std::size_t level) const {
  std::int64_t chips = 1;
  for (std::size_t i = 0; i < level; ++i) chips *= levels_[i].size;
  return chips;
}

bool FabricLinks::shared(std::size_t level) const {
  return levels_[level].topology == config::NetworkTopology::switched &&
         levels_[level].links_per_member < chips_below(level);
}

std::int64_t FabricLinks::port_of(std::size_t level, std::int64_t chip) const {
  if (!shared(level)) return chip;
  const std::int64_t chips = chips_below(level);
  return chip / chips * chips + chip % chips % levels_[level].links_per_member;
}

std::int32_t FabricLinks::number(const Key& key, const std::string& name, double latency_us) {
  const auto [at, made] = numbers_.emplace(key, static_cast<std::int32_t>(links_.size()));
  if (!made) return at->second;
  const std::size_t level = std::get<1>(key);
  const auto chips = static_cast<double>(chips_below(level));
  const double links = static_cast<double>(levels_[level].links_per_member);
  const double share = shared(level) ? 1.0 : links / chips;
  links_.push_back({name, link_bytes_per_second(levels_[level], share), femtoseconds(latency_us)});
  return at->second;
}

std::int32_t FabricLinks::up(std::size_t level, std::int64_t chip) {
  const std::int64_t port = port_of(level, chip);
  return number({Use::up, level, port, 0}, fmt::format("level_{}_chip_{}_up", level + 1, port),
                levels_[level].link.latency_us);
}

std::int32_t FabricLinks::down(std::size_t level, std::int64_t chip) {
  const std::int64_t port = port_of(level, chip);
  // A link's latency is told from chip to chip; the way up has all of it.
  return number({Use::down, level, port, 0}, fmt::format("level_{}_chip_{}_down", level + 1, port),
                0.0);
}

std::int32_t FabricLinks::across(std::size_t level, std::int64_t chip, std::int64_t distance) {
  return number({Use::across, level, chip, distance},
                fmt::format("level_{}_chip_{}_plus_{}", level + 1, chip, distance),
                levels_[level].link.latency_us);
}

std::int32_t FabricLinks::along(std::size_t level, std::int64_t chip, std::int64_t dimension,
                                int direction) {
  return number({Use::along, level, chip, 2 * dimension + (direction > 0 ? 0 : 1)},
                fmt::format("level_{}_chip_{}_{}{}", level + 1, chip,
                            std::string_view("xyz").substr(static_cast<std::size_t>(dimension), 1),
                            direction > 0 ? "_forwards" : "_backwards"),
                levels_[level].link.latency_us);
}

}  // namespace systole::timing
