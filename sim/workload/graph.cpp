#include "workload/graph.hpp"

#include <algorithm>

#include "base/checked.hpp"

namespace systole::workload {

namespace {

constexpr std::string_view kImage = "padded image";

std::int64_t window_extent(std::int64_t filter, std::int64_t dilation) {
  return checked_add(checked_mul(filter - 1, dilation, kImage), 1, kImage);
}

/// Windows of `filter` elements, `stride` apart, on an axis of `padded` elements.
std::int64_t windows(std::int64_t padded, std::int64_t extent, std::int64_t stride,
                     bool ceil_output) {
  if (extent > padded) return 0;
  const std::int64_t slack = padded - extent;
  return (ceil_output ? ceil_div(slack, stride) : slack / stride) + 1;
}

/// What `size` pixels spread over, less the padding.
std::int64_t spread(std::int64_t size, std::int64_t stride, std::int64_t extent, std::int64_t pad,
                    std::int64_t output_pad) {
  const std::int64_t steps = checked_mul(size - 1, stride, kImage);
  return checked_add(steps, extent, kImage) - pad + output_pad;
}

Gemm gemm_of_conv(const Conv2d& conv) {
  constexpr std::string_view kWindow = "filter window";
  const std::int64_t filters = conv.filters / conv.groups;
  const std::int64_t channels = conv.channels / conv.groups;
  if (conv.transposed) {
    return {conv.groups, checked_product({conv.batch, conv.height, conv.width}, "input pixels"),
            checked_product({conv.filter_height, conv.filter_width, filters}, kWindow), channels};
  }
  return {conv.groups,
          checked_product({conv.batch, conv.output_height(), conv.output_width()}, "output pixels"),
          filters, checked_product({conv.filter_height, conv.filter_width, channels}, kWindow)};
}

std::int64_t kept_of(std::int64_t k, const Sparsity& sparsity) {
  return k / sparsity.of * sparsity.kept + std::min(k % sparsity.of, sparsity.kept);
}

std::int64_t rows_of(const GroupedGemm& grouped) {
  std::int64_t sum = 0;
  for (const std::int64_t rows : grouped.rows) sum = checked_add(sum, rows, "rows of all groups");
  return sum;
}

/// Of both products, input and hidden state: gates x hidden columns each.
std::int64_t recurrent_weights(const Recurrent& cell) {
  return checked_product({cell.directions, cell.gates(), cell.hidden_size,
                          checked_add(cell.input_size, cell.hidden_size, "recurrent weights")},
                         "recurrent weights");
}

/// Multiply-accumulates before sparsity, apart from those that gemm_of tells.
struct MacsOf {
  template <typename Other>
  Macs operator()(const Other&) const {
    return 0;
  }
  Macs operator()(const GroupedGemm& grouped) const {
    return checked_product({rows_of(grouped), grouped.n, grouped.k}, "multiply-accumulates");
  }
  Macs operator()(const Attention& a) const {
    return checked_product({a.batch, a.heads, attended_pairs(a), a.head_dim + a.value_dim},
                           "multiply-accumulates");
  }
  Macs operator()(const Recurrent& cell) const {
    return checked_product({cell.batch, cell.steps, recurrent_weights(cell)},
                           "multiply-accumulates");
  }
};

struct Elements {
  Operand operand;

