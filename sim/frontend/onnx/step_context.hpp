// What the rule of an operator sees of its node, and what it says about it: the shapes of the
// outputs and the work.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "frontend/onnx/element_type.hpp"
#include "frontend/onnx/network.hpp"

namespace systole::frontend::onnx {

/// What a rule finds throws UserError without the node's name: the caller adds it.
class StepContext {
 public:
  StepContext(Network& network, StepId step, std::int64_t opset)
      : network_(network), step_(step), opset_(opset) {}

  const std::string& op_type() const { return step().node.op_type; }
  /// The version of ai.onnx that the model asks for.
  std::int64_t opset() const { return opset_; }

  std::size_t input_count() const { return step().inputs.size(); }
  std::size_t output_count() const { return step().outputs.size(); }
  bool has(std::size_t i) const { return i < input_count() && step().inputs[i] != kNone; }
  /// Whether the node names that output.
  bool wants(std::size_t i) const { return i < output_count() && step().outputs[i] != kNone; }
  const Value& input(std::size_t i) const;
  const Dims& dims(std::size_t i = 0) const { return input(i).dims; }
  /// The shape of an input with at least so many axes.
  const Dims& dims_of_rank(std::size_t i, std::size_t least) const;
  /// The elements of an input, where they are known before the model runs.
  const Constant* constant(std::size_t i) const;
  const std::vector<std::int64_t>* integers(std::size_t i) const;
  /// The same, where nothing can be done without.
  const std::vector<std::int64_t>& known_integers(std::size_t i, std::string_view what) const;

  std::int64_t known_integer(std::size_t i, std::string_view what) const;
  /// Whether the file itself says the shape of output 0.
  bool shape_is_given() const;

  const Attribute* attribute(std::string_view name) const;
  std::int64_t integer(std::string_view name, std::int64_t otherwise) const;
  double real(std::string_view name, double otherwise) const;
  std::string text(std::string_view name, std::string_view otherwise) const;
  /// A list of an attribute; nullptr when the node has none.
  const std::vector<std::int64_t>* list(std::string_view name) const;
  /// An axis of a shape of `rank` axes, counted from the end when negative.
  static std::size_t axis_of(std::int64_t axis, std::size_t rank);

  /// The shape of output `i`, and its element type where it is not that of input 0.
  void output(std::size_t i, Dims dims);
  void output(std::size_t i, Dims dims, std::int64_t element);
  /// Output 0 is known before the model runs.
  void known(Constant elements);
  void origin(Origin origin);
  /// What the operator does; `weight` is the input that holds the other operand of a product.
  void work(workload::Work work, std::size_t input = 0, std::size_t weight = kNone);
  /// Vector work that reads all inputs but fixed scalars and writes all outputs.
  void vector(workload::VectorKind kind);
  void vector(workload::VectorKind kind, std::int64_t rows, std::int64_t cols);
  void epilogue(workload::VectorKind kind);
  /// The weight's elements are packed into others.
  void packed_weight(DType dtype) { step().weight_dtype = dtype; }
  /// A product that the node does first.
  void projection(const workload::Gemm& gemm);
  /// A remark for the whole model; the same twice is said once.
  void note(std::string remark);

 private:
  Step& step() { return network_.steps[step_]; }
  const Step& step() const { return network_.steps[step_]; }
  Value* output_value(std::size_t i);
  std::size_t main_input() const;

  Network& network_;
  StepId step_;
  std::int64_t opset_;
};

}  // namespace systole::frontend::onnx
