#include "mapping/library_xla.hpp"

namespace systole::mapping {

using workload::VectorKind;

// {simple, special, special per row, reductions per row}
std::vector<Fusion> xla_fusions(VectorKind kind) {
  switch (kind) {
    // maximum | subtract, exp, add up | subtract, exp, scale
    case VectorKind::softmax:
      return {{"maximum", {1, 0, 0, 1}}, {"sum", {2, 1, 1, 1}}, {"result", {2, 1}, true}};
    // add up | subtract, square and add up | subtract, scale, times gamma plus beta
    case VectorKind::layer_norm:
      return {{"mean", {1, 0, 0, 1}}, {"variance", {2, 0, 1, 1}}, {"result", {3, 0}, true}};
    // square and add up | scale, times gamma
    case VectorKind::rms_norm:
      return {{"mean", {1, 0, 1, 1}}, {"result", {2, 0}, true}};
    default:
      return {};
  }
}

}  // namespace systole::mapping
