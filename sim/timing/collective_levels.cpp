#include "timing/collective_levels.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "timing/collective_steps.hpp"

namespace systole::timing {

using Kind = CollectiveKind;
using config::NetworkTopology;

namespace {

/// The largest divisor of `n` that is at most `most`.
std::int64_t divisor_up_to(std::int64_t n, std::int64_t most) {
  for (std::int64_t d = std::min(n, most); d > 1; --d) {
    if (n % d == 0) return d;
  }
  return 1;
}

/// Ranks at each level, from inside out. Whole nodes where the ranks fill them, else as many of
/// each node as divide the ranks evenly.
std::vector<std::int64_t> ranks_per_level(const config::NetworkConfig& network,
                                          const CollectiveRequest& request) {
  const auto levels = network.levels();
  std::vector<std::int64_t> ranks(levels.size(), 1);
  std::int64_t left = request.ranks;
  std::int64_t stride = request.stride;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const std::int64_t room = ceil_div(levels[i].size, stride);
    ranks[i] = divisor_up_to(left, room);
    left /= ranks[i];
    stride = std::max<std::int64_t>(1, stride / levels[i].size);
  }
  if (left > 1) {
    throw UserError(fmt::format(
        "{} ranks cannot be spread evenly over network {}; expected a number that divides into its "
        "levels",
        request.ranks, network.name));
  }
  return ranks;
}

class Shares {
 public:
  Shares(const config::NetworkConfig& network, const CollectiveRequest& request)
      : levels_(network.levels()), ranks_(ranks_per_level(network, request)), request_(request) {}

  std::vector<LevelShare> make() {
    const std::size_t n = levels_.size();
    const std::size_t top = outermost();
    switch (request_.kind) {
      case Kind::send_receive:
        add(top, Kind::send_receive, request_.bytes);
        break;
      case Kind::all_to_all:
        for (std::size_t i = 0; i < n; ++i) add(i, Kind::all_to_all, request_.bytes);
        break;
      case Kind::broadcast:
        for (std::size_t i = n; i-- > 0;) add(i, Kind::broadcast, request_.bytes);
        break;
      case Kind::reduce_scatter:
        for (std::size_t i = 0; i < n; ++i) add(i, Kind::reduce_scatter, share_at(i));
        break;
      case Kind::all_gather:
        for (std::size_t i = n; i-- > 0;) add(i, Kind::all_gather, share_at(i));
        break;
      case Kind::all_reduce:
        for (std::size_t i = 0; i < top; ++i) add(i, Kind::reduce_scatter, share_at(i));
        add(top, Kind::all_reduce, share_at(top));
        for (std::size_t i = top; i-- > 0;) add(i, Kind::all_gather, share_at(i));
        break;
    }
    return std::move(shares_);
  }

 private:
  std::size_t outermost() const {
    std::size_t top = 0;
    for (std::size_t i = 0; i < ranks_.size(); ++i) {
      if (ranks_[i] > 1) top = i;
    }
    return top;
  }

  /// What is left of the buffer when the levels inside have scattered it.
  Bytes share_at(std::size_t level) const {
    Bytes bytes = request_.bytes;
    for (std::size_t i = 0; i < level; ++i) bytes = share_of(bytes, ranks_[i]);
    return bytes;
  }

  void add(std::size_t level, Kind kind, Bytes bytes) {
    if (ranks_[level] < 2) return;
    shares_.push_back({level, kind, ranks_[level], bytes, links_per_chip(level)});
  }

  /// All chips of a member exchange at the same time, each with its peers of other members.
  double links_per_chip(std::size_t level) const {
    std::int64_t chips = 1;
    for (std::size_t i = 0; i < level; ++i) chips *= levels_[i].size;
    return static_cast<double>(levels_[level].links_per_member) / static_cast<double>(chips);
  }

  std::vector<config::NetworkLevel> levels_;
  std::vector<std::int64_t> ranks_;
  const CollectiveRequest& request_;
  std::vector<LevelShare> shares_;
};

}  // namespace

std::vector<LevelShare> level_shares(const config::NetworkConfig& network,
                                     const CollectiveRequest& request) {
  return Shares(network, request).make();
}

double link_gb_per_s(const config::NetworkLevel& level) {
  const double all = level.link.bandwidth_gb_per_s * level.link.efficiency;
  if (level.topology == NetworkTopology::switched) return all;
  if (level.topology == NetworkTopology::fully_connected) {
    return all / static_cast<double>(level.size - 1);
  }
  return all / static_cast<double>(2 * config::dimensions_of(level).size());
}

double least_factor(const config::NetworkLevel& level, const LevelShare& share) {
  const auto n = static_cast<double>(share.ranks);
  switch (share.kind) {
    case Kind::broadcast:
    case Kind::send_receive:
      return 1.0;
    case Kind::all_reduce:
      return level.in_switch ? 1.0 : 2.0 * (n - 1.0) / n;
    default:
      return (n - 1.0) / n;
  }
}

double bus_factor(CollectiveKind kind, std::int64_t ranks) {
  const auto n = static_cast<double>(ranks);
  if (ranks < 2 || kind == Kind::broadcast || kind == Kind::send_receive) return 1.0;
  return (kind == Kind::all_reduce ? 2.0 : 1.0) * (n - 1.0) / n;
}

}  // namespace systole::timing
