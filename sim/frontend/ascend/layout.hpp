// Shapes as people write them, from shapes as they lie in memory: the cube unit wants blocks of 16,
// and formats such as FRACTAL_NZ pad every matrix to whole blocks.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "frontend/ascend/profile.hpp"

namespace systole::frontend::ascend {

/// Whether tensors of the format lie in blocks.
bool is_blocked(const std::string& format);

/// [..., n1, m1, 16, 16] of FRACTAL_NZ as [..., 16 m1, 16 n1], [n, c1, h, w, 16] of NC1HWC0 as
/// [n, 16 c1, h, w]; NHWC and HWCN with channels where NCHW has them. Sizes are whole blocks: what
/// is padding does not show. Other formats stay.
Dims padded_shape(const Tensor& tensor);

/// What padding hides, learned from the conversions in the same file: TransData reads one format
/// and writes the other.
class Layouts {
 public:
  void learn(const Record& conversion);
  /// Every shape that the tensor was converted from or to, or else its padded one.
  std::vector<Dims> shapes_of(const Tensor& tensor) const;

 private:
  void learn(const Tensor& blocked, const Tensor& plain);

  std::map<std::pair<std::string, Dims>, std::vector<Dims>> plain_;
};

}  // namespace systole::frontend::ascend
