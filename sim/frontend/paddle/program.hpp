// A program of PaddlePaddle as plain structs: what the reader needs of framework.proto, and no
// more.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "frontend/source_file.hpp"

namespace systole::frontend::paddle {

using Dims = std::vector<std::int64_t>;

struct Variable {
  std::int64_t element = 0;  ///< TensorProto.DataType of ONNX; 0: no tensor
  Dims dims;                 ///< -1: open
  bool is_persistable = false;
};

struct Attribute {
  std::int64_t integer = 0;  ///< also of truth values
  double real = 0;
  std::string text;
  Dims integers;
};

using Slots = std::map<std::string, std::vector<std::string>>;

struct Operation {
  std::string type;  ///< "conv2d"
  Slots inputs;      ///< names of variables by parameter: "Input", "Filter"
  Slots outputs;
  std::map<std::string, Attribute> attributes;
};

/// The first block; what is inside loops and branches is not looked at.
struct Program {
  std::map<std::string, Variable> variables;
  std::vector<Operation> operations;
};

/// Whether the head of a file is that of a ProgramDesc: a block with its numbers first.
bool is_program(std::string_view head);

/// Throws UserError where the bytes are no program.
Program decode(const SourceFile& file);

}  // namespace systole::frontend::paddle
