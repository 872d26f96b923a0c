// Types of MLIR in text: "tensor<8x16xbf16>".
#pragma once

#include <string_view>
#include <vector>

#include "frontend/stablehlo/module.hpp"
#include "frontend/stablehlo/scanner.hpp"

namespace systole::frontend::stablehlo {

/// The type that starts at `at`, which moves behind it.
Type take_type(const Scanner& scanner, std::size_t& at);

/// What stands behind the colon of a statement: one type for all, a list, or (operands) -> results.
struct Signature {
  std::vector<Type> operands;
  std::vector<Type> results;
};
Signature take_signature(const Scanner& scanner, std::size_t& at);

}  // namespace systole::frontend::stablehlo
