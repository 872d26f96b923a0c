// The dimensions that a model leaves open, and their values from the command line.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "frontend/expression.hpp"
#include "frontend/onnx/model.hpp"

namespace systole::frontend::onnx {

class DimensionNames {
 public:
  /// `given`: what --param says.
  explicit DimensionNames(const std::map<std::string, std::string>& given) : given_(given) {}

  /// Takes note of the open dimensions of a graph input.
  void declare(const ValueInfo& input);
  /// Gives every declared name its value. A name that only ever leads a shape is a batch of one
  /// when nothing is said; others without a value are one error that names them all.
  void resolve(const std::string& path, Diagnostics& diagnostics);
  /// The name was asked for, as a dimension or otherwise.
  bool is_declared(const std::string& name) const { return roles_.count(name) > 0; }
  std::vector<std::string> names() const;

  /// The shape of a graph input that was declared.
  Dims dims_of(const ValueInfo& input) const;
  /// The shape of any other value, where its names tell it.
  std::optional<Dims> known_dims_of(const ValueInfo& info) const;

 private:
  enum class Role { leading, inner };

  std::optional<std::int64_t> value_of(const Dimension& dimension) const;
  void read_given(const std::string& name, const std::string& text, const std::string& path,
                  Diagnostics& diagnostics);

  const std::map<std::string, std::string>& given_;
  std::map<std::string, Role> roles_;
  std::map<std::string, std::string> places_;  ///< where each name stood first
  Parameters values_;
};

}  // namespace systole::frontend::onnx
