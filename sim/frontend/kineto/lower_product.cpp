// Matrix products of PyTorch.
#include <algorithm>

#include "base/checked.hpp"
#include "frontend/kineto/lower.hpp"

namespace systole::frontend::kineto {

namespace {

using workload::Gemm;
using workload::Operator;
using workload::WeightRole;

/// The product of the sizes from `begin` to `end`.
std::int64_t sizes(Dims::const_iterator begin, Dims::const_iterator end) {
  return elements_of(Dims(begin, end));
}

/// What the batch dimensions of two operands broadcast to.
std::int64_t batch_of(const Dims& a, const Dims& b) {
  return std::max(sizes(a.begin(), a.end() - 2), sizes(b.begin(), b.end() - 2));
}

/// [..., m, k] times [..., k, n]; a vector is a matrix of one row or one column.
std::optional<Gemm> product_of(Dims a, Dims b) {
  if (a.empty() || b.empty()) return std::nullopt;
  if (a.size() == 1) a.insert(a.begin(), 1);
  if (b.size() == 1) b.push_back(1);
  const std::int64_t k = a.back();
  if (b[b.size() - 2] != k) return std::nullopt;
  // One weight for all of the batch: its rows are one long matrix.
  if (b.size() == 2) return Gemm{1, sizes(a.begin(), a.end() - 1), b.back(), k};
  return Gemm{batch_of(a, b), a[a.size() - 2], b.back(), k};
}

Parts parts_of(const std::optional<Gemm>& gemm, const Call& call, const Hints& hints,
               std::size_t first) {
  if (!gemm) return {};
  Operator op = operator_of(*gemm, call, hints, first, first + 1);
  if (gemm->count > 1) op.weight_role = WeightRole::activation;
  return {op};
}

}  // namespace

Parts lower_product(const Call& call, const Hints& hints, std::size_t first) {
  const Dims* a = call.dims(first);
  const Dims* b = call.dims(first + 1);
  if (a == nullptr || b == nullptr) return {};
  Parts parts = parts_of(product_of(*a, *b), call, hints, first);
  // addmm and baddbmm of a whole matrix, not a bias.
  const Dims* added = first == 1 ? call.dims(0) : nullptr;
  if (!parts.empty() && added != nullptr && added->size() >= 2)
    parts.front().epilogue.push_back(workload::VectorKind::add);
  return parts;
}

Parts lower_linear(const Call& call, const Hints& hints, std::size_t first) {
  const Dims* x = call.dims(first);
  const Dims* w = call.dims(first + 1);
  if (x == nullptr || w == nullptr || w->size() != 2 || x->empty()) return {};
  return parts_of(product_of(*x, {(*w)[1], (*w)[0]}), call, hints, first);
}

Parts lower_grouped(const Call& call, const Hints& hints, std::size_t first) {
  const Dims* x = call.dims(first);
  const Dims* w = call.dims(first + 1);
  if (x == nullptr || w == nullptr || x->size() != 2 || w->size() != 3) return {};
  constexpr std::int64_t kMostGroups = 100'000;
  const std::int64_t groups = w->front();
  if ((*x)[1] != (*w)[1] || groups > kMostGroups) return {};
  workload::GroupedGemm work{{}, (*w)[2], (*w)[1]};
  for (std::int64_t i = 0; i < groups; ++i)
    work.rows.push_back((*x)[0] / groups + (i < (*x)[0] % groups ? 1 : 0));
  return {operator_of(work, call, hints, first, first + 1)};
}

}  // namespace systole::frontend::kineto
