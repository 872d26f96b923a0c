#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "mapping/choose_tiling.hpp"

namespace systole::mapping {

namespace {

using timing::ArrayView;

std::array<Dimension, 3> order_of(Dataflow dataflow) {
  switch (dataflow) {
    case Dataflow::weight_stationary:
      return {Dimension::n, Dimension::k, Dimension::m};
    case Dataflow::output_stationary:
      return {Dimension::n, Dimension::m, Dimension::k};
    case Dataflow::input_stationary:
      break;
  }
  return {Dimension::m, Dimension::k, Dimension::n};
}

/// Grows one tile from a single row fold with the shortest stream to the largest that fits.
class ScalesimTiler {
 public:
  explicit ScalesimTiler(const TilingTask& task)
      : problem_(task.problem),
        unit_(task.chip.core.matrix),
        slots_per_operand_(task.chip.core.sram.slots),
        name_(task.name) {
    const config::SramConfig& sram = task.chip.core.sram;
    const std::array<std::int64_t, 3> parts{sram.input_kib, sram.weight_kib, sram.output_kib};
    for (const Operand operand : kOperands) {
      const auto i = static_cast<std::size_t>(operand);
      const std::int64_t kib = parts[i] > 0 ? parts[i] : sram.size_kib / 3;
      part_bytes_[i] = kib * kKib;
      resident_[i] = operand != Operand::output && problem_.slot_bytes(operand, problem_.whole()) <=
                                                       part_bytes_[i] / slots_per_operand_;
    }
  }

  Tiling tile() {
    const ArrayView whole = timing::view_of(problem_.whole(), unit_.dataflow);
    ArrayView view{std::min(unit_.rows, whole.rows), std::min(unit_.cols, whole.cols), 1};
    require_fits(view);
    view.stream = largest(whole.stream, [&](std::int64_t stream) {
      return fits({view.rows, view.cols, stream});
    });
    if (view.stream == whole.stream) view.rows = most_rows(view, whole.rows);
    return tiling_of(view);
  }

 private:
  std::int64_t most_rows(const ArrayView& view, std::int64_t all_rows) const {
    const std::int64_t folds = largest(ceil_div(all_rows, unit_.rows), [&](std::int64_t count) {
      return fits({std::min(count * unit_.rows, all_rows), view.cols, view.stream});
    });
    return std::min(folds * unit_.rows, all_rows);
  }

  /// The largest count up to `limit` that `accept`s; 1 is known to be accepted.
  template <class Accept>
  static std::int64_t largest(std::int64_t limit, Accept&& accept) {
    std::int64_t good = 1;
    std::int64_t bad = limit + 1;
    while (bad - good > 1) {
      const std::int64_t middle = good + (bad - good) / 2;
      (accept(middle) ? good : bad) = middle;
    }
    return good;
  }

  bool stores_partial_sums() const { return unit_.dataflow != Dataflow::output_stationary; }

  Bytes needed(Operand operand, const ArrayView& view) const {
    if (resident_[static_cast<std::size_t>(operand)])
      return problem_.slot_bytes(operand, problem_.whole());
    const Bytes bytes = problem_.slot_bytes(operand, timing::tile_of(view, unit_.dataflow));
    const bool sums_of_every_fold = operand == Operand::output && stores_partial_sums();
    return sums_of_every_fold ? bytes * ceil_div(view.rows, unit_.rows) : bytes;
  }

  Bytes room(Operand operand) const {
    return part_bytes_[static_cast<std::size_t>(operand)] / slots_per_operand_;
  }

  bool fits(const ArrayView& view) const {
    return std::all_of(kOperands.begin(), kOperands.end(),
                       [&](Operand operand) { return needed(operand, view) <= room(operand); });
  }

  void require_fits(const ArrayView& view) const {
    for (const Operand operand : kOperands) {
      if (needed(operand, view) <= room(operand)) continue;
      throw UserError(fmt::format(
          "operator {}: the {} SRAM is too small for one tile: one of {} buffers must hold {} "
          "bytes, it has {}; "
          "make the {} SRAM at least {} KiB or the array smaller",
          name_, name_of(operand), slots_per_operand_, needed(operand, view), room(operand),
          name_of(operand), ceil_div(needed(operand, view) * slots_per_operand_, kKib)));
    }
  }

  Tiling tiling_of(const ArrayView& view) const {
    Tiling tiling;
    tiling.tile = timing::tile_of(view, unit_.dataflow);
    tiling.order = order_of(unit_.dataflow);
    tiling.resident = resident_;
    tiling.stores_partial_sums = stores_partial_sums();
    for (const Operand operand : kOperands) {
      const auto i = static_cast<std::size_t>(operand);
      tiling.slots[i] = {slots_per_operand_, needed(operand, view)};
    }
    return tiling;
  }

  const Problem& problem_;
  config::MatrixUnitConfig unit_;
  std::int64_t slots_per_operand_;
  std::string name_;
  std::array<Bytes, 3> part_bytes_{};
  std::array<bool, 3> resident_{};
};

}  // namespace

Tiling scalesim_tiling(const TilingTask& task) { return ScalesimTiler(task).tile(); }

}  // namespace systole::mapping
