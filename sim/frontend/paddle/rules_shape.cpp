// Views and movement.
#include <fmt/format.h>

#include "base/error.hpp"
#include "frontend/paddle/rules.hpp"

namespace systole::frontend::paddle {

namespace {

/// A value that the operation computes with: a tensor, a list of one-element tensors, or else the
/// attribute.
std::string numbers(const Step& step, const char* tensor, const char* list, const char* constant) {
  if (std::string whole = step.in(tensor); !whole.empty()) return whole;
  const std::vector<std::string> pieces = step.all_in(list);
  if (pieces.empty()) return step.out.constant(step.integers(constant));
  std::string joined = step.out.temporary();
  step.node("Concat", pieces, {joined}).attributes = {attribute("axis", std::int64_t{0})};
  return joined;
}

}  // namespace

void reshape(const Step& step, const char*) {
  const std::string shape = numbers(step, "Shape", "ShapeTensor", "shape");
  step.node("Reshape", {step.in("X"), shape}, {step.to("Out")});
}

/// The axes from `start_axis` to `stop_axis` become one.
void flatten_range(const Step& step, const char*) {
  const Dims dims = step.dims("X");
  const auto rank = static_cast<std::int64_t>(dims.size());
  std::int64_t start = step.integer("start_axis", 1);
  std::int64_t stop = step.integer("stop_axis", -1);
  if (start < 0) start += rank;
  if (stop < 0) stop += rank;
  if (start < 0 || stop >= rank || start > stop)
    throw UserError(fmt::format("flattens axes {} to {} of {}", start, stop, rank));
  Dims shape(static_cast<std::size_t>(start), 0);  // 0: as it is
  shape.push_back(-1);
  for (std::int64_t axis = stop + 1; axis < rank; ++axis) {
    const std::int64_t size = dims[static_cast<std::size_t>(axis)];
    if (size < 1) throw UserError("flattens axes before one whose size the program leaves open");
    shape.push_back(size);
  }
  const std::string to = step.out.constant(shape);
  step.node("Reshape", {step.in("X"), to}, {step.to("Out")});
}

void flatten(const Step& step, const char* onnx) {
  step.node(onnx, {step.in("X")}, {step.to("Out")}).attributes = {
      attribute("axis", step.integer("axis", 1))};
}

void transpose(const Step& step, const char*) {
  step.node("Transpose", {step.in("X")}, {step.to("Out")}).attributes = {
      attribute("perm", step.integers("axis"))};
}

void with_axes(const Step& step, const char* onnx) {
  const Dims axes = step.integers("axes");
  std::vector<std::string> inputs{step.in("X")};
  if (!axes.empty()) inputs.push_back(step.out.constant(axes));
  step.node(onnx, inputs, {step.to("Out")});
}

void concat(const Step& step, const char*) {
  step.node("Concat", step.all_in("X"), {step.to("Out")}).attributes = {
      attribute("axis", step.integer("axis", 0))};
}

void stack(const Step& step, const char*) {
  const std::int64_t axis = step.integer("axis", 0);
  std::vector<std::string> layers;
  for (const std::string& x : step.all_in("X")) {
    layers.push_back(step.out.temporary());
    step.node("Unsqueeze", {x, step.out.constant(Dims{axis})}, {layers.back()});
  }
  step.node("Concat", layers, {step.to("Y")}).attributes = {attribute("axis", axis)};
}

void split(const Step& step, const char*) {
  std::vector<std::string> inputs{step.in("X")};
  const Dims sections = step.integers("sections");
  if (!sections.empty()) inputs.push_back(step.out.constant(sections));
  step.node("Split", inputs, step.all_to("Out")).attributes = {
      attribute("axis", step.integer("axis", 0))};
}

void slice(const Step& step, const char*) {
  const Dims gone = step.integers("decrease_axis");
  const Dims axes = step.integers("axes");
  const std::string starts = numbers(step, "StartsTensor", "StartsTensorList", "starts");
  const std::string ends = numbers(step, "EndsTensor", "EndsTensorList", "ends");
  Dims strides = step.integers("strides");
  if (strides.empty()) strides.assign(axes.size(), 1);
  const std::string x = step.in(step.op.inputs.count("Input") > 0 ? "Input" : "X");
  const std::string to = step.to("Out");
  const std::string kept = gone.empty() ? to : step.out.temporary();
  step.node("Slice", {x, starts, ends, step.out.constant(axes), step.out.constant(strides)},
            {kept});
  if (!gone.empty()) step.node("Squeeze", {kept, step.out.constant(gone)}, {to});
}

void expand(const Step& step, const char*) {
  Dims shape = step.integers("shape");
  for (std::int64_t& size : shape) size = size < 0 ? 1 : size;  // -1: as it is
  const bool is_told = step.in("Shape").empty() && step.all_in("expand_shapes_tensor").empty();
  const std::string to =
      is_told ? step.out.constant(shape) : numbers(step, "Shape", "expand_shapes_tensor", "shape");
  step.node("Expand", {step.in("X"), to}, {step.to("Out")});
}

void tile(const Step& step, const char*) {
  const std::string times = numbers(step, "RepeatTimes", "repeat_times_tensor", "repeat_times");
  step.node("Tile", {step.in("X"), times}, {step.to("Out")});
}

void gather(const Step& step, const char*) {
  step.node("Gather", {step.in("X"), step.in("Index")}, {step.to("Out")}).attributes = {
      attribute("axis", step.integer("axis", 0))};
}

void lookup(const Step& step, const char*) {
  std::string ids = step.in("Ids");
  if (step.op.type == "lookup_table") {  // the first version has indices with an axis of one behind
    const std::string plain = step.out.temporary();
    step.node("Squeeze", {ids, step.out.constant(Dims{-1})}, {plain});
    ids = plain;
  }
  step.node("Gather", {step.in("W"), ids}, {step.to("Out")});
}

void shape_of(const Step& step, const char*) {
  step.node("Shape", {step.in("Input")}, {step.to("Out")});
}

void fill_constant(const Step& step, const char*) {
  const std::string shape = numbers(step, "ShapeTensor", "ShapeTensorList", "shape");
  step.node("ConstantOfShape", {shape}, {step.to("Out")});
}

}  // namespace systole::frontend::paddle
