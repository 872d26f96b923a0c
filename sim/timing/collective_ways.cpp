#include "timing/collective_ways.hpp"

#include <algorithm>
#include <array>

#include "timing/collective_steps.hpp"

namespace systole::timing {

using Kind = CollectiveKind;
using Algorithm = CollectiveAlgorithm;

namespace {

bool is_between_two(Kind kind) { return kind == Kind::all_to_all || kind == Kind::send_receive; }

/// Kinds and topologies that have one algorithm only take it whatever is asked for.
bool has_no_choice(const config::NetworkLevel& level, const LevelShare& share) {
  return is_between_two(share.kind) || is_torus(level);
}

bool library_has(const config::NetworkLevel& level, Kind kind, bool floats, Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::ring:
      return level.algorithms.ring;
    case Algorithm::tree:
      return level.algorithms.tree;
    case Algorithm::direct:
      return level.algorithms.direct;
    case Algorithm::in_switch:
      break;
  }
  if (!level.in_switch) return false;
  return (floats || !level.in_switch->floats_only) &&
         (kind == Kind::all_reduce || !level.in_switch->sums_only);
}

/// How much of a kernel's threads work on a share: none more than one warp's at a quarter of the
/// size from which on all do.
double width_of(const config::ProtocolConfig& costs, const LevelShare& share) {
  if (costs.wide_from_kib <= 0.0) return 0.0;
  const double all = costs.wide_from_kib * static_cast<double>(kKib);
  const double mine = static_cast<double>(share.bytes) / static_cast<double>(share.ranks);
  return std::clamp((mine - 0.25 * all) / (0.75 * all), 0.0, 1.0);
}

class Ways {
 public:
  Ways(const config::NetworkLevel& level, const LevelShare& share, const CollectiveRequest& request,
       std::int64_t rate)
      : level_(level), share_(share), request_(request), rate_(rate) {}

  std::vector<CollectiveWay> make() {
    for (const Algorithm algorithm :
         {Algorithm::ring, Algorithm::tree, Algorithm::direct, Algorithm::in_switch}) {
      if (!is_offered(algorithm)) continue;
      if (algorithm == Algorithm::in_switch) {
        add_in_switch();
      } else {
        add_protocols(algorithm);
      }
    }
    return std::move(ways_);
  }

 private:
  bool is_offered(Algorithm algorithm) const {
    if (!has_algorithm(level_, {share_.kind, algorithm, share_.bytes, share_.ranks, share_.stride,
                                share_.bytes})) {
      return false;
    }
    if (has_no_choice(level_, share_)) return true;
    if (request_.algorithm) return *request_.algorithm == algorithm;
    return library_has(level_, share_.kind, request_.floats, algorithm);
  }

  bool is_asked(Protocol protocol) const {
    return !request_.protocol || *request_.protocol == protocol;
  }

  void add_protocols(Algorithm algorithm) {
    const bool between_two = is_between_two(share_.kind);
    add(algorithm, Protocol::simple,
        between_two && level_.between_two ? *level_.between_two : level_.simple);
    if (level_.ll) add(algorithm, Protocol::ll, *level_.ll);
    // Between two ranks only, libraries have no LL128.
    if (level_.ll128 && !between_two) add(algorithm, Protocol::ll128, *level_.ll128);
  }

  bool is_too_large(const config::ProtocolConfig& costs) const {
    if (costs.most_between_two_kib <= 0.0 || !is_between_two(share_.kind)) return false;
    const std::int64_t parts = share_.kind == Kind::all_to_all ? share_.ranks : 1;
    return static_cast<double>(share_of(share_.bytes, parts)) >
           costs.most_between_two_kib * static_cast<double>(kKib);
  }

  void add(Algorithm algorithm, Protocol protocol, const config::ProtocolConfig& costs) {
    if (!is_asked(protocol) || is_too_large(costs)) return;
    const double width = width_of(costs, share_);
    CollectiveWay way{algorithm, protocol,
                      femtoseconds(costs.start_us + width * costs.wide_start_us),
                      femtoseconds(costs.step_us + width * costs.wide_step_us), costs.efficiency};
    if (costs.most_gb_per_s > 0.0) {
      way.efficiency =
          std::min(way.efficiency, costs.most_gb_per_s * 1e9 / static_cast<double>(rate_));
    }
    ways_.push_back(way);
  }

  void add_in_switch() {
    if (!is_asked(Protocol::simple)) return;
    const config::InSwitchConfig& costs = *level_.in_switch;
    const double channels = std::min(
        1.0, static_cast<double>(share_.ranks) / static_cast<double>(costs.full_rate_ranks));
    ways_.push_back({Algorithm::in_switch, Protocol::simple, femtoseconds(costs.start_us),
                     femtoseconds(costs.step_us), costs.efficiency * channels});
  }

  const config::NetworkLevel& level_;
  const LevelShare& share_;
  const CollectiveRequest& request_;
  std::int64_t rate_;
  std::vector<CollectiveWay> ways_;
};

}  // namespace

std::vector<CollectiveWay> ways_of(const config::NetworkLevel& level, const LevelShare& share,
                                   const CollectiveRequest& request, std::int64_t rate) {
  return Ways(level, share, request, rate).make();
}

}  // namespace systole::timing