  std::int64_t product(const Gemm& gemm) const {
    if (operand == Operand::input)
      return checked_product({gemm.count, gemm.m, gemm.k}, "input elements");
    const std::int64_t rows = operand == Operand::weight ? gemm.k : gemm.m;
    return checked_product({gemm.count, rows, gemm.n}, name_of(operand));
  }
  std::int64_t operator()(const Gemm& gemm) const { return product(gemm); }
  std::int64_t operator()(const GroupedGemm& g) const {
    if (operand == Operand::weight) {
      return checked_product({static_cast<std::int64_t>(g.rows.size()), g.n, g.k}, "weights");
    }
    return checked_mul(rows_of(g), operand == Operand::input ? g.k : g.n, name_of(operand));
  }
  std::int64_t operator()(const Conv2d& conv) const {
    switch (operand) {
      case Operand::input:
        return checked_product({conv.batch, conv.height, conv.width, conv.channels}, "input");
      case Operand::output:
        return checked_product(
            {conv.batch, conv.output_height(), conv.output_width(), conv.filters}, "output");
      case Operand::weight:
        break;
    }
    return product(gemm_of_conv(conv));
  }
  std::int64_t operator()(const Attention& a) const {
    const std::int64_t queries = checked_product({a.batch, a.heads, a.query_length}, "queries");
    if (operand == Operand::input) return checked_mul(queries, a.head_dim, "queries");
    if (operand == Operand::output) return checked_mul(queries, a.value_dim, "output");
    const std::int64_t width = a.head_dim + (a.values_in_keys ? 0 : a.value_dim);
    return checked_product({a.batch, a.kv_heads, a.key_length, width}, "keys and values");
  }
  std::int64_t operator()(const Recurrent& cell) const {
    if (operand == Operand::weight) return recurrent_weights(cell);
    const std::int64_t width =
        operand == Operand::input ? cell.input_size : cell.directions * cell.hidden_size;
    return checked_product({cell.batch, cell.steps, width}, name_of(operand));
  }
  std::int64_t operator()(const Vector& vector) const {
    if (operand == Operand::weight) return 0;
    return operand == Operand::input ? vector.elements_read : vector.elements_written;
  }
  std::int64_t operator()(const Collective& collective) const {
    return operand == Operand::input ? collective.elements : 0;
  }
  std::int64_t operator()(const Opaque&) const { return 0; }
};

std::string_view kind_of_conv(const Conv2d& conv) {
  if (conv.transposed) return "transposed_conv2d";
  return conv.groups > 1 && conv.groups == conv.channels ? "depthwise_conv2d" : "conv2d";
}

struct Kind {
  std::string_view operator()(const Gemm&) const { return "gemm"; }
  std::string_view operator()(const GroupedGemm&) const { return "grouped_gemm"; }
  std::string_view operator()(const Conv2d& conv) const { return kind_of_conv(conv); }
  std::string_view operator()(const Attention&) const { return "attention"; }
  std::string_view operator()(const Recurrent& cell) const { return name_of(cell.kind); }
  std::string_view operator()(const Vector& vector) const { return name_of(vector.kind); }
  std::string_view operator()(const Collective& c) const { return name_of(c.kind); }
  std::string_view operator()(const Opaque&) const { return "opaque"; }
};

}  // namespace

std::int64_t Conv2d::output_height() const {
  const std::int64_t extent = window_extent(filter_height, dilation_height);
  const std::int64_t pad = checked_add(pad_top, pad_bottom, kImage);
  if (transposed) return spread(height, stride_height, extent, pad, output_pad_height);
  return windows(checked_add(height, pad, kImage), extent, stride_height, ceil_output);
}

std::int64_t Conv2d::output_width() const {
  const std::int64_t extent = window_extent(filter_width, dilation_width);
  const std::int64_t pad = checked_add(pad_left, pad_right, kImage);
  if (transposed) return spread(width, stride_width, extent, pad, output_pad_width);
  return windows(checked_add(width, pad, kImage), extent, stride_width, ceil_output);
}

std::string_view kind_of(const Operator& op) { return std::visit(Kind{}, op.work); }

Gemm gemm_of(const Operator& op) {
  Gemm gemm{0, 0, 0, 0};
  if (const auto* plain = std::get_if<Gemm>(&op.work)) gemm = *plain;
  if (const auto* conv = std::get_if<Conv2d>(&op.work)) gemm = gemm_of_conv(*conv);
  if (op.sparsity) gemm.k = kept_of(gemm.k, *op.sparsity);
  return gemm;
}

Macs macs_of(const Operator& op) {
  const Gemm gemm = gemm_of(op);
  if (gemm.count > 0)
    return checked_product({gemm.count, gemm.m, gemm.n, gemm.k}, "multiply-accumulates");
  return std::visit(MacsOf{}, op.work);
}

Macs macs_of(const Graph& graph) {
  Macs sum = 0;
  for (const Operator& op : graph.operators)
    sum = checked_add(sum, macs_of(op), "multiply-accumulates of the workload");
  return sum;
}

std::int64_t elements_of(const Operator& op, Operand operand) {
  const Gemm gemm = gemm_of(op);
  const bool compressed = op.sparsity && gemm.count > 0 && operand == Operand::weight;
  if (compressed) return Elements{operand}.product(gemm);
  return std::visit(Elements{operand}, op.work);
}

DType dtype_of(const Operator& op, Operand operand) {
  if (operand == Operand::input) return op.input_dtype;
  return operand == Operand::weight ? op.weight_dtype : op.output_dtype;
}

Bytes bytes_of(const Operator& op, Operand operand) {
  return bytes_of(dtype_of(op, operand), elements_of(op, operand));
}

bool is_simulated(const Operator& op) {
  return !std::holds_alternative<Collective>(op.work) && !std::holds_alternative<Opaque>(op.work);
}

}  // namespace systole::workload
