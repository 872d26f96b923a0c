#include "timing/collective_levels.hpp"

#include <algorithm>
#include <cmath>

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

}  // namespace

/// Whole nodes where the ranks fill them, else as many of each node as divide the ranks evenly.
std::vector<LevelRanks> level_ranks(const config::NetworkConfig& network,
                                    const CollectiveRequest& request) {
  std::vector<LevelRanks> all;
  std::int64_t left = request.ranks;
  std::int64_t stride = request.stride;
  std::int64_t chips = 1;
  for (const config::NetworkLevel& level : network.levels()) {
    LevelRanks here;
    here.ranks = divisor_up_to(left, ceil_div(level.size, stride));
    here.stride = stride;
    here.chips = chips;
    left /= here.ranks;
    stride = std::max<std::int64_t>(1, stride / level.size);
    chips *= level.size;
    all.push_back(here);
  }
  if (left > 1) {
    throw UserError(fmt::format(
        "{} ranks cannot be spread evenly over network {}; expected a number that divides into its "
        "levels",
        request.ranks, network.name));
  }
  return all;
}

namespace {

class Shares {
 public:
  Shares(const config::NetworkConfig& network, const CollectiveRequest& request)
      : levels_(network.levels()), ranks_(level_ranks(network, request)), request_(request) {}

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
      if (ranks_[i].ranks > 1) top = i;
    }
    return top;
  }

  /// What is left of the buffer when the levels inside have scattered it.
  Bytes share_at(std::size_t level) const {
    Bytes bytes = request_.bytes;
    for (std::size_t i = 0; i < level; ++i) bytes = share_of(bytes, ranks_[i].ranks);
    return bytes;
  }

  void add(std::size_t level, Kind kind, Bytes bytes) {
    const LevelRanks& here = ranks_[level];
    if (here.ranks < 2) return;
    const double links = static_cast<double>(levels_[level].links_per_member);
    // All chips of a member exchange at the same time, each with its peers of other members.
    shares_.push_back(
        {level, kind, here.ranks, here.stride, bytes, links / static_cast<double>(here.chips)});
  }

  std::vector<config::NetworkLevel> levels_;
  std::vector<LevelRanks> ranks_;
  const CollectiveRequest& request_;
  std::vector<LevelShare> shares_;
};

}  // namespace

std::vector<LevelShare> level_shares(const config::NetworkConfig& network,
                                     const CollectiveRequest& request) {
  return Shares(network, request).make();
}

Femtoseconds femtoseconds(double us) { return std::llround(us * 1e9); }

std::int64_t link_bytes_per_second(const config::NetworkLevel& level, double links_per_chip) {
  return std::max<std::int64_t>(1, std::llround(link_gb_per_s(level) * links_per_chip * 1e9));
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
