// Which points are better when there are several objectives.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sweep/row.hpp"
#include "sweep/sweep_file.hpp"

namespace systole::sweep {

/// The values of a point's objectives, all to be minimized; empty where there is nothing to
/// compare, which is worse than anything.
using Scores = std::vector<double>;

/// At least as good everywhere and better somewhere.
bool dominates(const Scores& a, const Scores& b);

/// Of a row, by the numbers of its objectives' columns. Empty unless it is done and every objective
/// is known.
Scores scores_of(const Row& row, const std::vector<std::size_t>& columns,
                 const std::vector<Direction>& directions);

/// 0 for points that nothing dominates, 1 for those that only points of rank 0 dominate, and so on;
/// points without scores come last.
std::vector<std::size_t> ranks_of(const std::vector<Scores>& points);

/// How alone each point is among those of its rank; infinite at the ends of an objective.
std::vector<double> crowding_of(const std::vector<Scores>& points,
                                const std::vector<std::size_t>& ranks);

/// Best first: by rank, then the less crowded, then in the order given.
std::vector<std::size_t> ordered(const std::vector<Scores>& points);

/// The volume that is dominated by the points and dominates `reference`; points beyond it count
/// nothing.
double hypervolume(const std::vector<Scores>& points, const Scores& reference);

}  // namespace systole::sweep
