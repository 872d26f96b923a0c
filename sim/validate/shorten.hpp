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

/// What a shorter kernel must have room for.
struct Limits {
  std::int64_t cores = 1;    ///< of the chip: each gets several blocks of work
  std::int64_t least_k = 1;  ///< of a product: each part of K gets several tiles
  /// What a shared buffer holds: operands that overflow it must still do so.
  Bytes kept = 0;
};

/// Nothing where simulating the whole is affordable.
std::optional<Shortened> shortened(const std::vector<workload::Operator>& operators,
                                   const Limits& limits);

}  // namespace systole::validate
