// Matrix products of Ascend kernels. The file does not say which operands are transposed: the
// output's shape does.
#include <algorithm>
#include <set>
#include <tuple>

#include "base/checked.hpp"
#include "frontend/ascend/lower.hpp"

namespace systole::frontend::ascend {

namespace {

using workload::Gemm;
using Sizes = std::tuple<std::int64_t, std::int64_t, std::int64_t>;  // m, n, k

std::int64_t product(Dims::const_iterator begin, Dims::const_iterator end) {
  std::int64_t all = 1;
  for (auto at = begin; at != end; ++at) all = checked_mul(all, *at, "batch of a product");
  return all;
}

std::int64_t batch_of(const Dims& dims) {
  return dims.size() < 3 ? 1 : product(dims.begin(), dims.end() - 2);
}

/// [rows, cols] of the last two axes; a shared weight sees all leading axes as rows.
std::optional<std::pair<std::int64_t, std::int64_t>> matrix(const Dims& dims, bool joins_batch) {
  if (dims.size() < 2) return std::nullopt;
  std::int64_t rows = dims[dims.size() - 2];
  if (joins_batch) rows = checked_mul(rows, batch_of(dims), "rows");
  return std::make_pair(rows, dims.back());
}

/// Every way in which a x b, each perhaps transposed, makes c.
void match(const Dims& a, const Dims& b, const Dims& c, std::set<Sizes>& found) {
  const bool joins = batch_of(b) == 1;
  auto left = matrix(a, joins);
  auto right = matrix(b, false);
  const auto out = matrix(c, joins);
  if (!left || !right || !out) return;
  for (int transposed = 0; transposed < 4; ++transposed) {
    const auto [m, k] = (transposed & 1) != 0 ? std::make_pair(left->second, left->first) : *left;
    const auto [k2, n] =
        (transposed & 2) != 0 ? std::make_pair(right->second, right->first) : *right;
    if (k == k2 && m == out->first && n == out->second) found.insert({m, n, k});
  }
}

std::optional<Gemm> gemm_of(const std::vector<Dims>& as, const std::vector<Dims>& bs,
                            const std::vector<Dims>& cs) {
  std::set<Sizes> found;
  for (const Dims& a : as) {
    for (const Dims& b : bs) {
      for (const Dims& c : cs) match(a, b, c, found);
    }
  }
  if (found.size() != 1) return std::nullopt;
  const auto [m, n, k] = *found.begin();
  const std::int64_t count = batch_of(bs.front()) == 1 ? 1 : batch_of(as.front());
  return Gemm{count, m, n, k};
}

/// [rows, k] x [experts, k, n], the rows spread evenly.
std::optional<workload::GroupedGemm> grouped_of(const Record& record) {
  constexpr std::int64_t kMostGroups = 100'000;
  const Dims x = padded_shape(record.inputs[0]);
  const Dims w = padded_shape(record.inputs[1]);
  if (x.size() != 2 || w.size() != 3 || w[0] > kMostGroups || w[0] < 1) return std::nullopt;
  const bool transposed = w[1] != x[1];
  if (transposed && w[2] != x[1]) return std::nullopt;
  return workload::GroupedGemm{workload::balanced_rows(x[0], w[0]), transposed ? w[1] : w[2], x[1]};
}

}  // namespace

std::optional<workload::Operator> product_of(const Record& record, const Layouts& layouts) {
  if (record.inputs.size() < 2 || record.outputs.empty()) return std::nullopt;
  const Tensor& a = record.inputs[0];
  const Tensor& b = record.inputs[1];
  const Tensor& c = record.outputs[0];
  if (record.type.find("Grouped") != std::string::npos) {
    const auto grouped = grouped_of(record);
    if (grouped) return typed(*grouped, a, b, record);
    return std::nullopt;
  }
  auto gemm = gemm_of(layouts.shapes_of(a), layouts.shapes_of(b), layouts.shapes_of(c));
  // What was learned may be of other tensors: then whole blocks are what is known.
  if (!gemm) gemm = gemm_of({padded_shape(a)}, {padded_shape(b)}, {padded_shape(c)});
  if (!gemm) return std::nullopt;
  workload::Operator op = typed(*gemm, a, b, record);
  if (gemm->count > 1) op.weight_role = workload::WeightRole::activation;
  return op;
}

}  // namespace systole::frontend::ascend
