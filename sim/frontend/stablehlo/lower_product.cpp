// dot_general and convolution.
#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/text.hpp"
#include "frontend/stablehlo/lower.hpp"

namespace systole::frontend::stablehlo {

namespace {

using workload::Conv2d;
using workload::Gemm;

const Dims& dims_of(const Operation& operation, const Program& program, std::size_t index) {
  if (index >= operation.operands.size())
    throw UserError(fmt::format("has {} operands, expected 2", operation.operands.size()));
  const Type& type = program.values[operation.operands[index]].type;
  if (!type.is_tensor) throw UserError("an operand that is no tensor");
  return type.dims;
}

const Dims& result_dims(const Operation& operation, const Program& program) {
  if (operation.results.empty()) throw UserError("has no result");
  return program.values[operation.results.front()].type.dims;
}

struct Contraction {
  Dims left_batch;
  Dims right_batch;
  Dims left;
  Dims right;
};

/// "contracting_dims = [1] x [0]", or the generic form with four lists.
Contraction contraction_of(const Operation& operation, std::size_t left_rank) {
  const std::string& text = operation.statement->attributes;
  Contraction made;
  if (operation.statement->name == "dot") {
    made.left = {static_cast<std::int64_t>(left_rank) - 1};
    made.right = {0};
    return made;
  }
  const bool is_generic = text.find("lhs_contracting_dimensions") != std::string::npos;
  if (is_generic) {
    made.left_batch = list_behind(text, "lhs_batching_dimensions");
    made.right_batch = list_behind(text, "rhs_batching_dimensions");
    made.left = list_behind(text, "lhs_contracting_dimensions");
    made.right = list_behind(text, "rhs_contracting_dimensions");
    return made;
  }
  const auto pair = [&](std::string_view key, Dims& first, Dims& second) {
    first = list_behind(text, key);
    const std::size_t at = text.find(key);
    if (at != std::string::npos) second = list_behind(std::string_view(text).substr(at), " x ");
  };
  pair("batching_dims", made.left_batch, made.right_batch);
  pair("contracting_dims", made.left, made.right);
  return made;
}

std::int64_t product_over(const Dims& dims, const Dims& axes) {
  std::int64_t all = 1;
  for (const std::int64_t axis : axes) {
    if (axis < 0 || axis >= static_cast<std::int64_t>(dims.size()))
      throw UserError(fmt::format("axis {} of a tensor of {} dimensions", axis, dims.size()));
    all = checked_mul(all, dims[static_cast<std::size_t>(axis)], "size of a product");
  }
  return all;
}

/// Sizes of one axis of a convolution's window; one number for all that the text leaves out.
std::int64_t at_or(const Dims& values, std::size_t index, std::int64_t otherwise) {
  return index < values.size() ? values[index] : (values.size() == 1 ? values.front() : otherwise);
}

/// Where "b", "f" and the spatial axes of one of the three lists stand: [b, 0, 1, f].
struct Axes {
  std::size_t first = 0;   ///< b, or i
  std::size_t second = 0;  ///< f, or o
  std::vector<std::size_t> space;
};

Axes axes_from(std::string_view list, char first, char second) {
  Axes axes;
  std::size_t at = 0;
  std::vector<std::pair<std::int64_t, std::size_t>> space;
  for (const std::string_view field : split(list, ',')) {
    const std::string_view word = trim(field);
    if (word.size() == 1 && word.front() == first) axes.first = at;
    if (word.size() == 1 && word.front() == second) axes.second = at;
    if (const auto number = parse_int64(word)) space.emplace_back(*number, at);
    ++at;
  }
  std::sort(space.begin(), space.end());
  for (const auto& [number, place] : space) axes.space.push_back(place);
  return axes;
}

/// [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]
struct Layout {
  Axes input;
  Axes filter;
  Axes output;
};

Layout layout_of(std::string_view text) {
  const std::size_t key = std::min(text.find("dim_numbers"), text.find("dimension_numbers"));
  std::size_t at = key;
  std::string_view lists[3];
  for (std::string_view& list : lists) {
    at = text.find('[', at);
    const std::size_t end = at == std::string_view::npos ? at : text.find(']', at);
    if (end == std::string_view::npos)
      throw UserError("expected dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]");
    list = text.substr(at + 1, end - at - 1);
    at = end;
  }
  return {axes_from(lists[0], 'b', 'f'), axes_from(lists[1], 'i', 'o'),
          axes_from(lists[2], 'b', 'f')};
}

struct Window {
  Dims stride;
  Dims pad;  ///< before and behind each axis
  Dims input_dilation;
  Dims filter_dilation;
};

Window window_of(std::string_view text) {
  if (text.find("window_strides") == std::string_view::npos &&
      text.find("window =") != std::string_view::npos)
    return {list_behind(text, "stride ="), list_behind(text, "pad ="),
            list_behind(text, "lhs_dilate ="), list_behind(text, "rhs_dilate =")};
  return {list_behind(text, "window_strides ="), list_behind(text, "padding ="),
          list_behind(text, "lhs_dilation ="), list_behind(text, "rhs_dilation =")};
}

bool all_one(const Dims& values) {
  return std::all_of(values.begin(), values.end(), [](std::int64_t value) { return value == 1; });
}

std::int64_t size_at(const Dims& dims, std::size_t axis) {
  if (axis >= dims.size()) throw UserError("dim_numbers that name more axes than there are");
  return dims[axis];
}

struct Sizes {
  std::int64_t batch = 1;
  std::int64_t channels = 1;
  std::int64_t filters = 1;
  std::int64_t window = 1;
  std::int64_t groups = 1;
  std::int64_t input_pixels = 1;
  std::int64_t output_pixels = 1;
};

/// Any rank as the product that it is by implicit im2col. Of a dilated input only the elements that
/// are no zeros meet the window.
Gemm im2col(const Sizes& s, bool transposed) {
  const std::int64_t groups = std::max<std::int64_t>(s.groups, 1);
  if (transposed)
    return {groups, checked_mul(s.batch, s.input_pixels, "pixels"),
            checked_mul(s.window, s.filters / groups, "window"), s.channels / groups};
  return {groups, checked_mul(s.batch, s.output_pixels, "pixels"), s.filters / groups,
          checked_mul(s.window, s.channels / groups, "window")};
}

struct Shapes {
  Dims input;
  Dims filter;
  Dims output;
};

Sizes sizes_of(const Shapes& shapes, const Layout& layout, const std::string& text) {
  const std::size_t rank = layout.input.space.size();
  if (layout.filter.space.size() != rank || layout.output.space.size() != rank)
    throw UserError("dim_numbers of different ranks");
  Sizes sizes;
  sizes.batch = size_at(shapes.input, layout.input.first);
  sizes.channels = size_at(shapes.input, layout.input.second);
  sizes.filters = size_at(shapes.filter, layout.filter.second);
  sizes.groups = number_behind(text, "feature_group_count").value_or(1);
  for (std::size_t axis = 0; axis < rank; ++axis) {
    const auto multiply = [&](std::int64_t& product, const Dims& dims, const Axes& axes) {
      product = checked_mul(product, size_at(dims, axes.space[axis]), "size of a convolution");
    };
    multiply(sizes.window, shapes.filter, layout.filter);
    multiply(sizes.input_pixels, shapes.input, layout.input);
    multiply(sizes.output_pixels, shapes.output, layout.output);
  }
  if (sizes.groups < 1 || sizes.filters % sizes.groups != 0 || sizes.channels % sizes.groups != 0)
    throw UserError("a feature_group_count that does not divide channels and filters");
  return sizes;
}

/// The gradient of a grouped convolution's filter: each part of the batch has filters of its own.
Gemm grouped_by_batch(const Sizes& sizes, std::int64_t groups) {
  Gemm gemm = im2col(sizes, false);
  gemm.count = groups;
  gemm.m /= groups;
  gemm.n = std::max<std::int64_t>(gemm.n / groups, 1);
  return gemm;
}

/// One or two axes; the height of one is 1.
Conv2d conv2d_of(const Shapes& shapes, const Layout& layout, const Window& window,
                 const Sizes& sizes) {
  const std::size_t rank = layout.input.space.size();
  const std::size_t w = rank - 1;
  Conv2d conv;
  conv.batch = sizes.batch;
  conv.channels = sizes.channels;
  conv.filters = sizes.filters;
  conv.groups = sizes.groups;
  conv.width = size_at(shapes.input, layout.input.space[w]);
  conv.filter_width = size_at(shapes.filter, layout.filter.space[w]);
  conv.stride_width = at_or(window.stride, w, 1);
  conv.dilation_width = at_or(window.filter_dilation, w, 1);
  conv.pad_left = at_or(window.pad, 2 * w, 0);
  conv.pad_right = at_or(window.pad, 2 * w + 1, 0);
  conv.height = 1;
  if (rank == 1) return conv;
  conv.height = size_at(shapes.input, layout.input.space[0]);
  conv.filter_height = size_at(shapes.filter, layout.filter.space[0]);
  conv.stride_height = at_or(window.stride, 0, 1);
  conv.dilation_height = at_or(window.filter_dilation, 0, 1);
  conv.pad_top = at_or(window.pad, 0, 0);
  conv.pad_bottom = at_or(window.pad, 1, 0);
  return conv;
}

}  // namespace

workload::Work product_of(const Operation& operation, const Program& program) {
  const Dims& left = dims_of(operation, program, 0);
  const Dims& right = dims_of(operation, program, 1);
  const Contraction over = contraction_of(operation, left.size());
  Gemm gemm;
  gemm.count = product_over(left, over.left_batch);
  gemm.k = product_over(left, over.left);
  if (gemm.k != product_over(right, over.right))
    throw UserError("contracts axes of different sizes");
  const std::int64_t shared = checked_mul(std::max<std::int64_t>(gemm.count, 1),
                                          std::max<std::int64_t>(gemm.k, 1), "size of a product");
  gemm.m = elements_of(left) / shared;
  gemm.n = elements_of(right) / shared;
  return gemm;
}

workload::Work convolution_of(const Operation& operation, const Program& program) {
  const std::string& text = operation.statement->attributes;
  const Shapes shapes{dims_of(operation, program, 0), dims_of(operation, program, 1),
                      result_dims(operation, program)};
  const Layout layout = layout_of(text);
  const Window window = window_of(text);
  const Sizes sizes = sizes_of(shapes, layout, text);
  const std::int64_t batch_groups = number_behind(text, "batch_group_count").value_or(1);
  if (batch_groups < 1 || sizes.batch % batch_groups != 0)
    throw UserError("a batch_group_count that does not divide the batch");
  if (batch_groups > 1) return grouped_by_batch(sizes, batch_groups);
  const std::size_t rank = layout.input.space.size();
  const bool transposed = !all_one(window.input_dilation);
  const bool crops =
      std::any_of(window.pad.begin(), window.pad.end(), [](std::int64_t pad) { return pad < 0; });
  if (transposed || crops || rank < 1 || rank > 2) return im2col(sizes, transposed);
  return conv2d_of(shapes, layout, window, sizes);
}

}  // namespace systole::frontend::stablehlo
