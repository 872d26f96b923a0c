#include "frontend/native_workload_writer.hpp"

#include <unordered_set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/scalars.hpp"
#include "base/text.hpp"
#include "frontend/native_kinds.hpp"

namespace systole::frontend {

namespace {

using workload::Conv2d;
using workload::Gemm;
using workload::Operator;
using workload::Vector;

/// "key: value" parts of one operator, in the order written.
using Parts = std::vector<std::string>;

template <typename Value>
void put(Parts& parts, std::string_view key, const Value& value) {
  parts.push_back(fmt::format("{}: {}", key, value));
}

void put_pair(Parts& parts, std::string_view key, std::int64_t height, std::int64_t width) {
  if (height == width) return put(parts, key, height);
  put(parts, key, fmt::format("[{}, {}]", height, width));
}

struct PutWork {
  Parts& parts;

  void operator()(const Gemm& gemm) const {
    put(parts, "kind", kGemm);
    if (gemm.count != 1) put(parts, "count", gemm.count);
    put(parts, "m", gemm.m);
    put(parts, "n", gemm.n);
    put(parts, "k", gemm.k);
  }

  void operator()(const Conv2d& conv) const {
    put(parts, "kind", kConv2d);
    if (conv.batch != 1) put(parts, "batch", conv.batch);
    put(parts, "height", conv.height);
    put(parts, "width", conv.width);
    put(parts, "channels", conv.channels);
    put(parts, "filters", conv.filters);
    put_pair(parts, "filter", conv.filter_height, conv.filter_width);
    put_pair(parts, "stride", conv.stride_height, conv.stride_width);
    put_pair(parts, "pad", conv.pad_top, conv.pad_left);
    if (conv.groups != 1) put(parts, "groups", conv.groups);
    if (conv.ceil_output) put(parts, "ceil_output", true);
  }

  void operator()(const Vector& vector) const {
    put(parts, "kind", name_of(vector.kind));
    if (vector.rows != 1) put(parts, "rows", vector.rows);
    put(parts, "cols", vector.cols);
    put(parts, "read", vector.elements_read);
    put(parts, "written", vector.elements_written);
  }

  template <typename Other>
  void operator()(const Other&) const {
    throw ModelError("this kind of work cannot be written yet");
  }
};

void put_dtypes(Parts& parts, const Operator& op) {
  if (op.input_dtype == op.weight_dtype && op.weight_dtype == op.output_dtype) {
    return put(parts, "dtype", name_of(op.input_dtype));
  }
  put(parts, "dtype",
      fmt::format("{{input: {}, weight: {}, output: {}}}", name_of(op.input_dtype),
                  name_of(op.weight_dtype), name_of(op.output_dtype)));
}

/// The operators' names, made different from each other.
std::vector<std::string> unique_names(const workload::Graph& graph) {
  std::unordered_set<std::string> taken;
  std::vector<std::string> names;
  for (const Operator& op : graph.operators) {
    std::string name = op.name;
    for (int i = 2; !taken.insert(name).second; ++i) name = fmt::format("{}_{}", op.name, i);
    names.push_back(std::move(name));
  }
  return names;
}

bool depends_on_the_one_before(const Operator& op, std::size_t index) {
  if (index == 0) return op.depends_on.empty();
  return op.depends_on == std::vector<std::size_t>{index - 1};
}

std::string line_of(const Operator& op, std::size_t index, const std::vector<std::string>& names) {
  Parts parts;
  put(parts, "name", yaml_text(names[index]));
  std::visit(PutWork{parts}, op.work);
  put_dtypes(parts, op);
  if (op.sparsity)
    put(parts, "sparsity", fmt::format("\"{}:{}\"", op.sparsity->kept, op.sparsity->of));
  if (op.measured_seconds) put(parts, "measured_us", shortest(*op.measured_seconds * 1e6));
  if (!depends_on_the_one_before(op, index)) {
    std::vector<std::string> after;
    for (const std::size_t other : op.depends_on) after.push_back(yaml_text(names[other]));
    put(parts, "after", fmt::format("[{}]", fmt::join(after, ", ")));
  }
  return fmt::format("  - {{{}}}\n", fmt::join(parts, ", "));
}

}  // namespace

std::string write_native_workload(const workload::Graph& graph) {
  const std::vector<std::string> names = unique_names(graph);
  std::string text = fmt::format("name: {}\n", yaml_text(graph.name));
  if (!graph.notes.empty()) text += "notes:\n";
  for (const std::string& note : graph.notes) text += fmt::format("  - {}\n", yaml_text(note));
  text += "operators:\n";
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    text += line_of(graph.operators[i], i, names);
  }
  return text;
}

}  // namespace systole::frontend
