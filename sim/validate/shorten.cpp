#include "validate/shorten.hpp"

#include <algorithm>

namespace systole::validate {

namespace {

using workload::Gemm;
using workload::Operator;
using Operators = std::vector<Operator>;

constexpr double kFewMacs = 24e9;      ///< up to these a product takes some tens of milliseconds
constexpr std::int64_t kShortK = 512;  ///< the shorter of two products; a few steps of any tile

double macs_of(const Operators& operators) {
  double macs = 0.0;
  for (const Operator& op : operators) macs += static_cast<double>(workload::macs_of(op));
  return macs;
}

/// Less of K leaves tiles, waves and their tail as they are. A kernel that makes the input before
/// is short, and does not grow with K evenly: it stays whole.
Operators with_k(Operators operators, std::int64_t k) {
  std::get<Gemm>(operators.back().work).k = k;
  return operators;
}

/// Attention is not shortened: its kernels bound their events themselves, however long they are.
const Gemm* long_product(const Operators& operators) {
  constexpr std::size_t kMost = 2;  // a network has no dimension of its own
  if (operators.empty() || operators.size() > kMost) return nullptr;
  return macs_of(operators) > kFewMacs ? std::get_if<Gemm>(&operators.back().work) : nullptr;
}

}  // namespace

std::optional<Shortened> shortened(const Operators& operators, std::int64_t least_k) {
  const Gemm* whole = long_product(operators);
  const std::int64_t small = std::max(kShortK, least_k);
  const std::int64_t large = 2 * small;
  if (whole == nullptr || large * 2 > whole->k) return std::nullopt;
  return Shortened{with_k(operators, small), with_k(operators, large),
                   static_cast<double>(whole->k - small) / static_cast<double>(large - small)};
}

}  // namespace systole::validate
