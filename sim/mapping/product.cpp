#include "mapping/product.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "timing/matrix_rate.hpp"

namespace systole::mapping {

namespace {

/// The next type that holds every number of this one, or nearly (bf16 as tf32).
std::optional<DType> wider(DType dtype) {
  switch (dtype) {
    case DType::int4:
      return DType::int8;
    case DType::int8:
      return DType::fp16;
    case DType::fp4:
      return DType::fp8;
    case DType::fp8:
      return DType::fp16;
    case DType::fp16:
    case DType::bf16:
      return DType::tf32;
    case DType::tf32:
      return DType::fp32;
    default:
      return std::nullopt;
  }
}

/// Sums of narrow products need room for carries: 32 bits, as in published arrays (Jouppi et al.,
/// ISCA 2017, section 2). SCALE-Sim keeps words of one size.
std::int64_t sum_bits(const config::Chip& chip, DType output) {
  if (chip.accounting == config::Accounting::scalesim) return bits_of(output);
  return std::max(32, bits_of(output));
}

/// Weight-only quantisation keeps the input's type; mixed operands meet in the wider one.
DType wider_of(const workload::Operator& op) {
  return bits_of(op.weight_dtype) > bits_of(op.input_dtype) ? op.weight_dtype : op.input_dtype;
}

DType choose_multiplied(const workload::Operator& op, const config::Chip& chip, Product& product) {
  const DType asked = wider_of(op);
  if (const auto found = multiplied_as(asked, chip.core.matrix)) {
    if (*found != asked) {
      product.notes.push_back(fmt::format("{} has no rate for {}: it is multiplied as {}",
                                          chip.name, name_of(asked), name_of(*found)));
    }
    return *found;
  }
  if (const auto own = multiplied_as(chip.default_dtype, chip.core.matrix)) {
    product.notes.push_back(fmt::format(
        "{} multiplies neither {} nor a wider type: products count as {}, as though they were "
        "quantised; operands keep their size in memory",
        chip.name, name_of(asked), name_of(*own)));
    return *own;
  }
  throw UserError(fmt::format(
      "operator {}: the matrix unit of {} multiplies neither {} nor a wider type; give one of "
      "core.matrix.rates",
      op.name, chip.name, name_of(asked)));
}

bool skips_zeros(const workload::Operator& op, const config::Chip& chip) {
  return op.sparsity == workload::Sparsity{2, 4} && chip.core.matrix.structured_sparsity;
}

/// Zeros are left out as SCALE-Sim does, or where the unit can; else they are multiplied too.
workload::Gemm gemm_on(const workload::Operator& op, const config::Chip& chip, Product& product) {
  if (!op.sparsity || chip.accounting == config::Accounting::scalesim) return workload::gemm_of(op);
  if (skips_zeros(op, chip)) {
    product.input_k_factor = 2;
    return workload::gemm_of(op);
  }
  workload::Operator dense = op;
  dense.sparsity.reset();
  product.notes.push_back(fmt::format("{} multiplies the zeros of {}:{} sparse weights too",
                                      chip.name, op.sparsity->kept, op.sparsity->of));
  return workload::gemm_of(dense);
}

workload::Gemm gemm_of_groups(const workload::GroupedGemm& grouped) {
  const auto most = std::max_element(grouped.rows.begin(), grouped.rows.end());
  return {static_cast<std::int64_t>(grouped.rows.size()), most == grouped.rows.end() ? 0 : *most,
          grouped.n, grouped.k};
}

}  // namespace

std::optional<DType> multiplied_as(DType dtype, const config::MatrixUnitConfig& unit) {
  for (std::optional<DType> candidate = dtype; candidate; candidate = wider(*candidate)) {
    if (timing::rate_of(unit, *candidate).supported()) return candidate;
  }
  const bool as_tf32 = dtype == DType::fp32 && timing::rate_of(unit, DType::tf32).supported();
  return as_tf32 ? std::optional(DType::tf32) : std::nullopt;
}

bool lays_out_by_tiles(const config::Chip& chip) { return chip.shared_buffer.exists(); }

Product product_of(const workload::Operator& op, const config::Chip& chip) {
  Product product;
  product.input = op.input_dtype;
  product.weight = op.weight_dtype;
  product.output = op.output_dtype;
  product.sum_bits = sum_bits(chip, op.output_dtype);
  product.multiplied = choose_multiplied(op, chip, product);
  product.tiled = lays_out_by_tiles(chip);
  if (const auto* grouped = std::get_if<workload::GroupedGemm>(&op.work)) {
    product.gemm = gemm_of_groups(*grouped);
    product.rows = grouped->rows;
    return product;
  }
  product.gemm = gemm_on(op, chip, product);
  if (const auto* conv = std::get_if<workload::Conv2d>(&op.work)) product.conv = *conv;
  return product;
}

}  // namespace systole::mapping
