#include "report/inspection.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/text.hpp"
#include "report/facts.hpp"

namespace systole::report {

namespace {

using namespace workload;

constexpr double kWorthAWarning = 0.01;

std::string dtype_text(const Operator& op) {
  const std::string input(name_of(op.input_dtype));
  const std::string weight(name_of(op.weight_dtype));
  const bool one = op.input_dtype == op.weight_dtype || elements_of(op, Operand::weight) == 0;
  return one ? input : input + " x " + weight;
}

/// What the epilogue reads besides the output.
Bytes epilogue_bytes(const Operator& op) {
  const auto tensors = std::count_if(op.epilogue.begin(), op.epilogue.end(), [](VectorKind kind) {
    return kind == VectorKind::add || kind == VectorKind::multiply;
  });
  return checked_mul(tensors, bytes_of(op, Operand::output), "bytes of an epilogue");
}

bool is_unknown(const Operator& op) {
  const auto* vector = std::get_if<Vector>(&op.work);
  return vector != nullptr && vector->kind == VectorKind::unknown;
}

std::string pair_text(std::int64_t height, std::int64_t width) {
  return height == width ? fmt::format("{}", height) : fmt::format("{}x{}", height, width);
}

struct ShapeText {
  std::string operator()(const Gemm& g) const {
    const std::string one = fmt::format("{} x {} x {}", g.m, g.n, g.k);
    return g.count == 1 ? one : fmt::format("{} of {}", g.count, one);
  }
  std::string operator()(const GroupedGemm& g) const {
    std::int64_t rows = 0;
    for (const std::int64_t of_group : g.rows) rows += of_group;
    return fmt::format("{} rows in {} groups, n {}, k {}", rows, g.rows.size(), g.n, g.k);
  }
  std::string operator()(const Conv2d& c) const {
    std::string text =
        fmt::format("{}x{}x{}x{}, {} filters of {}", c.batch, c.height, c.width, c.channels,
                    c.filters, pair_text(c.filter_height, c.filter_width));
    if (c.stride_height != 1 || c.stride_width != 1)
      text += ", stride " + pair_text(c.stride_height, c.stride_width);
    if (c.dilation_height != 1 || c.dilation_width != 1)
      text += ", dilation " + pair_text(c.dilation_height, c.dilation_width);
    if (c.groups != 1) text += fmt::format(", {} groups", c.groups);
    return text;
  }
  std::string operator()(const Attention& a) const {
    std::string text = fmt::format("{} x {} heads ({} of keys), {} queries on {} keys, {}", a.batch,
                                   a.heads, a.kv_heads, a.query_length, a.key_length, a.head_dim);
    if (a.causal) text += ", causal";
    if (a.window > 0) text += fmt::format(", window {}", a.window);
    return text;
  }
  std::string operator()(const Recurrent& r) const {
    return fmt::format("{} x {} steps, {} to {}, {} directions", r.batch, r.steps, r.input_size,
                       r.hidden_size, r.directions);
  }
  std::string operator()(const Vector& v) const { return fmt::format("{} x {}", v.rows, v.cols); }
  std::string operator()(const Collective& c) const {
    return fmt::format("{} elements over {} ranks", c.elements, c.ranks);
  }
  std::string operator()(const Opaque&) const { return ""; }
};

}  // namespace

WorkSums sums_of(const Operator& op) {
  WorkSums sums;
  sums.operators = 1;
  sums.macs = macs_of(op);
  sums.bytes = epilogue_bytes(op);
  for (const Operand operand : kOperands)
    sums.bytes = checked_add(sums.bytes, bytes_of(op, operand), "bytes of an operator");
  sums.measured_seconds = op.measured_seconds;
  if (!std::holds_alternative<Opaque>(op.work)) sums.dtypes = {dtype_text(op)};
  return sums;
}

void add(WorkSums& sums, const WorkSums& more) {
  sums.operators += more.operators;
  sums.macs = checked_add(sums.macs, more.macs, "multiply-accumulates of the workload");
  sums.bytes = checked_add(sums.bytes, more.bytes, "bytes of the workload");
  if (more.measured_seconds)
    sums.measured_seconds = sums.measured_seconds.value_or(0.0) + *more.measured_seconds;
  for (const std::string& dtype : more.dtypes) {
    if (std::find(sums.dtypes.begin(), sums.dtypes.end(), dtype) == sums.dtypes.end())
      sums.dtypes.push_back(dtype);
  }
}

std::optional<double> intensity_of(const WorkSums& sums) {
  if (sums.bytes == 0) return std::nullopt;
  return 2.0 * static_cast<double>(sums.macs) / static_cast<double>(sums.bytes);
}

std::string shape_text(const Operator& op) { return std::visit(ShapeText{}, op.work); }

Inspection inspect(const Graph& graph) {
  Inspection inspection;
  std::unordered_map<std::string, std::size_t> index;
  for (const Operator& op : graph.operators) {
    const std::string kind(kind_of(op));
    const auto [found, is_new] = index.emplace(kind, inspection.kinds.size());
    if (is_new) inspection.kinds.push_back({kind, {}});
    const WorkSums sums = sums_of(op);
    add(inspection.kinds[found->second].sums, sums);
    add(inspection.total, sums);
    if (op.weight_role == WeightRole::parameter)
      inspection.weights =
          checked_add(inspection.weights, elements_of(op, Operand::weight), "weights");
    if (!is_unknown(op)) continue;
    add(inspection.unknown, sums);
    ++inspection.unknown_kinds[op.source_kind.empty() ? kind : op.source_kind];
  }
  std::stable_sort(inspection.kinds.begin(), inspection.kinds.end(),
                   [](const KindSums& a, const KindSums& b) {
                     if (a.sums.macs != b.sums.macs) return a.sums.macs > b.sums.macs;
                     return a.sums.bytes > b.sums.bytes;
                   });
  return inspection;
}

std::optional<std::string> unknown_warning(const Inspection& inspection) {
  const WorkSums& unknown = inspection.unknown;
  const WorkSums& total = inspection.total;
  const auto exceeds = [](std::int64_t part, std::int64_t whole) {
    return static_cast<double>(part) > kWorthAWarning * static_cast<double>(whole);
  };
  if (!exceeds(unknown.macs, total.macs) && !exceeds(unknown.bytes, total.bytes))
    return std::nullopt;
  std::string names;
  for (const auto& [kind, count] : inspection.unknown_kinds)
    names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", kind, count);
  return fmt::format(
      "unknown operators are {} % of the bytes and costed as the movement of their "
      "elements: {}",
      percent(static_cast<double>(unknown.bytes), static_cast<double>(total.bytes)), names);
}

}  // namespace systole::report
