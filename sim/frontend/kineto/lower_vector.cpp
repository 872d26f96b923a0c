// Element-wise, reducing and moving operators of PyTorch: how many elements they read and write.
#include <algorithm>

#include "base/checked.hpp"
#include "frontend/kineto/lower.hpp"

namespace systole::frontend::kineto {

namespace {

using workload::Vector;
using workload::VectorKind;

constexpr const char* kWhat = "elements of an operator";

/// All tensors of a call, those in lists too.
std::vector<Dims> tensors_of(const Call& call) {
  std::vector<Dims> tensors;
  for (const Argument& argument : call.arguments) {
    if (argument.is_tensor()) tensors.push_back(argument.dims);
    for (const Dims& dims : argument.list) {
      const bool whole =
          std::all_of(dims.begin(), dims.end(), [](std::int64_t size) { return size > 0; });
      if (whole && !dims.empty()) tensors.push_back(dims);
    }
  }
  return tensors;
}

std::int64_t total_of(const std::vector<Dims>& tensors) {
  std::int64_t total = 0;
  for (const Dims& dims : tensors) total = checked_add(total, elements_of(dims), kWhat);
  return total;
}

const Dims& largest_of(const std::vector<Dims>& tensors) {
  return *std::max_element(tensors.begin(), tensors.end(), [](const Dims& a, const Dims& b) {
    return elements_of(a) < elements_of(b);
  });
}

/// What shapes of any rank broadcast to.
Dims broadcast(const std::vector<Dims>& tensors) {
  Dims shape;
  for (const Dims& dims : tensors) {
    if (dims.size() > shape.size()) shape.insert(shape.begin(), dims.size() - shape.size(), 1);
    const std::size_t offset = shape.size() - dims.size();
    for (std::size_t i = 0; i < dims.size(); ++i)
      shape[offset + i] = std::max(shape[offset + i], dims[i]);
  }
  return shape;
}

/// `elements` of which `cols` belong together.
Vector shaped(VectorKind kind, std::int64_t elements, std::int64_t cols) {
  Vector vector;
  vector.kind = kind;
  vector.cols = std::max<std::int64_t>(cols, 1);
  vector.rows = std::max<std::int64_t>(elements / vector.cols, 1);
  return vector;
}

Vector counted(Vector vector, std::int64_t read, std::int64_t written) {
  vector.elements_read = read;
  vector.elements_written = written;
  return vector;
}

Vector along_last(VectorKind kind, const Dims& dims) {
  return shaped(kind, elements_of(dims), dims.empty() ? 1 : dims.back());
}

/// Tensors of one call read at once broadcast to what is written.
Vector pointwise(VectorKind kind, const std::vector<Dims>& tensors) {
  const Dims largest = largest_of(tensors);
  Dims written = broadcast(tensors);
  // Shapes that do not broadcast are those of an operator that is not point-wise after all.
  if (elements_of(written) > total_of(tensors) * 64) written = largest;
  return counted(along_last(kind, written), total_of(tensors), elements_of(written));
}

std::size_t axis_of(std::int64_t dim, const Dims& dims) {
  const auto rank = static_cast<std::int64_t>(dims.size());
  if (dim < 0) dim += rank;
  return static_cast<std::size_t>(std::clamp<std::int64_t>(dim, 0, rank - 1));
}

/// Elements that become one: those of the axes that the call names, or all.
Vector reduced(VectorKind kind, const Call& call, const Dims& x) {
  const bool told = call.arguments.size() > 1 && !call.arguments[1].value.empty();
  std::int64_t cols = x.empty() ? 1 : x.back();
  const Dims axes = call.integers(1);
  if (told && !x.empty()) {
    cols = axes.empty() ? elements_of(x) : 1;
    for (const std::int64_t axis : axes) cols = checked_mul(cols, x[axis_of(axis, x)], kWhat);
  }
  Vector vector = shaped(kind, elements_of(x), cols);
  return counted(vector, elements_of(x), vector.rows);
}

Vector along(VectorKind kind, const Call& call, const std::vector<Dims>& tensors) {
  const Dims& x = tensors.front();
  Vector vector = pointwise(kind, tensors);
  const std::size_t dim_at = call.arguments.size() > 2 && call.dims(1) != nullptr ? 2 : 1;
  const Dims dim = call.integers(dim_at);
  const std::int64_t cols =
      x.empty() ? 1 : (dim.size() == 1 ? x[axis_of(dim.front(), x)] : x.back());
  const Vector shape = shaped(kind, elements_of(x), cols);
  vector.rows = shape.rows;
  vector.cols = shape.cols;
  return vector;
}

/// Statistics run over the elements of a channel, of all images.
Vector channels(VectorKind kind, const std::vector<Dims>& tensors) {
  const Dims x = largest_of(tensors);
  const std::int64_t elements = elements_of(x);
  const std::int64_t rows = x.size() > 1 ? x[1] : 1;
  return counted(shaped(kind, elements, elements / rows), total_of(tensors), elements);
}

/// Layer norm: along the elements that the weight has, or the last axis.
Vector normalized(VectorKind kind, const Call& call, const std::vector<Dims>& tensors) {
  const Dims x = largest_of(tensors);
  Dims shape = call.integers(1);
  if (shape.empty() && !x.empty()) shape = {x.back()};
  const std::int64_t cols = std::max<std::int64_t>(elements_of(shape), 1);
  return counted(shaped(kind, elements_of(x), cols), total_of(tensors), elements_of(x));
}

/// `rows` rows of a table, by indices that are read as well.
std::optional<Vector> looked_up(VectorKind kind, const Dims* table, const Dims* indices,
                                std::int64_t dim) {
  if (table == nullptr || indices == nullptr || table->empty()) return std::nullopt;
  const std::int64_t rows = elements_of(*indices);
  const std::int64_t cols = elements_of(*table) / (*table)[axis_of(dim, *table)];
  const std::int64_t moved = checked_mul(rows, cols, kWhat);
  return counted(shaped(kind, moved, cols), checked_add(moved, rows, kWhat), moved);
}

std::optional<Vector> moved(VectorKind kind, const Call& call) {
  const Dims* to = call.dims(0);
  const Dims* from = call.dims(1);
  if (to == nullptr) return std::nullopt;
  return counted(along_last(kind, *to), elements_of(from != nullptr ? *from : *to),
                 elements_of(*to));
}

std::optional<Vector> filled(VectorKind kind, const Call& call) {
  const Dims* to = call.dims(0);
  if (to == nullptr) return std::nullopt;
  return counted(along_last(kind, *to), 0, elements_of(*to));
}

/// The elements that indices pick: as many as there are indices, each with its index.
std::optional<Vector> indexed(VectorKind kind, const Call& call) {
  const Dims* indices = call.dims(2);
  if (indices == nullptr) return std::nullopt;
  const std::int64_t elements = elements_of(*indices);
  return counted(along_last(kind, *indices), checked_add(elements, elements, kWhat), elements);
}

std::optional<Vector> stored(VectorKind kind, const std::vector<Dims>& tensors) {
  const std::int64_t elements = elements_of(tensors.back());
  return counted(along_last(kind, tensors.back()), elements, elements);
}

/// Lists of parameters, gradients and moments of equal sizes: all are read, the first is written.
std::optional<Vector> updated(VectorKind kind, const Call& call, const std::vector<Dims>& tensors) {
  if (call.arguments.empty() || call.arguments.front().list.empty()) return std::nullopt;
  const std::int64_t written = total_of(call.arguments.front().list);
  return counted(shaped(kind, written, written), total_of(tensors), written);
}

/// Concatenated: scalars too, which have no last axis.
std::optional<Vector> joined(VectorKind kind, const std::vector<Dims>& tensors) {
  const std::int64_t elements = total_of(tensors);
  const std::int64_t cols = tensors.front().empty() ? 1 : tensors.front().back();
  return counted(shaped(kind, elements, cols), elements, elements);
}

std::optional<Vector> count(const Call& call, VectorKind kind, Counting counting,
                            const std::vector<Dims>& tensors) {
  const auto dim = [&] { return call.integers(1).size() == 1 ? call.integers(1).front() : 0; };
  switch (counting) {
    case Counting::moved:
      return moved(kind, call);
    case Counting::filled:
      return filled(kind, call);
    case Counting::joined:
      return joined(kind, tensors);
    case Counting::reduced:
      return reduced(kind, call, tensors.front());
    case Counting::normalized:
      return normalized(kind, call, tensors);
    case Counting::channels:
      return channels(kind, tensors);
    case Counting::along:
      return along(kind, call, tensors);
    case Counting::looked_up:
      return looked_up(kind, call.dims(0), call.dims(1), 0);
    case Counting::selected:
      return looked_up(kind, call.dims(0), call.dims(2), dim());
    case Counting::indexed:
      return indexed(kind, call);
    case Counting::stored:
      return stored(kind, tensors);
    case Counting::updated:
      return updated(kind, call, tensors);
    case Counting::pointwise:
      break;
  }
  return pointwise(kind, tensors);
}

/// A product by its kernel, under a name that nobody knows: the operands come first or second.
Parts some_product(const Call& call, const Hints& hints) {
  for (const std::size_t first : {0U, 1U}) {
    for (const auto lower : {lower_product, lower_linear}) {
      Parts parts = lower(call, hints, first);
      if (!parts.empty()) return parts;
    }
  }
  return {};
}

/// The input with the most elements gives the type.
std::size_t typing_input(const Call& call) {
  std::size_t best = 0;
  std::int64_t most = -1;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const Argument& argument = call.arguments[i];
    if (!argument.is_tensor() || elements_of(argument.dims) <= most) continue;
    most = elements_of(argument.dims);
    best = i;
  }
  return best;
}

}  // namespace

