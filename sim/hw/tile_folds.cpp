#include "hw/tile_folds.hpp"

#include <algorithm>

namespace systole::hw {

double TileFold::west(const ProductMemory& memory, std::int64_t row, std::int64_t index) const {
  if (row >= rows) return 0.0;
  const std::int64_t r = row0 + row;
  const std::int64_t s = stream0 + index;
  switch (dataflow) {
    case Dataflow::weight_stationary:
      return memory.input(product, s, r);
    case Dataflow::output_stationary:
      return memory.input(product, r, s);
    case Dataflow::input_stationary:
      break;
  }
  return memory.weight(product, r, s);
}

double TileFold::north(const ProductMemory& memory, std::int64_t col, std::int64_t index) const {
  return col < cols ? memory.weight(product, stream0 + index, col0 + col) : 0.0;
}

double TileFold::stationary(const ProductMemory& memory, std::int64_t row, std::int64_t col) const {
  if (row >= rows || col >= cols) return 0.0;
  if (dataflow == Dataflow::weight_stationary)
    return memory.weight(product, row0 + row, col0 + col);
  return memory.input(product, col0 + col, row0 + row);
}

void TileFold::collect(ProductMemory& memory, std::int64_t row, std::int64_t col,
                       std::int64_t index, double sum) const {
  if (col >= cols) return;
  switch (dataflow) {
    case Dataflow::weight_stationary:
      memory.add(product, stream0 + index, col0 + col, sum);
      return;
    case Dataflow::output_stationary:
      if (row < rows) memory.add(product, row0 + row, col0 + col, sum);
      return;
    case Dataflow::input_stationary:
      break;
  }
  memory.add(product, col0 + col, stream0 + index, sum);
}

std::vector<TileFold> folds_of(const program::Compute& tile,
                               const config::MatrixUnitConfig& config) {
  const timing::ArrayView size = timing::view_of({tile.m, tile.n, tile.k}, config.dataflow);
  const timing::ArrayView first = timing::view_of({tile.m0, tile.n0, tile.k0}, config.dataflow);
  std::vector<TileFold> folds;
  for (std::int64_t col = 0; col < size.cols; col += config.cols) {
    for (std::int64_t row = 0; row < size.rows; row += config.rows) {
      folds.push_back({config.dataflow, tile.product, first.rows + row, first.cols + col,
                       first.stream, std::min(config.rows, size.rows - row),
                       std::min(config.cols, size.cols - col), size.stream, tile.continues,
                       tile.holds});
    }
  }
  return folds;
}

}  // namespace systole::hw
