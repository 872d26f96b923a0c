// The output tiles of an operator in the order in which they are dealt to the cores.
#pragma once

#include <vector>

#include "mapping/tiling.hpp"

namespace systole::mapping {

/// Products are outermost, then the parts of K, then tiles along m and n: in the order of the
/// tiling's outer two loops, cut into groups of the second one.
class OutputTiles {
 public:
  struct Index {
    std::int64_t product = 0;
    std::int64_t part = 0;
    std::int64_t m = 0;
    std::int64_t n = 0;
  };

  OutputTiles(const Problem& problem, const Tiling& tiling);

  std::int64_t count() const { return count_; }
  Index at(std::int64_t number) const;

 private:
  Index within_product(std::int64_t number, std::int64_t m_tiles) const;

  std::int64_t n_tiles_;
  std::int64_t m_tiles_;  ///< of a product, where all are alike
  std::int64_t parts_;
  std::int64_t group_;
  bool m_outer_;
  std::vector<std::int64_t> m_tiles_before_;  ///< by product, where they differ
  std::int64_t count_;
};

}  // namespace systole::mapping
