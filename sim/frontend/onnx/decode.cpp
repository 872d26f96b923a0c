#include "frontend/onnx/decode.hpp"

#include <sstream>

#include <fmt/format.h>

#include "base/error.hpp"
#include "frontend/onnx/tensor_data.hpp"
#include "frontend/onnx/triangle.hpp"
#include "frontend/protobuf/wire.hpp"

namespace systole::frontend::onnx {

namespace {

using protobuf::Field;
using protobuf::WireReader;

constexpr std::size_t kMostAttributeNumbers = 65536;
constexpr std::size_t kMostDims = 64;

// The field numbers below are those of onnx.proto.

/// A large tensor of which only its form is kept. Weights are given up after their first rows.
std::optional<Triangle> read_triangle(WireReader& in, const Field& field, const Tensor& tensor) {
  TriangleFinder finder(tensor.dims, tensor.element, field.value);
  in.rows(field, finder.row_bytes(), [&](const std::string& row) { return finder.takes(row); });
  return finder.found();
}

Tensor read_tensor(WireReader& in, const Field& message) {
  Tensor tensor;
  TensorBytes data;
  in.message(message, [&](const Field& field) {
    switch (field.number) {
      case 1:
        return in.integers(field, kMostDims, tensor.dims);
      case 2:
        tensor.element = in.integer(field);
        return;
      case 4:
        return in.reals(field, kMostConstants, data.reals);
      case 5:
      case 7:
      case 11:
        return in.integers(field, kMostConstants, data.integers);
      case 8:
        tensor.name = in.text(field);
        return;
      case 9:
      case 10:  // doubles, packed as they would lie in raw
        if (may_be_triangle(tensor.dims, field.value)) {
          tensor.triangle = read_triangle(in, field, tensor);
        } else {
          data.raw = in.bytes(field, kMostConstants * sizeof(double));
        }
        return;
      default:
        return;
    }
  });
  tensor.data = constant_from(tensor, data);
  return tensor;
}

/// A sparse tensor as the dense one that it stands for.
Tensor read_sparse_tensor(WireReader& in, const Field& message) {
  Tensor tensor;
  Dims dims;
  in.message(message, [&](const Field& field) {
    if (field.number == 1) tensor = read_tensor(in, field);
    if (field.number == 3) in.integers(field, kMostDims, dims);
  });
  tensor.dims = dims;
  tensor.data.reset();
  return tensor;
}

Dimension read_dimension(WireReader& in, const Field& message) {
  Dimension dimension;
  in.message(message, [&](const Field& field) {
    if (field.number == 1) dimension.value = in.integer(field);
    if (field.number == 2) dimension.name = in.text(field);
  });
  return dimension;
}

void read_tensor_type(WireReader& in, const Field& message, ValueInfo& info) {
  in.message(message, [&](const Field& field) {
    if (field.number == 1) info.element = in.integer(field);
    if (field.number != 2) return;
    info.shape.emplace();
    in.message(field, [&](const Field& dim) {
      if (dim.number == 1) info.shape->push_back(read_dimension(in, dim));
    });
  });
}

ValueInfo read_value_info(WireReader& in, const Field& message) {
  ValueInfo info;
  in.message(message, [&](const Field& field) {
    if (field.number == 1) info.name = in.text(field);
    if (field.number != 2) return;
    in.message(field, [&](const Field& type) {
      if (type.number == 1) read_tensor_type(in, type, info);
    });
  });
  return info;
}

GraphDef read_graph(WireReader& in, const Field& message);

Attribute read_attribute(WireReader& in, const Field& message) {
  Attribute attribute;
  in.message(message, [&](const Field& field) {
    switch (field.number) {
      case 1:
        attribute.name = in.text(field);
        return;
      case 2:
        attribute.real = in.real(field);
        return;
      case 3:
        attribute.integer = in.integer(field);
        return;
      case 4:
        attribute.text = in.bytes(field, 65536);
        return;
      case 5:
        attribute.tensor = read_tensor(in, field);
        return;
      case 6:
        attribute.graph = std::make_shared<const GraphDef>(read_graph(in, field));
        return;
      case 7:
        return in.reals(field, kMostAttributeNumbers, attribute.reals);
      case 8:
        return in.integers(field, kMostAttributeNumbers, attribute.integers);
      case 21:
        attribute.reference = in.text(field);
        return;
      case 22:
        attribute.tensor = read_sparse_tensor(in, field);
        return;
      default:
        return;
    }
  });
  return attribute;
}

Node read_node(WireReader& in, const Field& message) {
  Node node;
  in.message(message, [&](const Field& field) {
    switch (field.number) {
      case 1:
        node.inputs.push_back(in.text(field));
        return;
      case 2:
        node.outputs.push_back(in.text(field));
        return;
      case 3:
        node.name = in.text(field);
        return;
      case 4:
        node.op_type = in.text(field);
        return;
      case 5:
        node.attributes.push_back(read_attribute(in, field));
        return;
      case 7:
        node.domain = in.text(field);
        return;
      default:
        return;
    }
  });
  if (node.domain == "ai.onnx") node.domain.clear();
  return node;
}

GraphDef read_graph(WireReader& in, const Field& message) {
  GraphDef graph;
  in.message(message, [&](const Field& field) {
    switch (field.number) {
      case 1:
        graph.nodes.push_back(read_node(in, field));
        return;
      case 2:
        graph.name = in.text(field);
        return;
      case 5:
        graph.initializers.push_back(read_tensor(in, field));
        return;
      case 11:
        graph.inputs.push_back(read_value_info(in, field));
        return;
      case 12:
        graph.outputs.push_back(read_value_info(in, field));
        return;
      case 13:
        graph.values.push_back(read_value_info(in, field));
        return;
      case 15:
        graph.initializers.push_back(read_sparse_tensor(in, field));
        return;
      default:
        return;
    }
  });
  return graph;
}

Function read_function(WireReader& in, const Field& message) {
  Function function;
  in.message(message, [&](const Field& field) {
    switch (field.number) {
      case 1:
        function.name = in.text(field);
        return;
      case 4:
        function.inputs.push_back(in.text(field));
        return;
      case 5:
        function.outputs.push_back(in.text(field));
        return;
      case 7:
        function.nodes.push_back(read_node(in, field));
        return;
      case 10:
        function.domain = in.text(field);
        return;
      default:
        return;
    }
  });
  return function;
}

void read_opset(WireReader& in, const Field& message, Model& model) {
  std::string domain;
  std::int64_t version = 0;
  in.message(message, [&](const Field& field) {
    if (field.number == 1) domain = in.text(field);
    if (field.number == 2) version = in.integer(field);
  });
  model.opsets[domain == "ai.onnx" ? "" : domain] = version;
}

Model read_model(WireReader& in) {
  Model model;
  in.stream([&](const Field& field) {
    switch (field.number) {
      case 1:
        model.ir_version = in.integer(field);
        return;
      case 2:
        model.producer = in.text(field);
        return;
      case 7:
        model.graph = read_graph(in, field);
        return;
      case 8:
        return read_opset(in, field, model);
      case 25:
        model.functions.push_back(read_function(in, field));
        return;
      default:
        return;
    }
  });
  return model;
}

/// The graph was met: no need to look further.
struct Recognised {};

}  // namespace

bool is_model(std::string_view head) {
  constexpr std::int64_t kNewestIr = 1000;
  constexpr std::uint32_t kGraph = 7;
  if (head.empty() || head.front() != '\x08') return false;  // ir_version, a varint
  std::istringstream in{std::string(head)};
  WireReader reader(in, "", "ONNX file");
  std::size_t fields = 0;
  try {
    reader.stream([&](const Field& field) {
      const bool is_number = field.number == 1 || field.number == 5;
      if ((field.kind == 0) != is_number || field.number > 64) throw UserError("no model");
      if (fields++ == 0 && (field.value < 1 || field.value > kNewestIr))
        throw UserError("no model");
      if (field.number == kGraph) throw Recognised{};
    });
  } catch (const Recognised&) {
    return true;
  } catch (const UserError&) {
    return false;
  }
  return false;
}

Model decode(const SourceFile& file) {
  const auto stream = file.stream();
  WireReader in(*stream, file.path(), "ONNX file");
  try {
    return read_model(in);
  } catch (const std::ios_base::failure& damaged) {
    throw UserError(
        fmt::format("{}: the archive is damaged or cut short ({})", file.path(), damaged.what()));
  }
}

}  // namespace systole::frontend::onnx
