#include "workload/graph.hpp"

#include <algorithm>

#include "base/checked.hpp"

namespace systole::workload {

namespace {

/// Windows of `filter` elements, `stride` apart, on an axis of `size` elements padded on both
/// sides.
std::int64_t output_size(std::int64_t size, std::int64_t pad, std::int64_t filter,
                         std::int64_t stride, bool ceil_output) {
  constexpr std::string_view kWhat = "padded image";
  const std::int64_t padded = checked_add(size, checked_mul(2, pad, kWhat), kWhat);
  if (filter > padded) return 0;
  const std::int64_t slack = padded - filter;
  return (ceil_output ? ceil_div(slack, stride) : slack / stride) + 1;
}

struct ToGemm {
  Gemm operator()(const Gemm& gemm) const { return gemm; }

  Gemm operator()(const Conv2d& conv) const {
    Gemm gemm;
    gemm.count = conv.groups;
    gemm.m =
        checked_product({conv.batch, conv.output_height(), conv.output_width()}, "output pixels");
    gemm.n = conv.filters / conv.groups;
    gemm.k = checked_product({conv.filter_height, conv.filter_width, conv.channels / conv.groups},
                             "filter window");
    return gemm;
  }

  Gemm operator()(const MemoryPass&) const { return {0, 0, 0, 0}; }
};

std::int64_t kept_of(std::int64_t k, const Sparsity& sparsity) {
  return k / sparsity.of * sparsity.kept + std::min(k % sparsity.of, sparsity.kept);
}

struct InputElements {
  std::int64_t operator()(const Gemm& gemm) const {
    return checked_product({gemm.count, gemm.m, gemm.k}, "input elements");
  }
  std::int64_t operator()(const Conv2d& conv) const {
    return checked_product({conv.batch, conv.height, conv.width, conv.channels}, "input elements");
  }
  std::int64_t operator()(const MemoryPass& pass) const { return pass.elements_read; }
};

bool is_depthwise(const Conv2d& conv) { return conv.groups > 1 && conv.groups == conv.channels; }

struct Kind {
  std::string_view operator()(const Gemm&) const { return "gemm"; }
  std::string_view operator()(const Conv2d& conv) const {
    return is_depthwise(conv) ? "depthwise_conv2d" : "conv2d";
  }
  std::string_view operator()(const MemoryPass& pass) const { return pass.what; }
};

}  // namespace

std::int64_t Conv2d::output_height() const {
  return output_size(height, pad_height, filter_height, stride_height, ceil_output);
}

std::int64_t Conv2d::output_width() const {
  return output_size(width, pad_width, filter_width, stride_width, ceil_output);
}

std::string_view kind_of(const Operator& op) { return std::visit(Kind{}, op.work); }

Gemm gemm_of(const Operator& op) {
  Gemm gemm = std::visit(ToGemm{}, op.work);
  if (op.sparsity) gemm.k = kept_of(gemm.k, *op.sparsity);
  return gemm;
}

Macs macs_of(const Operator& op) {
  const Gemm gemm = gemm_of(op);
  return checked_product({gemm.count, gemm.m, gemm.n, gemm.k}, "multiply-accumulates");
}

Macs macs_of(const Graph& graph) {
  Macs sum = 0;
  for (const Operator& op : graph.operators)
    sum = checked_add(sum, macs_of(op), "multiply-accumulates of the workload");
  return sum;
}

std::int64_t elements_of(const Operator& op, Operand operand) {
  if (operand == Operand::input) return std::visit(InputElements{}, op.work);
  if (const auto* pass = std::get_if<MemoryPass>(&op.work)) {
    return operand == Operand::output ? pass->elements_written : 0;
  }
  const Gemm gemm = gemm_of(op);
  const std::int64_t rows = operand == Operand::weight ? gemm.k : gemm.m;
  return checked_product({gemm.count, rows, gemm.n}, name_of(operand));
}

}  // namespace systole::workload
