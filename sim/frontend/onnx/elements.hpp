// Single elements of tensors that a model computes out of constants, such as masks: nobody holds
// the tensor, each element that is asked for is computed by the steps that lead to it.
#pragma once

#include <optional>

#include "frontend/onnx/network.hpp"

namespace systole::frontend::onnx {

/// What is added to the scores of a pair that attention leaves out is this or less.
constexpr double kMasked = -1000;

using Index = std::vector<std::int64_t>;  ///< by axis

class Elements {
 public:
  explicit Elements(const Network& network) : network_(network) {}

  /// The element of `value` at `index`, where it does not depend on what the model is given. The
  /// axes of both are aligned at their ends, as broadcasting does; missing ones count as 0.
  std::optional<double> at(ValueId value, const Index& index);

 private:
  using Rule = std::optional<double> (Elements::*)(const Step&, const Index&);
  static Rule rule_of(std::string_view op_type);

  std::optional<double> computed(const Step& step, const Index& index);
  std::optional<double> held(const Value& value, const Index& index) const;
  std::optional<double> input(const Step& step, std::size_t i, const Index& index);
  std::optional<double> number(const Step& step, std::size_t i, double otherwise);
  const Dims& dims_of(const Step& step, std::size_t input) const;

  std::vector<std::int64_t> list(const Step& step, std::string_view name, std::size_t input) const;

  std::optional<double> same(const Step& step, const Index& index);
  std::optional<double> cast(const Step& step, const Index& index);
  std::optional<double> negated(const Step& step, const Index& index);
  std::optional<double> opposite(const Step& step, const Index& index);
  std::optional<double> binary(const Step& step, const Index& index);
  std::optional<double> where(const Step& step, const Index& index);
  std::optional<double> triangular(const Step& step, const Index& index);
  std::optional<double> range(const Step& step, const Index& index);
  std::optional<double> filler(const Step& step, const Index& index);
  std::optional<double> constant(const Step& step, const Index& index);
  std::optional<double> reshaped(const Step& step, const Index& index);
  std::optional<double> sliced(const Step& step, const Index& index);
  std::optional<double> joined(const Step& step, const Index& index);
  std::optional<double> turned(const Step& step, const Index& index);
  std::optional<double> gathered(const Step& step, const Index& index);

  const Network& network_;
  int depth_ = 0;
  /// Steps of shared subgraphs are computed once per use: a bound for graphs made to multiply.
  std::int64_t left_ = 10'000'000;
};

}  // namespace systole::frontend::onnx
