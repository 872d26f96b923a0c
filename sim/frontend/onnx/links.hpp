// Ways through a network, for those who look for patterns in it.
#pragma once

#include <optional>
#include <string_view>

#include "frontend/onnx/network.hpp"

namespace systole::frontend::onnx {

class Links {
 public:
  explicit Links(Network& network) : network_(network) {}

  Step& step(StepId id) const { return network_.steps[id]; }
  const Value& value(ValueId id) const { return network_.values[id]; }
  std::size_t step_count() const { return network_.steps.size(); }

  bool is(StepId id, std::string_view op_type) const {
    return id != kNone && step(id).node.op_type == op_type;
  }
  /// The step that computes a value; kNone for inputs of the model and fixed values.
  StepId producer(ValueId id) const;
  /// The only step that reads a value; kNone where it is none, several, or the model's output.
  StepId sole_user(ValueId id) const;
  /// The only operator that reads a value, by its head; kNone as above.
  StepId sole_group(ValueId id) const;
  /// A view of as many elements as it is of.
  bool is_whole_view(StepId id) const;
  /// Nobody has joined it with another operator yet.
  bool is_alone(StepId id) const { return step(id).head == kNone; }
  /// A view of its first input: no work of its own and no part of another operator.
  bool is_view(StepId id) const;
  /// A single element that is known or at least never changes.
  bool is_fixed_scalar(ValueId id) const;
  /// Its value, where that is known.
  std::optional<double> number(ValueId id) const;
  /// The operator that a step is part of.
  StepId head_of(StepId id) const;
  /// `part` becomes a part of the operator of `head`.
  void join(StepId part, StepId head) const { step(part).head = head; }
  /// The other one of two inputs.
  static ValueId other_input(const Step& step, ValueId one);

 private:
  Network& network_;
};

}  // namespace systole::frontend::onnx
