// Long kernels repeat themselves: two shorter ones with the same tiles say how long they take.
#pragma once

#include <optional>
#include <vector>

#include "workload/graph.hpp"

namespace systole::validate {

/// The same operators with less of one dimension. What the smaller one takes, and what each unit
/// more adds, give the whole: time(units) = small + (large - small) x growth.
struct Shortened {
  std::vector<workload::Operator> small;
  std::vector<workload::Operator> large;
  double growth = 1.0;

  double whole(double small_seconds, double large_seconds) const {
    return small_seconds + (large_seconds - small_seconds) * growth;
  }
};

/// Nothing where simulating the whole is affordable. `least_k` is how much of K the smaller product
/// keeps at least, so that each part of a split K gets several tiles.
std::optional<Shortened> shortened(const std::vector<workload::Operator>& operators,
                                   std::int64_t least_k);

}  // namespace systole::validate
