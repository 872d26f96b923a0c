// A program of PaddlePaddle in the words of ONNX, whose shape rules, fusion and lowering then serve
// both.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "frontend/onnx/model.hpp"
#include "frontend/paddle/program.hpp"

namespace systole::frontend::paddle {

/// The model that comes into being. Programs may write a variable twice; a model names each value
/// once.
class Translation {
 public:
  explicit Translation(const Program& program) : program_(program) {}

  const onnx::Model& model() const { return model_; }
  onnx::GraphDef& graph() { return model_.graph; }
  onnx::Model take() { return std::move(model_); }

  /// What a variable is called at this point; parameters and inputs become so when they are read.
  std::string read(const std::string& variable);
  /// The name of what is written to it now.
  std::string write(const std::string& variable);
  /// A new value that no variable holds.
  std::string temporary();
  std::string constant(const std::vector<std::int64_t>& numbers);
  std::string constant(const std::vector<double>& numbers);
  /// As the program declares it; nullptr where it does not.
  const Variable* declared(const std::string& variable) const;
  onnx::ValueInfo info_of(const std::string& variable, const std::string& name) const;

  void add_node(onnx::Node node);

 private:
  std::string add_constant(onnx::Tensor tensor, std::size_t count);

  const Program& program_;
  onnx::Model model_;
  std::unordered_map<std::string, std::string> current_;
  std::size_t temporaries_ = 0;
};

/// The operation at hand, for its rule. Its inputs are read before any of its outputs is written:
/// in place, both are one variable.
struct Step {
  Step(const Operation& operation, Translation& translation);

  const Operation& op;
  Translation& out;
  Slots given;  ///< values by parameter

  /// The value of a slot, "" where the operation has none there.
  std::string in(const char* slot) const;
  std::vector<std::string> all_in(const char* slot) const;
  std::string to(const char* slot) const;
  std::vector<std::string> all_to(const char* slot) const;
  /// Sizes of an input as the program declares them; empty where it does not.
  Dims dims(const char* slot) const;

  std::int64_t integer(const char* name, std::int64_t otherwise) const;
  double real(const char* name, double otherwise) const;
  std::string text(const char* name) const;
  Dims integers(const char* name) const;  ///< of a single number, that one

  /// Adds a node; its attributes may be set afterwards.
  onnx::Node& node(const std::string& op_type, std::vector<std::string> inputs,
                   std::vector<std::string> outputs) const;
};

/// Throws UserError, naming the operation, for what no rule can say.
onnx::Model translate(const Program& program);

onnx::Attribute attribute(const char* name, std::int64_t value);
onnx::Attribute attribute(const char* name, const Dims& values);
onnx::Attribute attribute(const char* name, const char* value);

}  // namespace systole::frontend::paddle
