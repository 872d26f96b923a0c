#include "timing/interconnect_routes.hpp"

#include <algorithm>

namespace systole::timing {

namespace {

constexpr int kRingDirections = 2;  // up, down
constexpr int kMeshDirections = 4;  // east, west, south, north

int directions_of(config::Topology topology) {
  if (topology == config::Topology::ring) return kRingDirections;
  return topology == config::Topology::mesh ? kMeshDirections : 0;
}

std::int64_t routers_of(const config::InterconnectConfig& config) {
  return directions_of(config.topology) == 0 ? 1 : config.rows * config.cols;
}

/// `count` endpoints lie evenly on the routers; more endpoints than routers go round.
std::int64_t spread(std::int64_t index, std::int64_t count, std::int64_t routers) {
  return count <= routers ? index * routers / count : index % routers;
}

}  // namespace

InterconnectRoutes::InterconnectRoutes(const config::InterconnectConfig& config, std::int64_t cores)
    : config_(config),
      cores_(cores),
      ports_(config.memory_ports),
      routers_(routers_of(config)),
      links_(2 * (cores_ + ports_) + routers_ * directions_of(config.topology)) {}

std::int64_t InterconnectRoutes::port_of(Address address) const {
  const Address block = address / static_cast<Address>(config_.interleave_bytes);
  return static_cast<std::int64_t>(block % static_cast<Address>(ports_));
}

std::int64_t InterconnectRoutes::router_of(Endpoint endpoint) const {
  if (endpoint < cores_) return spread(endpoint, cores_, routers_);
  return spread(endpoint - cores_, ports_, routers_);
}

Link InterconnectRoutes::between(std::int64_t router, int direction) const {
  return static_cast<Link>(2 * (cores_ + ports_) + router * directions_of(config_.topology) +
                           direction);
}

void InterconnectRoutes::along_ring(std::int64_t from, std::int64_t to,
                                    std::vector<Link>& path) const {
  const std::int64_t up = (to - from + routers_) % routers_;
  const bool upwards = up <= routers_ - up;
  while (from != to) {
    path.push_back(between(from, upwards ? 0 : 1));
    from = (from + (upwards ? 1 : routers_ - 1)) % routers_;
  }
}

void InterconnectRoutes::along_mesh(std::int64_t from, std::int64_t to,
                                    std::vector<Link>& path) const {
  while (from % config_.cols != to % config_.cols) {
    const bool east = from % config_.cols < to % config_.cols;
    path.push_back(between(from, east ? 0 : 1));
    from += east ? 1 : -1;
  }
  while (from != to) {
    const bool south = from < to;
    path.push_back(between(from, south ? 2 : 3));
    from += south ? config_.cols : -config_.cols;
  }
}

std::vector<Link> InterconnectRoutes::path(Endpoint from, Endpoint to) const {
  std::vector<Link> path{from};
  const std::int64_t first = router_of(from);
  const std::int64_t last = router_of(to);
  if (config_.topology == config::Topology::ring) along_ring(first, last, path);
  if (config_.topology == config::Topology::mesh) along_mesh(first, last, path);
  path.push_back(static_cast<Link>(cores_ + ports_ + to));
  return path;
}

Cycles InterconnectRoutes::latency(Endpoint from, Endpoint to) const {
  const auto links = static_cast<std::int64_t>(path(from, to).size());
  return (links - 1) * config_.hop_latency_cycles;
}

RouteTree tree_of(const InterconnectRoutes& routes, Endpoint from,
                  const std::vector<Endpoint>& to) {
  RouteTree tree;
  std::map<Link, std::int32_t> branch_of;
  for (const Endpoint receiver : to) {
    std::int32_t before = -1;
    for (const Link link : routes.path(from, receiver)) {
      const auto [known, is_new] =
          branch_of.emplace(link, static_cast<std::int32_t>(tree.branches.size()));
      if (is_new) {
        const Link from_link =
            before < 0 ? to.front() : tree.branches[static_cast<std::size_t>(before)].link;
        tree.branches.push_back({link, from_link, 0, {}});
        if (before >= 0)
          tree.branches[static_cast<std::size_t>(before)].children.push_back(known->second);
      }
      before = known->second;
    }
    tree.receivers += 1;
  }
  return tree;
}

}  // namespace systole::timing
