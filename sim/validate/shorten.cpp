#include "validate/shorten.hpp"

#include <algorithm>
#include <functional>

namespace systole::validate {

namespace {

using workload::Attention;
using workload::Gemm;
using workload::Operator;
using Operators = std::vector<Operator>;

// Up to these a kernel is simulated whole, in some tens of milliseconds; attention has more tiles
// for the same work.
constexpr double kGemmMacs = 24e9;
constexpr double kAttentionMacs = 6e9;
constexpr std::int64_t kShortK = 512;  ///< the shorter of two products; a few steps of any tile
constexpr std::int64_t kRowsOfTile = 128;
constexpr double kOverflow = 3.0;  ///< times what a shared buffer holds, dirty blocks included
/// Beyond it a core for each sequence would be no shortening.
constexpr std::int64_t kShortSequence = 2048;
constexpr std::int64_t kWaves = 4;  ///< of blocks of queries on all cores, in the longer of two

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

double bytes_of(const Operators& operators) {
  double bytes = 0.0;
  for (const Operator& op : operators) {
    for (const Operand operand : kOperands) {
      bytes += static_cast<double>(workload::bytes_of(op, operand));
    }
  }
  return bytes;
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

/// Sequences and groups of heads are independent of each other; where one of them is long already,
/// single heads are.
Axis axis_of_attention(const Operators& operators, const Attention& whole, const Limits& limits) {
  const std::int64_t groups = whole.batch * whole.kv_heads;
  const std::int64_t heads_of_group = whole.heads / whole.kv_heads;
  const std::int64_t blocks_of_head = std::max<std::int64_t>(1, whole.query_length / kRowsOfTile);
  const bool by_head = groups < 2 || blocks_of_head * heads_of_group > limits.cores;
  Axis axis;
  axis.units = by_head ? groups * heads_of_group : groups;
  const std::int64_t blocks = by_head ? blocks_of_head : blocks_of_head * heads_of_group;
  axis.small_units = std::max<std::int64_t>(1, kWaves * limits.cores / (2 * blocks));
  // Where keys and values overflow the shared buffer, how many are read at a time matters.
  const bool overflows = bytes_of(operators) > static_cast<double>(limits.kept);
  if (overflows && whole.query_length <= kShortSequence) {
    const double of_unit = bytes_of(operators) / static_cast<double>(axis.units);
    const double overflowing = kOverflow * static_cast<double>(limits.kept) / of_unit;
    axis.small_units =
        std::max({axis.small_units, limits.cores, static_cast<std::int64_t>(overflowing)});
  }
  axis.large_units = 2 * axis.small_units;
  axis.with = [operators, by_head, heads_of_group](std::int64_t units) {
    Operators shorter = operators;
    Attention& work = std::get<Attention>(shorter.back().work);
    work.batch = 1;
    work.kv_heads = by_head ? 1 : units;
    work.heads = by_head ? units : units * heads_of_group;
    return shorter;
  };
  return axis;
}

std::optional<Axis> axis_of(const Operators& operators, const Limits& limits) {
  constexpr std::size_t kMost = 2;  // a network has no dimension of its own
  if (operators.size() > kMost) return std::nullopt;
  const workload::Work& work = operators.back().work;
  const double macs = macs_of(operators);
  if (const auto* gemm = std::get_if<Gemm>(&work); gemm != nullptr && macs > kGemmMacs) {
    return axis_of_gemm(operators, *gemm, limits.least_k);
  }
  const auto* attention = std::get_if<Attention>(&work);
  if (attention != nullptr && macs > kAttentionMacs) {
    return axis_of_attention(operators, *attention, limits);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Shortened> shortened(const Operators& operators, const Limits& limits) {
  if (operators.empty()) return std::nullopt;
  const std::optional<Axis> axis = axis_of(operators, limits);
  if (!axis || axis->large_units * 2 > axis->units) return std::nullopt;
  Shortened pair{axis->with(axis->small_units), axis->with(axis->large_units), 1.0};
  pair.growth = static_cast<double>(axis->units - axis->small_units) /
                static_cast<double>(axis->large_units - axis->small_units);
  return pair;
}

}  // namespace systole::validate
