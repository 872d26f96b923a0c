// Small ONNX models for tests, written byte by byte as protocol buffers are.
#pragma once

#include <cstring>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "frontend/read_workload.hpp"

namespace systole::frontend::onnx_test {

/// A protocol buffers message under construction.
class Message {
 public:
  Message& number(int field, std::int64_t value) {
    varint(static_cast<std::uint64_t>(field) << 3);
    varint(static_cast<std::uint64_t>(value));
    return *this;
  }
  Message& bytes(int field, const std::string& content) {
    varint((static_cast<std::uint64_t>(field) << 3) | 2);
    varint(content.size());
    bytes_ += content;
    return *this;
  }
  Message& add(int field, const Message& inner) { return bytes(field, inner.bytes_); }
  Message& real(int field, float value) {
    varint((static_cast<std::uint64_t>(field) << 3) | 5);
    char raw[sizeof value];
    std::memcpy(raw, &value, sizeof value);
    bytes_.append(raw, sizeof raw);
    return *this;
  }
  const std::string& content() const { return bytes_; }

 private:
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(0x80 | (value & 0x7F));
    bytes_ += static_cast<char>(value);
  }

  std::string bytes_;
};

using Dims = std::vector<std::int64_t>;

// Element types of TensorProto.
constexpr int kFloat = 1, kUint8 = 2, kInt8 = 3, kInt32 = 6, kInt64 = 7, kBool = 9, kHalf = 10;

template <typename Element>
std::string raw(const std::vector<Element>& elements) {
  std::string content(elements.size() * sizeof(Element), '\0');
  if (!elements.empty()) std::memcpy(content.data(), elements.data(), content.size());
  return content;
}

inline Message tensor(const std::string& name, int element, const Dims& dims,
                      const std::string& data = "") {
  Message message;
  for (const std::int64_t dim : dims) message.number(1, dim);
  message.number(2, element).bytes(8, name);
  if (!data.empty()) message.bytes(9, data);
  return message;
}

inline Message integers(const std::string& name, const Dims& list) {
  return tensor(name, kInt64, {static_cast<std::int64_t>(list.size())}, raw(list));
}

inline Message scalar(const std::string& name, float value) {
  return tensor(name, kFloat, {}, raw(std::vector<float>{value}));
}

/// A dimension is a number, or a name, or neither ("").
struct Dim {
  Dim(std::int64_t number) : value(number) {}      // NOLINT(google-explicit-constructor)
  Dim(const char* text) : value(0), name(text) {}  // NOLINT(google-explicit-constructor)
  std::int64_t value;
  std::string name;
};
using Shape = std::vector<Dim>;

inline Message value_info(const std::string& name, const Shape& shape, int element = kFloat) {
  Message dims;
  for (const Dim& dim : shape) {
    Message one;
    if (dim.name.empty() && dim.value != 0) one.number(1, dim.value);
    if (!dim.name.empty()) one.bytes(2, dim.name);
    dims.add(1, one);
  }
  const Message type = Message().add(1, Message().number(1, element).add(2, dims));
  return Message().bytes(1, name).add(2, type);
}

// Attributes.
inline Message attribute(const std::string& name, std::int64_t value) {
  return Message().bytes(1, name).number(3, value).number(20, 2);
}
inline Message attribute(const std::string& name, int value) {
  return attribute(name, std::int64_t{value});
}
inline Message attribute(const std::string& name, const Dims& list) {
  Message message;
  message.bytes(1, name);
  for (const std::int64_t value : list) message.number(8, value);
  return message;
}
inline Message attribute(const std::string& name, const std::string& text) {
  return Message().bytes(1, name).bytes(4, text);
}
inline Message attribute(const std::string& name, const char* text) {
  return attribute(name, std::string(text));
}
inline Message attribute(const std::string& name, float value) {
  return Message().bytes(1, name).real(2, value);
}
inline Message tensor_attribute(const std::string& name, const Message& value) {
  return Message().bytes(1, name).add(5, value);
}
inline Message graph_attribute(const std::string& name, const Message& graph) {
  return Message().bytes(1, name).add(6, graph);
}

