#include "timing/collective_steps.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace systole::timing {

using config::NetworkTopology;
using Kind = CollectiveKind;
using Algorithm = CollectiveAlgorithm;

bool is_torus(const config::NetworkLevel& level) {
  return level.topology == NetworkTopology::ring || level.topology == NetworkTopology::torus2d ||
         level.topology == NetworkTopology::torus3d;
}

namespace {

bool is_power_of_two(std::int64_t n) { return n > 0 && (n & (n - 1)) == 0; }

std::int64_t log2_ceil(std::int64_t n) {
  std::int64_t log = 0;
  while ((std::int64_t{1} << log) < n) ++log;
  return log;
}

StepGroup group(std::int64_t steps, std::int64_t transfers, Bytes bytes) {
  StepGroup made;
  made.steps = steps;
  made.transfers = transfers;
  made.bytes = bytes;
  return made;
}

/// Every message waits for the one before.
StepGroup chain(std::int64_t steps, Bytes bytes) { return group(steps, steps, bytes); }

std::vector<StepGroup> ring_steps(const LevelProblem& p) {
  const std::int64_t hops = p.ranks - 1;
  if (p.kind == Kind::broadcast) {
    const Chunks chunks = chunks_of(p.bytes, p.chunk);
    return {group(hops, hops + chunks.count - 1, chunks.bytes)};
  }
  const std::int64_t rounds = p.kind == Kind::all_reduce ? 2 : 1;
  return {chain(rounds * hops, share_of(p.bytes, p.ranks))};
}

/// Recursive doubling of what a rank holds (Thakur et al. 2005); `first` is the smallest message.
std::vector<StepGroup> doubling(std::int64_t ranks, Bytes first) {
  std::vector<StepGroup> groups;
  for (std::int64_t held = 1; held < ranks; held *= 2) {
    groups.push_back(chain(1, checked_mul(held, first, "the bytes of a message")));
  }
  return groups;
}

std::vector<StepGroup> tree_steps(const LevelProblem& p) {
  if (p.kind == Kind::broadcast) return {chain(log2_ceil(p.ranks), p.bytes)};
  std::vector<StepGroup> up = doubling(p.ranks, share_of(p.bytes, p.ranks));
  if (p.kind == Kind::all_gather) return up;
  std::vector<StepGroup> down(up.rbegin(), up.rend());
  if (p.kind == Kind::all_reduce) down.insert(down.end(), up.begin(), up.end());
  return down;
}

std::vector<StepGroup> direct_steps(const config::NetworkLevel& level, const LevelProblem& p) {
  // A port of a switch sends one message after the other; links of their own work side by side.
  const bool own_links = level.topology == NetworkTopology::fully_connected;
  const std::int64_t transfers = own_links ? 1 : p.ranks - 1;
  if (p.kind == Kind::broadcast) return {group(1, transfers, p.bytes)};
  const StepGroup one = group(1, transfers, share_of(p.bytes, p.ranks));
  if (p.kind == Kind::all_reduce) return {one, one};
  return {one};
}

std::vector<StepGroup> in_switch_steps(const LevelProblem& p) {
  const Bytes share = share_of(p.bytes, p.ranks);
  if (p.kind == Kind::all_gather) return {group(1, p.ranks - 1, share)};
  if (p.kind == Kind::reduce_scatter) return {group(1, p.ranks, share)};
  // Every chip sends all it has to be added up, and the sum of its share once more to be copied.
  if (p.kind == Kind::all_reduce) return {group(1, 1, p.bytes + share)};
  return {group(1, 1, p.bytes)};
}

}  // namespace

Bytes share_of(Bytes bytes, std::int64_t parts) { return ceil_div(bytes, parts); }

Chunks chunks_of(Bytes bytes, Bytes chunk) {
  constexpr std::int64_t kMostChunks = 1024;  // beyond, nothing changes but the events of a run
  const std::int64_t count =
      std::clamp<std::int64_t>(ceil_div(bytes, std::max<Bytes>(chunk, 1)), 1, kMostChunks);
  return {count, ceil_div(bytes, count)};
}

FilledDimensions filled_dimensions(const config::NetworkLevel& level, std::int64_t ranks,
                                   std::int64_t stride) {
  FilledDimensions filled;
  std::vector<std::int64_t> possible;
  std::int64_t below = 1;
  std::int64_t members = 1;
  for (const std::int64_t size : config::dimensions_of(level)) {
    if (below < stride) {
      below *= size;
      ++filled.first;
      continue;
    }
    members *= size;
    possible.push_back(members);
    filled.dims.push_back(size);
    if (members == ranks && below == stride) return filled;
  }
  throw UserError(fmt::format(
      "{} ranks, {} apart, do not fill whole rings of a {} of {}: expected {}", ranks, stride,
      name_of(level.topology), level.dims.empty() ? std::to_string(level.size) : level.dims,
      possible.empty() ? std::string("a stride of 1 or of whole dimensions")
                       : fmt::format("one of {}", fmt::join(possible, ", "))));
}

bool has_algorithm(const config::NetworkLevel& level, const LevelProblem& p) {
  if (is_torus(level)) return p.algorithm == Algorithm::ring;
  if (p.kind == Kind::send_receive) return p.algorithm == Algorithm::direct;
  switch (p.algorithm) {
    case Algorithm::ring:
      return p.kind != Kind::all_to_all;
    case Algorithm::tree:
      return p.kind == Kind::broadcast || (p.kind != Kind::all_to_all && is_power_of_two(p.ranks));
    case Algorithm::direct:
      return true;
    case Algorithm::in_switch:
      return level.in_switch && p.kind != Kind::all_to_all;
  }
  return false;
}

std::vector<StepGroup> steps_of(const config::NetworkLevel& level, const LevelProblem& p) {
  if (!has_algorithm(level, p)) {
    throw UserError(
        fmt::format("no {} of {} on {} ranks of a {}{}", name_of(p.algorithm), name_of(p.kind),
                    p.ranks, name_of(level.topology),
                    p.algorithm == Algorithm::tree ? " (trees need a power of two)" : ""));
  }
  if (is_torus(level)) return torus_steps(filled_dimensions(level, p.ranks, p.stride).dims, p);
  if (p.kind == Kind::send_receive) return {chain(1, p.bytes)};
  switch (p.algorithm) {
    case Algorithm::ring:
      return ring_steps(p);
    case Algorithm::tree:
      return tree_steps(p);
    case Algorithm::direct:
      return direct_steps(level, p);
    case Algorithm::in_switch:
      return in_switch_steps(p);
  }
  return {};
}

}  // namespace systole::timing
