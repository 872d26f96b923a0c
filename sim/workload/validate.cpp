#include <cmath>
#include <initializer_list>
#include <utility>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "workload/graph.hpp"

namespace systole::workload {

namespace {

/// Collects the mistakes of one operator under its name and place.
class OperatorCheck {
 public:
  OperatorCheck(const Operator& op, Diagnostics& diagnostics)
      : op_(op), diagnostics_(diagnostics) {}

  bool run() {
    std::visit([this](const auto& work) { check(work); }, op_.work);
    check_sparsity();
    check_measured_time();
    if (good_) check_sizes();
    return good_;
  }

  bool depends_on_earlier(std::size_t index) {
    for (const std::size_t other : op_.depends_on) {
      if (other >= index) error("depends on itself or on a later operator");
    }
    return good_;
  }

 private:
  void error(const std::string& message) {
    good_ = false;
    diagnostics_.error(op_.place, op_.name, message);
  }

  void in_range(std::string_view what, std::int64_t value, std::int64_t low) {
    if (value < low) error(fmt::format("{} is {}, expected at least {}", what, value, low));
    if (value > kMaxDimension) {
      error(fmt::format("{} is {}, expected at most {}", what, value, kMaxDimension));
    }
  }

  using Dimensions = std::initializer_list<std::pair<std::string_view, std::int64_t>>;
  void at_least(std::int64_t low, Dimensions dimensions) {
    for (const auto& [what, value] : dimensions) in_range(what, value, low);
  }

  void check(const Gemm& gemm) {
    at_least(1, {{"count", gemm.count}, {"m", gemm.m}, {"n", gemm.n}, {"k", gemm.k}});
  }

  void check(const GroupedGemm& grouped) {
    at_least(1, {{"n", grouped.n}, {"k", grouped.k}});
    if (grouped.rows.empty()) error("has no groups");
    for (const std::int64_t rows : grouped.rows) in_range("rows of a group", rows, 0);
  }

  void check(const Conv2d& conv) {
    at_least(1, {{"batch", conv.batch},
                 {"height", conv.height},
                 {"width", conv.width},
                 {"channels", conv.channels},
                 {"filters", conv.filters},
                 {"filter height", conv.filter_height},
                 {"filter width", conv.filter_width},
                 {"stride height", conv.stride_height},
                 {"stride width", conv.stride_width},
                 {"dilation height", conv.dilation_height},
                 {"dilation width", conv.dilation_width},
                 {"groups", conv.groups}});
    at_least(0, {{"pad top", conv.pad_top},
                 {"pad left", conv.pad_left},
                 {"pad bottom", conv.pad_bottom},
                 {"pad right", conv.pad_right},
                 {"output pad height", conv.output_pad_height},
                 {"output pad width", conv.output_pad_width}});
    if (!good_) return;
    check_output(conv);
    check_groups("channels", conv.channels, conv.groups);
    check_groups("filters", conv.filters, conv.groups);
  }

  void check_output(const Conv2d& conv) {
    if (conv.transposed) {
      if (conv.output_height() < 1 || conv.output_width() < 1)
        error("the padding leaves nothing of the output");
      return;
    }
    check_filter("height", (conv.filter_height - 1) * conv.dilation_height + 1,
                 conv.height + conv.pad_top + conv.pad_bottom);
    check_filter("width", (conv.filter_width - 1) * conv.dilation_width + 1,
                 conv.width + conv.pad_left + conv.pad_right);
  }

  void check(const Attention& a) {
    at_least(1, {{"batch", a.batch},
                 {"heads", a.heads},
                 {"kv heads", a.kv_heads},
                 {"query length", a.query_length},
                 {"key length", a.key_length},
                 {"head dim", a.head_dim},
                 {"value dim", a.value_dim}});
    in_range("window", a.window, 0);
    if (!good_) return;
    if (a.heads % a.kv_heads != 0)
      error(fmt::format("{} kv heads do not divide {} heads", a.kv_heads, a.heads));
    if (a.causal && a.query_length > a.key_length)
      error(fmt::format("{} causal queries are more than the {} positions of the keys",
                        a.query_length, a.key_length));
    if (a.values_in_keys && a.value_dim > a.head_dim)
      error(fmt::format("values of {} elements do not fit keys of {}", a.value_dim, a.head_dim));
  }

  void check(const Recurrent& cell) {
    at_least(1, {{"batch", cell.batch},
                 {"steps", cell.steps},
                 {"input size", cell.input_size},
                 {"hidden size", cell.hidden_size},
                 {"directions", cell.directions}});
  }

  void check(const Vector& vector) {
    at_least(1, {{"rows", vector.rows}, {"cols", vector.cols}});
    at_least(0, {{"elements read", vector.elements_read},
                 {"elements written", vector.elements_written}});
    if (vector.elements_read == 0 && vector.elements_written == 0) {
      error("neither reads nor writes any element");
    }
  }

  void check(const Collective& collective) {
    at_least(0, {{"elements", collective.elements}});
    at_least(1, {{"ranks", collective.ranks}});
  }

  void check(const Opaque&) {}

  void check_filter(std::string_view axis, std::int64_t filter, std::int64_t padded) {
    if (filter <= padded) return;
    error(fmt::format("filter {0} {1} is larger than the padded input {0} {2}", axis, filter,
                      padded));
  }

  void check_groups(std::string_view what, std::int64_t value, std::int64_t groups) {
    if (value % groups == 0) return;
    error(fmt::format("{} groups do not divide {} {}", groups, value, what));
  }

  void check_sparsity() {
    if (!op_.sparsity) return;
    const auto [kept, of] = *op_.sparsity;
    if (kept < 1 || kept > of || of > kMaxDimension)
      return error(
          fmt::format("sparsity {}:{} is impossible, expected N:M with 1 <= N <= M", kept, of));
    if (!std::holds_alternative<Gemm>(op_.work) && !std::holds_alternative<Conv2d>(op_.work))
      error("sparsity is known of GEMMs and convolutions only");
  }

  void check_measured_time() {
    if (!op_.measured_seconds) return;
    if (std::isfinite(*op_.measured_seconds) && *op_.measured_seconds > 0.0) return;
    error(fmt::format("measured time is {} s, expected more than zero", *op_.measured_seconds));
  }

  void check_sizes() {
    try {
      macs_of(op_);
      for (const Operand operand : kOperands) bytes_of(op_, operand);
      if (const auto* vector = std::get_if<Vector>(&op_.work))
        checked_mul(vector->rows, vector->cols, "elements of an operator");
    } catch (const UserError& overflow) {
      error(overflow.what());
    }
  }

  const Operator& op_;
  Diagnostics& diagnostics_;
  bool good_ = true;
};

}  // namespace

void validate(const Operator& op, Diagnostics& diagnostics) {
  OperatorCheck(op, diagnostics).run();
}

void validate(const Graph& graph, Diagnostics& diagnostics) {
  if (graph.operators.empty()) diagnostics.error({}, graph.name, "the workload has no operators");
  bool good = true;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    OperatorCheck check(graph.operators[i], diagnostics);
    good = check.run() && check.depends_on_earlier(i) && good;
  }
  if (!good) return;
  try {
    macs_of(graph);
  } catch (const UserError& overflow) {
    diagnostics.error({}, graph.name, overflow.what());
  }
}

}  // namespace systole::workload