using Texts = std::vector<std::string>;

inline Message node(const std::string& op_type, const Texts& inputs, const Texts& outputs,
                    const std::vector<Message>& attributes = {}) {
  Message message;
  for (const std::string& input : inputs) message.bytes(1, input);
  for (const std::string& output : outputs) message.bytes(2, output);
  message.bytes(4, op_type);
  for (const Message& one : attributes) message.add(5, one);
  return message;
}

/// A GraphProto, part by part.
class GraphWriter {
 public:
  GraphWriter& input(const std::string& name, const Shape& shape, int element = kFloat) {
    graph_.add(11, value_info(name, shape, element));
    return *this;
  }
  GraphWriter& output(const std::string& name) {
    graph_.add(12, value_info(name, {}));
    return *this;
  }
  GraphWriter& shape_of(const std::string& name, const Shape& shape, int element = kFloat) {
    graph_.add(13, value_info(name, shape, element));
    return *this;
  }
  /// A weight without its data.
  GraphWriter& weight(const std::string& name, const Dims& dims, int element = kFloat) {
    return initializer(tensor(name, element, dims));
  }
  GraphWriter& initializer(const Message& message) {
    graph_.add(5, message);
    return *this;
  }
  GraphWriter& list(const std::string& name, const Dims& elements) {
    return initializer(integers(name, elements));
  }
  GraphWriter& number(const std::string& name, float value) {
    return initializer(scalar(name, value));
  }
  GraphWriter& op(const std::string& op_type, const Texts& inputs, const Texts& outputs,
                  const std::vector<Message>& attributes = {}) {
    return add(node(op_type, inputs, outputs, attributes));
  }
  GraphWriter& add(const Message& any_node) {
    graph_.add(1, any_node);
    return *this;
  }
  const Message& message() const { return graph_; }

 private:
  Message graph_;
};

/// The bytes of a file.
inline std::string file_of(const GraphWriter& graph, std::int64_t opset = 17,
                           std::int64_t ir_version = 8) {
  const Message opset_id = Message().bytes(1, "").number(2, opset);
  return Message()
      .number(1, ir_version)
      .bytes(2, "test")
      .add(7, graph.message())
      .add(8, opset_id)
      .content();
}

inline ReadOptions as_written() {
  ReadOptions options;
  options.fusion = Fusion::as_written;
  return options;
}

inline ReadOptions with(std::map<std::string, std::string> parameters) {
  ReadOptions options;
  options.parameters = std::move(parameters);
  return options;
}

inline workload::Graph read_bytes(const std::string& bytes, const ReadOptions& options = {}) {
  Diagnostics diagnostics;
  return read_workload_text("net.onnx", bytes, options, diagnostics);
}

inline workload::Graph read(const GraphWriter& graph, const ReadOptions& options = {},
                            std::int64_t opset = 17) {
  return read_bytes(file_of(graph, opset), options);
}

/// The message with which reading is refused, "" when it is not.
inline std::string error_of_bytes(const std::string& bytes, const ReadOptions& options = {}) {
  try {
    read_bytes(bytes, options);
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

inline std::string error_of(const GraphWriter& graph, const ReadOptions& options = {}) {
  return error_of_bytes(file_of(graph), options);
}

template <typename Work>
Work work_of(const workload::Operator& op) {
  return std::get<Work>(op.work);
}

/// The kinds of the operators in order: "conv2d pooling".
inline std::string kinds_of(const workload::Graph& graph) {
  std::string kinds;
  for (const workload::Operator& op : graph.operators) {
    if (!kinds.empty()) kinds += ' ';
    kinds += workload::kind_of(op);
    for (const workload::VectorKind kind : op.epilogue)
      kinds += '+' + std::string(workload::name_of(kind));
  }
  return kinds;
}

/// One operator between x and y.
inline GraphWriter single(const std::string& op_type, const Shape& x,
                          const std::vector<Message>& attributes = {}, int element = kFloat) {
  GraphWriter graph;
  return graph.input("x", x, element).op(op_type, {"x"}, {"y"}, attributes).output("y");
}

}  // namespace systole::frontend::onnx_test
