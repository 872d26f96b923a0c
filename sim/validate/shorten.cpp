#include "validate/shorten.hpp"

#include <algorithm>
#include <functional>

namespace systole::validate {

namespace {

using workload::Gemm;
using workload::Operator;
using Operators = std::vector<Operator>;

constexpr double kFewMacs = 24e9;      ///< up to these a product takes some tens of milliseconds
constexpr std::int64_t kShortK = 512;  ///< the shorter of two products; a few steps of any tile

/// One way to make operators shorter.
struct Axis {
  std::int64_t units = 1;  ///< of the whole
  std::int64_t small_units = 1;
  std::int64_t large_units = 1;
  std::function<Operators(std::int64_t units)> with;
};

double macs_of(const Operators& operators) {
  double macs = 0.0;
  for (const Operator& op : operators) macs += static_cast<double>(workload::macs_of(op));
  return macs;
}

/// The product among the operators and, before it, the one that makes its input.
Operators with_gemm(Operators operators, const std::function<void(Gemm&)>& change) {
  Gemm& gemm = std::get<Gemm>(operators.back().work);
  change(gemm);
  if (operators.size() > 1) {
    operators.front().work =
        workload::vector_work(workload::VectorKind::quantize, gemm.count * gemm.m, gemm.k);
  }
  return operators;
}

/// Less of K leaves tiles, waves and their tail as they are.
Axis axis_of_gemm(const Operators& operators, const Gemm& whole, std::int64_t least_k) {
  Axis axis;
  axis.units = whole.k;
  axis.small_units = std::max(kShortK, least_k);
  axis.large_units = 2 * axis.small_units;
  axis.with = [operators](std::int64_t k) {
    return with_gemm(operators, [k](Gemm& gemm) { gemm.k = k; });
  };
  return axis;
}

/// Attention has none: its kernels bound their events themselves, however long they are.
std::optional<Axis> axis_of(const Operators& operators, std::int64_t least_k) {
  constexpr std::size_t kMost = 2;  // a network has no dimension of its own
  if (operators.empty() || operators.size() > kMost) return std::nullopt;
  const auto* gemm = std::get_if<Gemm>(&operators.back().work);
  if (gemm == nullptr || macs_of(operators) <= kFewMacs) return std::nullopt;
  return axis_of_gemm(operators, *gemm, least_k);
}

}  // namespace

std::optional<Shortened> shortened(const Operators& operators, std::int64_t least_k) {
  const std::optional<Axis> axis = axis_of(operators, least_k);
  if (!axis || axis->large_units * 2 > axis->units) return std::nullopt;
  Shortened pair{axis->with(axis->small_units), axis->with(axis->large_units), 1.0};
  pair.growth = static_cast<double>(axis->units - axis->small_units) /
                static_cast<double>(axis->large_units - axis->small_units);
  return pair;
}

}  // namespace systole::validate
