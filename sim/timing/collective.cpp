#include "timing/collective.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "timing/clock.hpp"
#include "timing/collective_levels.hpp"
#include "timing/collective_steps.hpp"
#include "timing/collective_ways.hpp"

namespace systole::timing {

using Kind = CollectiveKind;
using Algorithm = CollectiveAlgorithm;

namespace {

/// Of groups in phases and lanes: the lanes of a phase run side by side.
struct Span {
  Femtoseconds latency = 0;
  Femtoseconds transfer = 0;
  Femtoseconds all() const { return checked_add(latency, transfer, "the time of a collective"); }
};

Span span_of(const CollectiveStage& stage) {
  std::map<std::int64_t, std::map<std::int64_t, Span>> phases;
  for (const StepGroup& group : stage.groups) {
    Span& lane = phases[group.phase][group.lane];
    lane.latency += checked_mul(group.steps, stage.step_latency, "the time of a collective");
    lane.transfer += checked_mul(group.transfers, transfer_time(group.wire, stage.rate),
                                 "the time of a collective");
  }
  Span whole;
  for (const auto& [phase, lanes] : phases) {
    const auto longest = std::max_element(
        lanes.begin(), lanes.end(),
        [](const auto& a, const auto& b) { return a.second.all() < b.second.all(); });
    whole.latency += longest->second.latency;
    whole.transfer += longest->second.transfer;
  }
  return whole;
}

Bytes wire_bytes(Bytes payload, double efficiency) {
  return static_cast<Bytes>(std::ceil(static_cast<double>(payload) / efficiency));
}

class StagePlanner {
 public:
  StagePlanner(const config::NetworkConfig& network, const CollectiveRequest& request)
      : network_(network), request_(request), levels_(network.levels()) {}

  CollectiveStage plan(const LevelShare& share) const {
    const config::NetworkLevel& level = levels_[share.level];
    std::optional<CollectiveStage> best;
    for (const CollectiveWay& way : ways_of(level, share, request_, rate_of(level, share))) {
      CollectiveStage stage = stage_of(level, share, way);
      if (!best || stage.time < best->time) best = std::move(stage);
    }
    if (!best) refuse(level, share);
    return std::move(*best);
  }

 private:
  LevelProblem problem_of(const LevelShare& share, Algorithm algorithm) const {
    return {share.kind,   algorithm,
            share.bytes,  share.ranks,
            share.stride, static_cast<Bytes>(network_.chunk_kib * static_cast<double>(kKib))};
  }

  std::int64_t rate_of(const config::NetworkLevel& level, const LevelShare& share) const {
    return link_bytes_per_second(level, share.links_per_chip);
  }

  CollectiveStage stage_of(const config::NetworkLevel& level, const LevelShare& share,
                           const CollectiveWay& way) const {
    CollectiveStage stage;
    stage.level = share.level;
    stage.kind = share.kind;
    stage.algorithm = way.algorithm;
    stage.protocol = way.protocol;
    stage.ranks = share.ranks;
    stage.bytes = share.bytes;
    stage.rate = rate_of(level, share);
    stage.start = way.start;
    stage.stride = share.stride;
    stage.protocol_step = way.step;
    stage.step_latency = femtoseconds(level.link.latency_us) + way.step;
    stage.groups = steps_of(level, problem_of(share, way.algorithm));
    for (StepGroup& group : stage.groups) group.wire = wire_bytes(group.bytes, way.efficiency);
    stage.time = checked_add(stage.start, span_of(stage).all(), "the time of a collective");
    return stage;
  }

  [[noreturn]] void refuse(const config::NetworkLevel& level, const LevelShare& share) const {
    const std::string what =
        request_.algorithm ? std::string(name_of(*request_.algorithm)) : "algorithm";
    throw UserError(fmt::format(
        "network {}: level_{} (a {} of {}) has no {}{} for {} of {} ranks; leave --algorithm and "
        "--protocol out, or take another",
        network_.name, share.level + 1, name_of(level.topology), level.size, what,
        request_.protocol ? fmt::format(" by {}", name_of(*request_.protocol)) : "",
        name_of(share.kind), share.ranks));
  }

  const config::NetworkConfig& network_;
  const CollectiveRequest& request_;
  std::vector<config::NetworkLevel> levels_;
};

/// What must leave a chip at least, at the rate of all its links of the slowest level, plus one
/// hop.
Femtoseconds lower_bound_of(const config::NetworkConfig& network,
                            const std::vector<LevelShare>& shares) {
  const auto levels = network.levels();
  Femtoseconds longest = 0;
  Femtoseconds hop = 0;
  for (const LevelShare& share : shares) {
    const config::NetworkLevel& level = levels[share.level];
    const double rate = level.link.bandwidth_gb_per_s * 1e9 * share.links_per_chip;
    const double least = static_cast<double>(share.bytes) * least_factor(level, share);
    longest = std::max(longest, static_cast<Femtoseconds>(least / rate * 1e15));
    hop = std::max(hop, femtoseconds(level.link.latency_us));
  }
  return longest + hop;
}

void check(const config::NetworkConfig& network, const CollectiveRequest& request) {
  if (request.bytes < 0) throw UserError("a collective of a negative number of bytes");
  if (request.ranks < 1 || request.stride < 1) {
    throw UserError(fmt::format("expected 1 or more ranks and stride, got {} and {}", request.ranks,
                                request.stride));
  }
  const std::int64_t last = checked_mul(request.ranks - 1, request.stride, "the ranks") + 1;
  if (last > network.chips()) {
    throw UserError(
        fmt::format("network {} has {} chips: expected at most that many, got {} ranks{}",
                    network.name, network.chips(), request.ranks,
                    request.stride > 1 ? fmt::format(" {} apart", request.stride) : ""));
  }
}

}  // namespace

CollectiveTime collective_time(const config::NetworkConfig& network,
                               const CollectiveRequest& request) {
  check(network, request);
  CollectiveTime result;
  if (request.ranks == 1) return result;
  const StagePlanner planner(network, request);
  const auto shares = level_shares(network, request);
  result.launch = femtoseconds(network.launch_us);
  for (const LevelShare& share : shares) {
    CollectiveStage stage = planner.plan(share);
    const Span span = span_of(stage);
    result.launch += stage.start;
    result.latency += span.latency;
    result.transfer += span.transfer;
    result.plan.stages.push_back(std::move(stage));
  }
  if (network.copy_gb_per_s > 0.0 && request.kind != Kind::broadcast &&
      request.kind != Kind::send_receive) {
    result.copy = transfer_time(share_of(request.bytes, request.ranks),
                                std::llround(network.copy_gb_per_s * 1e9));
  }
  const Femtoseconds fixed = result.launch + result.latency;
  const Femtoseconds moved = result.copy + result.transfer;
  result.time = checked_add(fixed, moved, "the time of a collective");
  result.lower_bound = lower_bound_of(network, shares);
  result.bound = moved > fixed ? CollectiveBound::bandwidth : CollectiveBound::latency;
  return result;
}

std::int64_t CollectivePlan::steps() const {
  std::int64_t steps = 0;
  for (const CollectiveStage& stage : stages) {
    for (const StepGroup& group : stage.groups) {
      if (group.lane == 0) steps += group.steps;
    }
  }
  return steps;
}

}  // namespace systole::timing
