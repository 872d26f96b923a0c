// The steps of a collective within one level, for each algorithm: how many wait for one another and
// what each moves. The messages of collective_schedule.hpp take exactly these times.
#pragma once

#include "timing/collective.hpp"

namespace systole::timing {

/// A collective among the first `ranks` members of a level.
struct LevelProblem {
  CollectiveKind kind = CollectiveKind::all_reduce;
  CollectiveAlgorithm algorithm = CollectiveAlgorithm::ring;
  Bytes bytes = 0;
  std::int64_t ranks = 1;
  std::int64_t stride = 1;  ///< members from one rank to the next
  Bytes chunk = 0;          ///< of a broadcast along a chain
};

/// Whether members are joined to neighbours only: a ring or a torus.
bool is_torus(const config::NetworkLevel& level);

/// Whether the topology has the algorithm for the kind and this many ranks.
bool has_algorithm(const config::NetworkLevel& level, const LevelProblem& problem);

/// Payloads only; `wire` is left to the protocol. Throws UserError where has_algorithm is false.
std::vector<StepGroup> steps_of(const config::NetworkLevel& level, const LevelProblem& problem);

/// Whole dimensions of a torus that ranks fill.
struct FilledDimensions {
  std::int64_t first = 0;          ///< of the level's dimensions
  std::vector<std::int64_t> dims;  ///< members along each
};
/// Throws UserError where `ranks` members, `stride` apart, fill none.
FilledDimensions filled_dimensions(const config::NetworkLevel& level, std::int64_t ranks,
                                   std::int64_t stride);

/// On rings and tori: the groups of every lane and phase.
std::vector<StepGroup> torus_steps(const std::vector<std::int64_t>& dims,
                                   const LevelProblem& problem);

/// What a message of a gather or scatter carries one way along the ring of a lane, when `done`
/// dimensions were scattered before.
Bytes lane_chunk(const std::vector<std::int64_t>& dims, Bytes bytes, std::int64_t lane,
                 std::int64_t done);

/// What a message of an all_to_all carries one way along a ring in a step, counted from 1.
Bytes rotation_bytes(std::int64_t ring, std::int64_t step, Bytes bytes);

/// Equal shares of a buffer, rounded up: what is left over is sent as padding.
Bytes share_of(Bytes bytes, std::int64_t parts);

/// Chunks of a broadcast along a chain, and the bytes of each.
struct Chunks {
  std::int64_t count = 1;
  Bytes bytes = 0;
};
Chunks chunks_of(Bytes bytes, Bytes chunk);

}  // namespace systole::timing
