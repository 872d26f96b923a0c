// A StableHLO module as statements: what the reader needs of MLIR's text, and no more.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/terms.hpp"

namespace systole::frontend::stablehlo {

using Dims = std::vector<std::int64_t>;

/// tensor<8x16xbf16>; any other type is no tensor.
struct Type {
  bool is_tensor = false;
  Dims dims;
  DType dtype = DType::fp32;
};

struct Statement;

/// The inside of a loop: a block with arguments.
struct Region {
  std::vector<std::string> arguments;
  std::vector<Statement> statements;
};

/// %a, %b = "dialect.name"(%x, %y) ... : types
struct Statement {
  std::vector<std::string> results;  ///< without %; of "%0:2" "0#0" and "0#1"
  std::string name;                  ///< "dot_general", without the dialect
  std::string symbol;                ///< of calls: what stands behind @
  std::vector<std::string> operands;
  std::string attributes;  ///< the text between name and types
  std::vector<Type> operand_types;
  std::vector<Type> result_types;
  std::vector<Region> regions;  ///< of loops only
  int line = 1;
};

struct Function {
  std::vector<std::string> arguments;
  std::vector<Type> argument_types;
  std::vector<Statement> statements;
};

struct Module {
  std::map<std::string, Function> functions;
  std::string entry;  ///< "main", or the first public one
};

/// Throws UserError with the line for what is no StableHLO, or has sizes that are open.
Module parse(const std::string& path, const std::string& text);

}  // namespace systole::frontend::stablehlo
