// An ONNX file as plain structs: what the reader needs of onnx.proto, and no more.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace systole::frontend::onnx {

using Dims = std::vector<std::int64_t>;

/// The elements of a small tensor: integers (and truth values) or reals, in order.
using Constant = std::variant<std::vector<std::int64_t>, std::vector<double>>;

/// No tensor with more elements is held: shapes, scales and indices are small.
constexpr std::size_t kMostConstants = 4096;

struct Dimension {
  std::int64_t value = 0;  ///< below 1: told by name or not at all
  std::string name;        ///< "batch", or an expression such as "past + 1"
};

struct ValueInfo {
  std::string name;
  std::int64_t element = 0;  ///< TensorProto.DataType
  std::optional<std::vector<Dimension>> shape;
};

/// A matrix with one value up to a diagonal and another behind it: a mask. A matrix of one value
/// alone is one as well.
struct Triangle {
  double below = 0;
  double above = 0;
  std::int64_t diagonal = 0;  ///< how far right of the main one it begins

  double at(std::int64_t row, std::int64_t col) const {
    return col - row > diagonal ? above : below;
  }
};

struct Tensor {
  std::string name;
  std::int64_t element = 0;
  Dims dims;
  std::optional<Constant> data;      ///< of small tensors that lie in the file itself
  std::optional<Triangle> triangle;  ///< of large ones that are one
};

struct GraphDef;

struct Attribute {
  std::string name;
  std::int64_t integer = 0;
  double real = 0;
  std::string text;
  std::vector<std::int64_t> integers;
  std::vector<double> reals;
  std::optional<Tensor> tensor;
  std::shared_ptr<const GraphDef> graph;
  std::string reference;  ///< in a function: the attribute of its call that stands here
};

struct Node {
  std::string name;
  std::string op_type;
  std::string domain;
  std::vector<std::string> inputs;  ///< "": an optional one left out
  std::vector<std::string> outputs;
  std::vector<Attribute> attributes;
};

struct GraphDef {
  std::string name;
  std::vector<Node> nodes;
  std::vector<Tensor> initializers;
  std::vector<ValueInfo> inputs;
  std::vector<ValueInfo> outputs;
  std::vector<ValueInfo> values;  ///< shapes of inner values, where the exporter wrote them
};

/// A function of the model itself, called as an operator.
struct Function {
  std::string name;
  std::string domain;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<Node> nodes;
};

struct Model {
  std::int64_t ir_version = 0;
  std::string producer;
  std::map<std::string, std::int64_t> opsets;  ///< version by domain, "" for ai.onnx
  GraphDef graph;
  std::vector<Function> functions;
};

}  // namespace systole::frontend::onnx