Parts lower_vector(const Call& call, const Hints& hints, VectorKind kind, Counting counting) {
  const std::vector<Dims> tensors = tensors_of(call);
  if (tensors.empty()) return {};
  if (hints.in_optimizer && counting == Counting::pointwise) kind = VectorKind::optimizer;
  const auto vector = count(call, kind, counting, tensors);
  if (!vector) return {};
  const std::size_t input = typing_input(call);
  workload::Operator op = operator_of(*vector, call, hints, input, input);
  op.output_dtype = counting == Counting::moved ? dtype_named(call.type(0)).value_or(op.input_dtype)
                                                : op.input_dtype;
  if (counting == Counting::moved && call.dims(1) != nullptr)
    op.input_dtype = dtype_named(call.type(1)).value_or(op.input_dtype);
  return {op};
}

Parts lower_any(const Call& call, const Hints& hints) {
  if (hints.family == KernelFamily::product) {
    Parts parts = some_product(call, hints);
    if (!parts.empty()) return parts;
  }
  const auto as = [&](VectorKind kind, Counting counting) {
    return lower_vector(call, hints, kind, counting);
  };
  switch (hints.family) {
    case KernelFamily::elementwise:
      return as(VectorKind::elementwise, Counting::pointwise);
    case KernelFamily::reduction:
      return as(VectorKind::reduce, Counting::reduced);
    case KernelFamily::softmax:
      return as(VectorKind::softmax, Counting::pointwise);
    case KernelFamily::normalization:
      return as(VectorKind::layer_norm, Counting::pointwise);
    case KernelFamily::copy:
      return as(VectorKind::copy, Counting::pointwise);
    case KernelFamily::optimizer:
      return as(VectorKind::optimizer, Counting::pointwise);
    default:
      return as(VectorKind::unknown, Counting::pointwise);
  }
}

}  // namespace systole::frontend::kineto
