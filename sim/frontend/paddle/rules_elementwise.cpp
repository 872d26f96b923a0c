// Element-wise, casting and reducing operations.
#include <fmt/format.h>

#include "base/error.hpp"
#include "frontend/onnx/element_type.hpp"
#include "frontend/paddle/rules.hpp"

namespace systole::frontend::paddle {

void unary(const Step& step, const char* onnx) {
  step.node(onnx, {step.in("X")}, {step.to("Out")});
}

void along_axis(const Step& step, const char* onnx) {
  step.node(onnx, {step.in("X")}, {step.to("Out")}).attributes = {
      attribute("axis", step.integer("axis", -1))};
}

/// The sizes of Y stand under those of X from `axis` on: ones behind them make that plain.
void binary(const Step& step, const char* onnx) {
  const std::string x = step.in("X");
  std::string y = step.in("Y");
  const std::int64_t axis = step.integer("axis", -1);
  const auto rank = static_cast<std::int64_t>(step.dims("X").size());
  const auto under = static_cast<std::int64_t>(step.dims("Y").size());
  if (axis > rank)
    throw UserError(fmt::format("its axis {} is not one of the {} of X", axis, rank));
  if (axis >= 0 && under > 0 && axis + under < rank) {
    Dims axes;
    for (std::int64_t i = under; i < rank - axis; ++i) axes.push_back(i);
    const std::string spread = step.out.temporary();
    step.node("Unsqueeze", {y, step.out.constant(axes)}, {spread});
    y = spread;
  }
  step.node(onnx, {x, y}, {step.to("Out")});
}

void with_itself(const Step& step, const char* onnx) {
  const std::string x = step.in("X");
  step.node(onnx, {x, x}, {step.to("Out")});
}

void power(const Step& step, const char* onnx) {
  const std::string factor = step.out.constant(std::vector<double>{step.real("factor", 1)});
  step.node(onnx, {step.in("X"), factor}, {step.to("Out")});
}

void scale(const Step& step, const char*) {
  const double factor = step.real("scale", 1);
  const std::string x = step.in("X");
  if (factor == 1 && step.real("bias", 0) == 0) {
    step.node("Identity", {x}, {step.to("Out")});
  } else {
    step.node("Mul", {x, step.out.constant(std::vector<double>{factor})}, {step.to("Out")});
  }
}

void cast(const Step& step, const char* onnx) {
  const auto found = step.op.outputs.find("Out");
  const bool is_told = found != step.op.outputs.end() && !found->second.empty();
  const Variable* to = is_told ? step.out.declared(found->second.front()) : nullptr;
  step.node(onnx, {step.in("X")}, {step.to("Out")}).attributes = {
      attribute("to", to == nullptr ? std::int64_t{onnx::float32} : to->element)};
}

void reduce(const Step& step, const char* onnx) {
  const bool all = step.op.type == "mean" || step.integer("reduce_all", 0) != 0;
  const Dims axes = step.integers("dim");
  std::vector<std::string> inputs{step.in("X")};
  Dims listed = axes;
  if (all || axes.empty()) {
    listed.clear();
    for (std::size_t i = 0; i < step.dims("X").size(); ++i)
      listed.push_back(static_cast<std::int64_t>(i));
  }
  const bool by_input = step.op.type == "reduce_sum";  // since opset 13
  if (by_input) inputs.push_back(step.out.constant(listed));
  onnx::Node& node = step.node(onnx, inputs, {step.to("Out")});
  node.attributes.push_back(attribute("keepdims", step.integer("keep_dim", 0)));
  if (!by_input) node.attributes.push_back(attribute("axes", listed));
}

void arg_reduce(const Step& step, const char* onnx) {
  step.node(onnx, {step.in("X")}, {step.to("Out")}).attributes = {
      attribute("axis", step.integer("axis", -1)),
      attribute("keepdims", step.integer("keepdims", 0))};
}

void top_k(const Step& step, const char* onnx) {
  const std::string k = step.out.constant(Dims{step.integer("k", 1)});
  step.node(onnx, {step.in("X"), k}, {step.to("Out"), step.to("Indices")}).attributes = {
      attribute("axis", step.integer("axis", -1))};
}

}  // namespace systole::frontend::paddle
