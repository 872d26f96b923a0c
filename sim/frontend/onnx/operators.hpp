// The operators of ONNX that Systole knows, in one table: what shape comes out and what work it is.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "frontend/onnx/step_context.hpp"

namespace systole::frontend::onnx {

/// A set of inputs, by position.
using Positions = std::uint32_t;

constexpr Positions at(unsigned first) { return Positions{1} << first; }
constexpr Positions from_to(unsigned first, unsigned last) {
  return (Positions{2} << last) - (Positions{1} << first);
}
constexpr bool contains(Positions set, std::size_t position) {
  return position < 32 && (set >> position & 1U) != 0;
}

/// Gives every output its shape (or leaves it to the file's own value_info) and, unless the
/// operator is free, says the work.
using Rule = void (*)(StepContext& step);

struct OperatorRule {
  std::string_view op_type;
  Rule apply;
  Positions weights = 0;    ///< inputs that are trained parameters whenever they are fixed
  Positions untrained = 0;  ///< inputs that never are: statistics, scales, sizes
};

/// nullptr when the operator is unknown. Operators of com.microsoft and other domains share the
/// names of the table.
const OperatorRule* rule_of(std::string_view op_type);

/// The operators of the table, in its order.
std::vector<std::string_view> known_operators();

/// Vector work of unknown kind with outputs shaped as the file says, or else as the first input.
void unknown_operator(StepContext& step);

}  // namespace systole::frontend::onnx
