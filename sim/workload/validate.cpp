#include <cmath>
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

  void check(const Gemm& gemm) {
    in_range("count", gemm.count, 1);
    in_range("m", gemm.m, 1);
    in_range("n", gemm.n, 1);
    in_range("k", gemm.k, 1);
  }

  void check(const Conv2d& conv) {
    const std::pair<std::string_view, std::int64_t> positive[] = {
        {"batch", conv.batch},
        {"height", conv.height},
        {"width", conv.width},
        {"channels", conv.channels},
        {"filters", conv.filters},
        {"filter height", conv.filter_height},
        {"filter width", conv.filter_width},
        {"stride height", conv.stride_height},
        {"stride width", conv.stride_width},
        {"groups", conv.groups}};
    for (const auto& [what, value] : positive) in_range(what, value, 1);
    in_range("pad height", conv.pad_height, 0);
    in_range("pad width", conv.pad_width, 0);
    if (!good_) return;
    check_filter("height", conv.filter_height, conv.height + 2 * conv.pad_height);
    check_filter("width", conv.filter_width, conv.width + 2 * conv.pad_width);
    check_groups("channels", conv.channels, conv.groups);
    check_groups("filters", conv.filters, conv.groups);
  }

  void check(const MemoryPass& pass) {
    if (pass.what.empty()) error("the operator has no kind");
    in_range("elements read", pass.elements_read, 0);
    in_range("elements written", pass.elements_written, 0);
    if (pass.elements_read == 0 && pass.elements_written == 0) {
      error("neither reads nor writes any element");
    }
  }

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
    if (kept >= 1 && kept <= of && of <= kMaxDimension) return;
    error(fmt::format("sparsity {}:{} is impossible, expected N:M with 1 <= N <= M", kept, of));
  }

  void check_measured_time() {
    if (!op_.measured_seconds) return;
    if (std::isfinite(*op_.measured_seconds) && *op_.measured_seconds > 0.0) return;
    error(fmt::format("measured time is {} s, expected more than zero", *op_.measured_seconds));
  }

  void check_sizes() {
    try {
      macs_of(op_);
      bytes_of(op_.input_dtype, elements_of(op_, Operand::input));
      bytes_of(op_.weight_dtype, elements_of(op_, Operand::weight));
      bytes_of(op_.output_dtype, elements_of(op_, Operand::output));
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
