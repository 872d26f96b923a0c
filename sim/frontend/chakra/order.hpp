// The order in which the nodes of a Chakra trace can run, and what each has to wait for on the
// device.
#pragma once

#include <vector>

#include "frontend/chakra/node.hpp"

namespace systole::frontend::chakra {

struct Order {
  std::vector<std::size_t> indices;  ///< of nodes, so that each comes after what it waits for
  /// By node: the nodes on the device that it waits for, directly or through nodes of the host;
  /// of each chain through the host, the last one.
  std::vector<std::vector<std::size_t>> before;
  std::vector<std::size_t> callers;  ///< by node: the node on the host that called it, or kNoCaller
};
constexpr std::size_t kNoCaller = static_cast<std::size_t>(-1);

/// Throws UserError where two nodes share an id, or nodes wait for each other.
Order order_of(const Recording& recording, const std::string& path);

}  // namespace systole::frontend::chakra
