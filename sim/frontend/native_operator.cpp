#include "frontend/native_operator.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "frontend/native_kinds.hpp"

namespace systole::frontend {

namespace {

using workload::Conv2d;
using workload::Gemm;
using workload::Sparsity;
using workload::Vector;
using workload::VectorKind;
using workload::Work;

std::vector<std::string> dtype_names() {
  std::vector<std::string> names;
  for (int i = 0; i <= static_cast<int>(DType::int4); ++i) {
    names.emplace_back(name_of(static_cast<DType>(i)));
  }
  return names;
}

void read_dtype(const NativeKeys& keys, const Node& node, const std::string& key, DType& dtype) {
  const auto value = node.is_scalar() ? dtype_from(node.scalar) : std::nullopt;
  if (value) {
    dtype = *value;
    return;
  }
  const std::vector<std::string> names = dtype_names();
  keys.error(node.place, key,
             fmt::format("unknown element type {}{} (known: {})", description_of(node),
                         suggestion(node.scalar, names), fmt::join(names, ", ")));
}

Gemm read_gemm(NativeKeys& keys) {
  Gemm gemm;
  gemm.count = keys.integer_or("count", 1);
  gemm.m = keys.integer("m");
  gemm.n = keys.integer("n");
  gemm.k = keys.integer("k");
  return gemm;
}

Conv2d read_image_and_window(NativeKeys& keys) {
  Conv2d conv;
  conv.batch = keys.integer_or("batch", 1);
  conv.height = keys.integer("height");
  conv.width = keys.integer("width");
  conv.channels = keys.integer("channels");
  const NativeKeys::Pair filter = keys.pair("filter", std::nullopt, 1);
  conv.filter_height = filter.height;
  conv.filter_width = filter.width;
  const NativeKeys::Pair stride = keys.pair("stride", 1, 1);
  conv.stride_height = stride.height;
  conv.stride_width = stride.width;
  const NativeKeys::Pair pad = keys.pair("pad", 0, 0);
  conv.pad_top = conv.pad_bottom = pad.height;
  conv.pad_left = conv.pad_right = pad.width;
  conv.ceil_output = keys.boolean("ceil_output").value_or(false);
  return conv;
}

Conv2d read_conv(NativeKeys& keys) {
  Conv2d conv = read_image_and_window(keys);
  conv.filters = keys.integer("filters");
  conv.groups = keys.integer_or("groups", 1);
  return conv;
}

Conv2d read_depthwise(NativeKeys& keys) {
  Conv2d conv = read_image_and_window(keys);
  conv.groups = conv.channels;
  conv.filters = keys.integer_or("filters", conv.channels);
  return conv;
}

/// `elements` stands for one row; `read` and `written` say what else crosses to memory.
Vector read_vector(NativeKeys& keys, VectorKind kind) {
  Vector vector;
  vector.kind = kind;
  if (keys.take("elements") != nullptr) {
    vector.cols = keys.integer("elements");
  } else if (keys.take("cols") != nullptr) {
    vector.rows = keys.integer_or("rows", 1);
    vector.cols = keys.integer("cols");
  }
  const std::int64_t elements = vector.rows * vector.cols;
  vector.elements_read = keys.integer_or("read", elements, 0);
  vector.elements_written = keys.integer_or("written", elements, 0);
  if (vector.cols == 0) vector.cols = std::max(vector.elements_read, vector.elements_written);
  return vector;
}

void refuse_kind(const NativeKeys& keys, const Node& node, const std::string& kind) {
  const std::vector<std::string> kinds = native_kinds();
  keys.error(node.place, "kind",
             fmt::format("unknown kind '{}'{} (known: {})", kind, suggestion(kind, kinds),
                         fmt::join(kinds, ", ")));
}

/// Nothing when the kind is missing or unknown; the keys cannot be judged then.
std::optional<Work> read_work(NativeKeys& keys) {
  const std::optional<std::string> kind = keys.text("kind");
  if (!kind) {
    if (keys.take("kind") == nullptr) keys.error(keys.place(), "kind", "is missing");
    return std::nullopt;
  }
  if (*kind == kGemm) return read_gemm(keys);
  if (*kind == kConv2d) return read_conv(keys);
  if (*kind == kDepthwiseConv2d) return read_depthwise(keys);
  if (const auto vector = workload::vector_kind_from(*kind)) return read_vector(keys, *vector);
  refuse_kind(keys, *keys.take("kind"), *kind);
  return std::nullopt;
}

std::optional<Sparsity> read_sparsity(NativeKeys& keys) {
  const std::optional<std::string> text = keys.text("sparsity");
  if (!text) return std::nullopt;
  const std::size_t colon = text->find(':');
  const auto kept = parse_int64(trim(std::string_view(*text).substr(0, colon)));
  const auto of = colon == std::string::npos
                      ? std::nullopt
                      : parse_int64(trim(std::string_view(*text).substr(colon + 1)));
  if (kept && of) return Sparsity{*kept, *of};
  keys.error(keys.take("sparsity")->place, "sparsity",
             fmt::format("'{}', expected N:M, as in 2:4", *text));
  return std::nullopt;
}

}  // namespace

OperandTypes read_dtypes(NativeKeys& keys, const OperandTypes& outer) {
  OperandTypes types = outer;
  const Node* node = keys.take("dtype");
  if (node == nullptr) return types;
  if (!node->is_map()) {
    read_dtype(keys, *node, "dtype", types.input);
    types.weight = types.output = types.input;
    return types;
  }
  for (const Entry& entry : node->entries) {
    const std::string key = "dtype." + entry.key;
    if (entry.key == "input") {
      read_dtype(keys, entry.value, key, types.input);
    } else if (entry.key == "weight") {
      read_dtype(keys, entry.value, key, types.weight);
    } else if (entry.key == "output") {
      read_dtype(keys, entry.value, key, types.output);
    } else {
      keys.error(entry.key_place, key,
                 "unknown key" + suggestion(entry.key, {"input", "weight", "output"}) +
                     " (known here: input, weight, output)");
    }
  }
  return types;
}

workload::Operator read_operator(NativeKeys& keys, const std::string& name,
                                 const OperandTypes& types, Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.errors().size();
  const OperandTypes own = read_dtypes(keys, types);
  workload::Operator op;
  op.name = name;
  op.place = keys.place();
  op.input_dtype = own.input;
  op.weight_dtype = own.weight;
  op.output_dtype = own.output;
  op.sparsity = read_sparsity(keys);
  if (const auto microseconds = keys.number("measured_us")) {
    op.measured_seconds = *microseconds / 1e6;
  }
  const std::optional<Work> work = read_work(keys);
  if (work) {
    op.work = *work;
    keys.refuse_others();
  }
  if (diagnostics.errors().size() == errors_before) validate(op, diagnostics);
  if (diagnostics.errors().size() != errors_before)
    op.work = workload::vector_work(VectorKind::unknown, 1, 1);
  return op;
}

}  // namespace systole::frontend
