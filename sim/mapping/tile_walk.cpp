#include "mapping/tile_walk.hpp"

#include <algorithm>

#include "base/checked.hpp"

namespace systole::mapping {

TileWalk::TileWalk(const Problem& problem, const Tiling& tiling, std::int64_t core)
    : problem_(problem),
      tiling_(tiling),
      output_tiles_(problem, tiling),
      deal_(output_tiles_.count(), tiling),
      core_(core),
      counts_(tile_counts(problem.whole(), tiling.tile)) {
  checked_product({problem.gemm().count, counts_.m, counts_.n, counts_.k}, "tiles");
  end_k_ = counts_.k;
  if (k_is_innermost()) begin_turn();
  settle();
}

void TileWalk::begin_turn() {
  number_ = deal_.tile(core_, turn_);
  done_ = number_ >= output_tiles_.count();
  if (done_) return;
  const OutputTiles::Index index = output_tiles_.at(number_);
  product_ = index.product;
  part_ = index.part;
  first_k_ = counts_.k * part_ / tiling_.split_k;
  end_k_ = counts_.k * (part_ + 1) / tiling_.split_k;
  index_ = {index.m, index.n, first_k_};
}

void TileWalk::advance() {
  if (!k_is_innermost()) {
    next_in_loops();
  } else if (++index_.k == end_k_) {
    ++turn_;
    begin_turn();
  }
  settle();
}

void TileWalk::next_in_loops() {
  for (auto loop = tiling_.order.rbegin(); loop != tiling_.order.rend(); ++loop) {
    if (++along(index_, *loop) < along(counts_, *loop)) return;
    along(index_, *loop) = 0;
  }
  done_ = ++product_ == problem_.gemm().count;
}

void TileWalk::settle() {
  if (done_) return;
  const timing::TileShape whole{rows(), problem_.whole().n, problem_.whole().k};
  place_.product = product_;
  for (const Dimension d : kDimensions) {
    along(place_.first, d) = along(index_, d) * along(tiling_.tile, d);
    along(place_.size, d) =
        std::min(along(tiling_.tile, d), along(whole, d) - along(place_.first, d));
  }
}

TilePlace TileWalk::place_of(Operand operand) const {
  if (!tiling_.resident[static_cast<std::size_t>(operand)]) return place();
  return {product_, timing::TileShape{}, problem_.whole()};
}

std::int64_t TileWalk::load_key(Operand operand) const {
  return tiling_.resident[static_cast<std::size_t>(operand)] ? product_ : tile_key(operand);
}

// Tile counts were multiplied with care once, so keys fit 64 bits.
std::int64_t TileWalk::tile_key(Operand operand) const {
  if (operand == Operand::output && k_is_innermost()) return number_;
  std::int64_t key = product_;
  for (const Dimension d : kDimensions) {
    if (indexes(operand, d)) key = key * along(counts_, d) + along(index_, d);
  }
  return key;
}

}  // namespace systole::mapping
