// Which points a sweep looks at. Every search asks for batches of points and decides by their rows
// alone, so that the same seed asks for the same points with any number of workers.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sweep/ranking.hpp"
#include "sweep/row.hpp"
#include "sweep/space.hpp"
#include "sweep/sweep_file.hpp"

namespace systole::sweep {

using Evaluate =
    std::function<std::vector<Row>(const std::vector<Point>& points, system::Fidelity fidelity)>;

/// What a search knows of its sweep.
struct SearchProblem {
  const Space& space;
  Search search;
  system::Fidelity fidelity = system::Fidelity::tile;
  std::vector<std::size_t> objective_columns;
  std::vector<Direction> directions;
};

/// One of `parts` equal parts of the points that a sampling search asks for.
struct Shard {
  std::int64_t number = 0;  ///< from 0
  std::int64_t parts = 1;
};

/// Runs the search. Throws UserError when it needs objectives and there are none, or when a search
/// that learns from its rows is asked for a part.
void run_search(const SearchProblem& problem, const Shard& shard, const Evaluate& evaluate);

/// The points that a search runs at the sweep's own fidelity when `points` does not say.
std::int64_t simulations_of(const SearchProblem& problem);

// One file each.
/// Looks at all points (or at many) with closed forms and simulates the best of them.
void search_by_halving(const SearchProblem& problem, const Evaluate& evaluate);
/// Breeds points from those that nothing dominates (K. Deb et al., "A fast and elitist
/// multiobjective genetic algorithm: NSGA-II", IEEE Trans. Evolutionary Computation 6(2), 2002).
void search_by_breeding(const SearchProblem& problem, const Evaluate& evaluate);

}  // namespace systole::sweep
