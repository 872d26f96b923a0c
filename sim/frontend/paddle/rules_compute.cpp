// Convolutions, products, pooling and normalisation.
#include <fmt/format.h>

#include "base/error.hpp"
#include "frontend/paddle/rules.hpp"

namespace systole::frontend::paddle {

namespace {

void expect_channels_first(const Step& step, const char* key) {
  const std::string layout = step.text(key);
  if (layout.empty() || layout == "NCHW" || layout == "AnyLayout" || layout == "NCDHW") return;
  throw UserError(fmt::format(
      "{} is {}, expected NCHW: export the model with channels first (data_format='NCHW')", key,
      layout.substr(0, 16)));
}

/// [before, ..., behind, ...] as ONNX has it, of one number an axis or of pairs.
Dims pads_of(const Dims& paddings, std::size_t rank) {
  if (paddings.size() == rank) {
    Dims pads = paddings;
    pads.insert(pads.end(), paddings.begin(), paddings.end());
    return pads;
  }
  if (paddings.size() != 2 * rank) return Dims(2 * rank, 0);
  Dims pads(2 * rank);
  for (std::size_t axis = 0; axis < rank; ++axis) {
    pads[axis] = paddings[2 * axis];
    pads[axis + rank] = paddings[2 * axis + 1];
  }
  return pads;
}

void set_padding(const Step& step, onnx::Node& node, std::size_t rank) {
  const std::string algorithm = step.text("padding_algorithm");
  if (algorithm == "SAME") {
    node.attributes.push_back(attribute("auto_pad", "SAME_UPPER"));
  } else if (algorithm == "VALID") {
    node.attributes.push_back(attribute("pads", Dims(2 * rank, 0)));
  } else {
    node.attributes.push_back(attribute("pads", pads_of(step.integers("paddings"), rank)));
  }
}

std::size_t inner_rank(const Step& step, const char* slot) {
  const std::size_t rank = step.dims(slot).size();
  if (rank < 3) throw UserError(fmt::format("its '{}' has {} dimensions, expected 4", slot, rank));
  return rank - 2;
}

/// Window and stride that make `to` elements of `from`.
struct Adaptive {
  Dims kernel;
  Dims strides;
};

Adaptive adaptive_window(const Dims& input, const Dims& output) {
  Adaptive window;
  for (std::size_t axis = 0; axis < output.size(); ++axis) {
    const std::int64_t from = axis + 2 < input.size() ? input[axis + 2] : -1;
    const std::int64_t to = output[axis];
    if (from < 1 || to < 1 || to > from) {
      throw UserError(
          "adaptive pooling of an image whose size the program leaves open: export it with a "
          "fixed size");
    }
    window.strides.push_back(from / to);
    window.kernel.push_back(from - (to - 1) * (from / to));
  }
  return window;
}

bool is_one(const Dims& sizes) { return sizes == Dims(sizes.size(), 1); }

/// A transposition of the last two axes happens inside the product.
void product(const Step& step, const std::string& x, const std::string& y, const std::string& out,
             bool transpose_x, bool transpose_y) {
  if (!transpose_x && !transpose_y) {
    step.node("MatMul", {x, y}, {out});
    return;
  }
  step.node("FusedMatMul", {x, y}, {out}).attributes = {
      attribute("transA", std::int64_t{transpose_x}),
      attribute("transB", std::int64_t{transpose_y})};
}

/// `slot` as a matrix whose rows are its first `row_axes` axes, where it is none.
std::string as_matrix(const Step& step, const char* slot, std::int64_t row_axes) {
  std::string x = step.in(slot);
  const auto rank = static_cast<std::int64_t>(step.dims(slot).size());
  if (rank == 0 || row_axes >= rank - 1) return x;
  std::string flat = step.out.temporary();
  step.node("Flatten", {x}, {flat}).attributes = {attribute("axis", row_axes)};
  return flat;
}

}  // namespace

void convolution(const Step& step, const char* onnx) {
  expect_channels_first(step, "data_format");
  const std::size_t rank = inner_rank(step, "Filter");
  std::vector<std::string> inputs{step.in("Input"), step.in("Filter")};
  if (const std::string bias = step.in("Bias"); !bias.empty()) inputs.push_back(bias);
  onnx::Node& node = step.node(onnx, inputs, {step.to("Output")});
  set_padding(step, node, rank);
  for (const char* name : {"strides", "dilations", "output_padding"}) {
    const Dims values = step.integers(name);
    if (!values.empty()) node.attributes.push_back(attribute(name, values));
  }
  node.attributes.push_back(attribute("group", step.integer("groups", 1)));
}

void pool(const Step& step, const char*) {
  expect_channels_first(step, "data_format");
  const std::string kind = step.text("pooling_type") == "max" ? "Max" : "Average";
  Dims kernel = step.integers("ksize");
  const bool adaptive = step.integer("adaptive", 0) != 0;
  if (step.integer("global_pooling", 0) != 0 || (adaptive && is_one(kernel))) {
    step.node("Global" + kind + "Pool", {step.in("X")}, {step.to("Out")});
    return;
  }
  Dims strides = step.integers("strides");
  const Dims image = step.dims("X");
  onnx::Node& node = step.node(kind + "Pool", {step.in("X")}, {step.to("Out")});
  if (adaptive) {
    const Adaptive window = adaptive_window(image, kernel);
    kernel = window.kernel;
    strides = window.strides;
  } else {
    set_padding(step, node, kernel.size());
  }
  node.attributes.push_back(attribute("kernel_shape", kernel));
  node.attributes.push_back(attribute("strides", strides));
  node.attributes.push_back(attribute("ceil_mode", step.integer("ceil_mode", 0)));
}

void matmul(const Step& step, const char*) {
  const bool x = step.integer("trans_x", step.integer("transpose_X", 0)) != 0;
  const bool y = step.integer("trans_y", step.integer("transpose_Y", 0)) != 0;
  product(step, step.in("X"), step.in("Y"), step.to("Out"), x, y);
}

void mul(const Step& step, const char*) {
  const std::string x = as_matrix(step, "X", step.integer("x_num_col_dims", 1));
  product(step, x, step.in("Y"), step.to("Out"), false, false);
}

void fully_connected(const Step& step, const char*) {
  const std::string x = as_matrix(step, "Input", step.integer("in_num_col_dims", 1));
  const std::string bias = step.in("Bias");
  const std::string made = bias.empty() ? step.to("Out") : step.out.temporary();
  product(step, x, step.in("W"), made, false, false);
  if (!bias.empty()) step.node("Add", {made, bias}, {step.to("Out")});
}

void batch_norm(const Step& step, const char*) {
  expect_channels_first(step, "data_layout");
  step.node("BatchNormalization",
            {step.in("X"), step.in("Scale"), step.in("Bias"), step.in("Mean"), step.in("Variance")},
            {step.to("Y")});
}

void layer_norm(const Step& step, const char*) {
  std::vector<std::string> inputs{step.in("X")};
  for (const char* slot : {"Scale", "Bias"}) {
    const std::string input = step.in(slot);
    if (!input.empty()) inputs.push_back(input);
  }
  step.node("LayerNormalization", inputs, {step.to("Y")}).attributes = {
      attribute("axis", step.integer("begin_norm_axis", 1))};
}

void group_norm(const Step& step, const char* onnx) {
  step.node(onnx, {step.in("X"), step.in("Scale"), step.in("Bias")}, {step.to("Y")}).attributes = {
      attribute("num_groups", step.integer("groups", 1))};
}

/// To a size or by a factor.
void interpolate(const Step& step, const char* mode) {
  expect_channels_first(step, "data_layout");
  const Dims image = step.dims("X");
  std::vector<double> factors{1, 1};
  const auto scales = step.op.attributes.find("scale");
  const double factor = scales == step.op.attributes.end() ? 0 : scales->second.real;
  for (std::size_t axis = 2; axis < image.size(); ++axis) {
    const std::int64_t to = step.integer(axis == 2 ? "out_h" : "out_w", -1);
    if (to > 0 && image[axis] > 0) {
      factors.push_back(static_cast<double>(to) / static_cast<double>(image[axis]));
    } else {
      factors.push_back(factor > 0 ? factor : 2);
    }
  }
  step.node("Resize", {step.in("X"), "", step.out.constant(factors)}, {step.to("Out")})
      .attributes = {attribute("mode", mode)};
}

}  // namespace systole::frontend::paddle
