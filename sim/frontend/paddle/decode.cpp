#include <fmt/format.h>

#include "base/error.hpp"
#include "frontend/onnx/element_type.hpp"
#include "frontend/paddle/program.hpp"
#include "frontend/protobuf/wire.hpp"

namespace systole::frontend::paddle {

namespace {

using protobuf::Field;
using protobuf::WireReader;

constexpr std::size_t kMostNumbers = 65536;  // of one attribute
constexpr std::size_t kMostDims = 64;

// The field numbers below are those of paddle/fluid/framework/framework.proto.

/// VarType.Type as an element type of ONNX.
std::int64_t element_of(std::int64_t type) {
  switch (type) {
    case 0:
      return onnx::boolean;
    case 1:
      return onnx::int16;
    case 2:
      return onnx::int32;
    case 3:
      return onnx::int64;
    case 4:
      return onnx::float16;
    case 5:
      return onnx::float32;
    case 6:
      return onnx::float64;
    case 20:
      return onnx::uint8;
    case 21:
      return onnx::int8;
    case 22:
      return onnx::bfloat16;
    default:
      return onnx::undefined;
  }
}

void read_tensor(WireReader& in, const Field& message, Variable& variable) {
  in.message(message, [&](const Field& field) {
    if (field.number == 1) variable.element = element_of(in.integer(field));
    if (field.number == 2) in.integers(field, kMostDims, variable.dims);
  });
}

/// VarType: its own type (1), and for a tensor with sequences (3) the tensor inside (1).
void read_type(WireReader& in, const Field& message, Variable& variable) {
  in.message(message, [&](const Field& field) {
    if (field.number != 3) return;
    in.message(field, [&](const Field& tensor) {
      if (tensor.number == 1) read_tensor(in, tensor, variable);
    });
  });
}

void read_variable(WireReader& in, const Field& message, Program& program) {
  std::string name;
  Variable variable;
  in.message(message, [&](const Field& field) {
    if (field.number == 1) name = in.text(field);
    if (field.number == 2) read_type(in, field, variable);
    if (field.number == 3) variable.is_persistable = in.integer(field) != 0;
  });
  program.variables.emplace(std::move(name), std::move(variable));
}

void read_slot(WireReader& in, const Field& message, Slots& slots) {
  std::string parameter;
  std::vector<std::string> names;
  in.message(message, [&](const Field& field) {
    if (field.number == 1) parameter = in.text(field);
    if (field.number == 2) names.push_back(in.text(field));
  });
  slots[parameter] = std::move(names);
}

void read_attribute(WireReader& in, const Field& message, Operation& operation) {
  std::string name;
  Attribute attribute;
  in.message(message, [&](const Field& field) {
    switch (field.number) {
      case 1:
        name = in.text(field);
        return;
      case 3:   // i
      case 10:  // b
      case 13:  // l
        attribute.integer = in.integer(field);
        return;
      case 4:
      case 19:  // float64
        attribute.real = in.real(field);
        return;
      case 5:
        attribute.text = in.bytes(field, kMostNumbers);
        return;
      case 6:   // ints
      case 11:  // bools
      case 15:  // longs
        return in.integers(field, kMostNumbers, attribute.integers);
      default:
        return;
    }
  });
  operation.attributes[name] = std::move(attribute);
}

Operation read_operation(WireReader& in, const Field& message) {
  Operation operation;
  in.message(message, [&](const Field& field) {
    if (field.number == 1) read_slot(in, field, operation.inputs);
    if (field.number == 2) read_slot(in, field, operation.outputs);
    if (field.number == 3) operation.type = in.text(field);
    if (field.number == 4) read_attribute(in, field, operation);
  });
  return operation;
}

void read_block(WireReader& in, const Field& message, Program& program) {
  in.message(message, [&](const Field& field) {
    if (field.number == 3) read_variable(in, field, program);
    if (field.number == 4) program.operations.push_back(read_operation(in, field));
  });
}

Program read_program(WireReader& in) {
  Program program;
  bool is_first = true;
  in.stream([&](const Field& field) {
    if (field.number != 1 || !is_first) return;
    read_block(in, field, program);
    is_first = false;
  });
  return program;
}

}  // namespace

// ProgramDesc{blocks = 1}, BlockDesc{idx = 1: 0, parent_idx = 2: ...}
bool is_program(std::string_view head) {
  constexpr std::string_view kBlock = "\x0A";
  constexpr std::string_view kFirstNumbers("\x08\x00\x10", 3);
  constexpr std::size_t kLongestLength = 10;
  if (head.substr(0, 1) != kBlock) return false;
  std::size_t at = 1;
  while (at < head.size() && at < kLongestLength && (head[at] & 0x80) != 0) ++at;
  return at + 1 < head.size() && head.substr(at + 1, kFirstNumbers.size()) == kFirstNumbers;
}

Program decode(const SourceFile& file) {
  const auto stream = file.stream();
  WireReader in(*stream, file.path(), "PaddlePaddle program");
  try {
    return read_program(in);
  } catch (const std::ios_base::failure& damaged) {
    throw UserError(
        fmt::format("{}: the archive is damaged or cut short ({})", file.path(), damaged.what()));
  }
}

}  // namespace systole::frontend::paddle
