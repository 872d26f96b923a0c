// Bytes as choices from which a well-formed ONNX file is written: operators of the table with
// inputs, attributes and shapes that fit nowhere. It reaches the rules behind the file format, and
// holds what fusion may not change.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "../frontend/onnx/model_writer.hpp"
#include "frontend/onnx/operators.hpp"

namespace {

using namespace systole;
using namespace systole::frontend;
using namespace systole::frontend::onnx_test;

class Choices {
 public:
  Choices(const std::uint8_t* bytes, std::size_t size) : bytes_(bytes), left_(size) {}

  bool done() const { return left_ == 0; }
  std::size_t below(std::size_t limit) {
    if (left_ == 0) return 0;
    --left_;
    return *bytes_++ % limit;
  }
  std::int64_t number() {
    static const std::vector<std::int64_t> kNumbers{
        0, 1, 2,  3,  4,  5,  6,   7,       8,         12,        16,        64,
        1, 2, -1, -2, -3, -9, 255, 1 << 20, INT64_MAX, INT64_MIN, 1LL << 40, 4};
    return kNumbers[below(kNumbers.size())];
  }
  Dims numbers(std::size_t most) {
    Dims list(below(most + 1));
    for (std::int64_t& one : list) one = number();
    return list;
  }

 private:
  const std::uint8_t* bytes_;
  std::size_t left_;
};

/// Attributes that rules ask for, each by its kind.
Message attribute_from(Choices& choices) {
  static const std::vector<std::string> kNumbers{
      "axis",        "group",     "keepdims",  "ceil_mode",  "transA",    "transB",
      "to",          "K",         "N",         "bits",       "num_heads", "kv_num_heads",
      "q_num_heads", "is_causal", "blocksize", "allowzero",  "start",     "end",
      "hidden_size", "layout",    "k",         "batch_dims", "size",      "local_window_size"};
  static const std::vector<std::string> kLists{"axes",
                                               "perm",
                                               "pads",
                                               "strides",
                                               "dilations",
                                               "kernel_shape",
                                               "split",
                                               "shape",
                                               "starts",
                                               "ends",
                                               "output_shape",
                                               "output_padding",
                                               "qkv_hidden_sizes",
                                               "pooled_shape"};
  static const std::vector<std::string> kTexts{"SAME_UPPER", "SAME_LOWER", "VALID"};
  static const std::vector<std::string> kEquations{"ij,jk->ik", "bhid,bhjd->bhij", "i,i->",
                                                   "ab,->"};
  switch (choices.below(4)) {
    case 0:
      return attribute(kNumbers[choices.below(kNumbers.size())], choices.number());
    case 1:
      return attribute(kLists[choices.below(kLists.size())], choices.numbers(6));
    case 2:
      return attribute("auto_pad", kTexts[choices.below(kTexts.size())]);
    default:
      return attribute("equation", kEquations[choices.below(kEquations.size())]);
  }
}

constexpr std::size_t kMostNodes = 60;

std::string file_from(Choices choices) {
  static const std::vector<std::string_view> kOperators = onnx::known_operators();
  GraphWriter graph;
  Texts values{""};
  const auto add_value = [&] {
    values.push_back("v" + std::to_string(values.size()));
    return values.back();
  };
  for (std::size_t i = 0; i < 4; ++i) {
    Shape shape;
    for (const std::int64_t dim : choices.numbers(5)) shape.emplace_back(dim < 1 ? 3 : dim);
    graph.input(add_value(), shape, choices.below(2) == 0 ? kFloat : kInt64);
    graph.weight(add_value(), choices.numbers(4), choices.below(3) == 0 ? kInt8 : kFloat);
    graph.list(add_value(), choices.numbers(5));
    graph.number(add_value(), static_cast<float>(choices.below(7)));
  }
  for (std::size_t i = 0; i < kMostNodes && !choices.done(); ++i) {
    const std::string op_type(kOperators[choices.below(kOperators.size())]);
    Texts inputs(choices.below(6));
    for (std::string& input : inputs) input = values[choices.below(values.size())];
    std::vector<Message> attributes(choices.below(4));
    for (Message& one : attributes) one = attribute_from(choices);
    Texts outputs;
    for (std::size_t j = choices.below(3) + 1; j > 0; --j) outputs.push_back(add_value());
    graph.op(op_type, inputs, outputs, attributes);
  }
  return file_of(graph, choices.below(2) == 0 ? 9 : 21);
}

/// Operators on equal shapes, which mostly fit: what the passes that join operators look for.
std::string plain_file_from(Choices choices) {
  static const std::vector<std::string> kUnary{"Erf",     "Sigmoid",  "Tanh", "Relu",
                                               "Softmax", "Identity", "Sqrt", "QuantizeLinear"};
  static const std::vector<std::string> kBinary{"Add", "Mul", "MatMul", "MatMul", "Div", "Sub"};
  GraphWriter graph;
  graph.input("x", {2, 4, 4}).input("y", {2, 4, 4}).weight("w", {1, 4, 4}).number("c", 2);
  Texts values{"w", "y", "x"};
  const auto any_value = [&] {
    const std::size_t latest = std::min<std::size_t>(4, values.size());
    return choices.below(4) == 0 ? values[choices.below(values.size())]
                                 : values[values.size() - 1 - choices.below(latest)];
  };
  for (std::size_t i = 0; i < kMostNodes && !choices.done(); ++i) {
    const std::string output = "v" + std::to_string(i);
    switch (choices.below(6)) {
      case 0:
        graph.op(kUnary[choices.below(kUnary.size())], {any_value()}, {output});
        break;
      case 1:
        graph.op("Transpose", {any_value()}, {output}, {attribute("perm", Dims{0, 2, 1})});
        break;
      case 2:
        graph.op("ReduceMean", {any_value()}, {output}, {attribute("axes", Dims{-1})});
        break;
      case 3:
        graph.op(choices.below(2) == 0 ? "Mul" : "Add", {any_value(), "c"}, {output});
        break;
      default:
        graph.op(kBinary[choices.below(kBinary.size())], {any_value(), any_value()}, {output});
    }
    values.push_back(output);
    if (choices.below(8) == 0) graph.output(output);
  }
  return file_of(graph, 17);
}

/// Masks and rotary positions on equal shapes, with something wrong in most: what the passes that
/// look into constants look for.
std::string written_out_file_from(Choices choices) {
  GraphWriter graph;
  graph.input("x", {2, 4, 4}).input("y", {2, 4, 4}).number("low", -1e9F).number("c", 2);
  graph.list("none", {0})
      .list("half", {2})
      .list("all", {4})
      .list("last", {2})
      .list("square", {4, 4});
  graph.op("ConstantOfShape", {"square"}, {"zeros"});
  Texts values{"low", "zeros", "c", "y", "x"};
  const auto any_value = [&] {
    const std::size_t latest = std::min<std::size_t>(6, values.size());
    return choices.below(4) == 0 ? values[choices.below(values.size())]
                                 : values[values.size() - 1 - choices.below(latest)];
  };
  static const std::vector<std::string> kUnary{"Neg",  "Trilu", "Not",      "Softmax",
                                               "Cast", "Range", "Identity", "Softmax"};
  static const std::vector<std::string> kBinary{"Add",  "Mul",    "MatMul", "MatMul",
                                                "Less", "Concat", "Equal",  "Sub"};
  for (std::size_t i = 0; i < kMostNodes && !choices.done(); ++i) {
    const std::string output = "v" + std::to_string(i);
    switch (choices.below(5)) {
      case 0:
        graph.op(kUnary[choices.below(kUnary.size())], {any_value()}, {output},
                 {attribute("upper", static_cast<std::int64_t>(choices.below(2))),
                  attribute("to", choices.below(2) == 0 ? kBool : kFloat)});
        break;
      case 1:
        graph.op("Where", {any_value(), any_value(), any_value()}, {output});
        break;
      case 2:
        graph.op("Slice", {any_value(), "none", "half", "last"}, {output});
        break;
      case 3:
        graph.op("Slice", {any_value(), "half", "all", "last"}, {output});
        break;
      default:
        graph.op(kBinary[choices.below(kBinary.size())], {any_value(), any_value()}, {output},
                 {attribute("axis", -1)});
    }
    values.push_back(output);
    if (choices.below(8) == 0) graph.output(output);
  }
  return file_of(graph, 17);
}

/// The products of a graph before a mask of its own left pairs out.
Macs unmasked_macs_of(workload::Graph graph) {
  for (workload::Operator& op : graph.operators) {
    auto* attention = std::get_if<workload::Attention>(&op.work);
    const bool was_joined = op.source_kind.find("+Softmax+") != std::string::npos;
    if (attention == nullptr || !was_joined) continue;
    attention->causal = false;
    attention->window = 0;
  }
  return workload::macs_of(graph);
}

/// A damaged graph is refused; a valid one has the same products joined and apart.
void check(const std::string& file) {
  ReadOptions joined;
  joined.format = "onnx";
  ReadOptions apart = joined;
  apart.fusion = Fusion::as_written;
  workload::Graph graph;
  try {
    graph = read_bytes(file, apart);
  } catch (const UserError&) {
    return;
  }
  if (unmasked_macs_of(read_bytes(file, joined)) != workload::macs_of(graph)) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  Choices choices(bytes, size);
  const std::size_t kind = choices.below(256);
  if (kind >= 192) {
    check(written_out_file_from(choices));
  } else {
    check(kind % 2 == 0 ? file_from(choices) : plain_file_from(choices));
  }
  return 0;
}
