// Which links a message crosses: crossbar, ring (the shorter way) and mesh (along the row first,
// then the column).
//
// Endpoints are cores, numbered from 0, and behind them the memory ports. Every endpoint has a link
// into the network and one out of it; rings and meshes have links between neighbouring routers
// besides.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "config/chip.hpp"

namespace systole::timing {

using Link = std::int32_t;
using Endpoint = std::int32_t;

class InterconnectRoutes {
 public:
  InterconnectRoutes(const config::InterconnectConfig& config, std::int64_t cores);

  std::int64_t links() const { return links_; }
  Endpoint core(std::int64_t index) const { return static_cast<Endpoint>(index); }
  Endpoint memory_port(std::int64_t index) const { return static_cast<Endpoint>(cores_ + index); }
  std::int64_t memory_ports() const { return ports_; }
  /// The port that `address` lies behind.
  std::int64_t port_of(Address address) const;

  /// From the sender's link into the network to the receiver's link out of it, in order.
  std::vector<Link> path(Endpoint from, Endpoint to) const;
  /// Network cycles that the first byte spends between links.
  Cycles latency(Endpoint from, Endpoint to) const;

 private:
  std::int64_t router_of(Endpoint endpoint) const;
  void along_ring(std::int64_t from, std::int64_t to, std::vector<Link>& path) const;
  void along_mesh(std::int64_t from, std::int64_t to, std::vector<Link>& path) const;
  Link between(std::int64_t router, int direction) const;

  config::InterconnectConfig config_;
  std::int64_t cores_;
  std::int64_t ports_;
  std::int64_t routers_;
  std::int64_t links_;
};

/// A path to one receiver, or the union of the paths to several: links that are shared stand once.
struct RouteTree {
  struct Branch {
    Link link = 0;
    Link from = 0;  ///< the link before it; at the root, who wants it: the receiver
    std::size_t input =
        0;  ///< number of `from` among those who want the link; for its user to give
    std::vector<std::int32_t> children;  ///< indices of branches; none: a receiver's link
  };
  std::vector<Branch> branches;  ///< the root first
  std::int32_t receivers = 0;
};

/// The union of the paths from `from` to each of `to`.
RouteTree tree_of(const InterconnectRoutes& routes, Endpoint from, const std::vector<Endpoint>& to);

}  // namespace systole::timing
