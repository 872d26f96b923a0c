// Points that are chosen before anything is known about them, none twice.
#pragma once

#include <vector>

#include "base/random.hpp"
#include "sweep/space.hpp"

namespace systole::sweep {

std::vector<Point> grid_points(const Space& space);
/// `count` different points (all of them if there are no more), each equally likely.
std::vector<Point> random_points(const Space& space, std::int64_t count, Random& random);
/// Of Sobol's sequence, shifted by the seed: they fill the space evenly.
std::vector<Point> sobol_points(const Space& space, std::int64_t count, Random& random);

}  // namespace systole::sweep
