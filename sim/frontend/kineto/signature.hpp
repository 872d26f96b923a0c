// The inputs of an operator call as a trace gives them: "Input Dims", "Input type", "Concrete
// Inputs". While a file is read they are one text, so that equal ones are kept once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.hpp"

namespace systole::frontend::kineto {

using Dims = std::vector<std::int64_t>;

/// One input: a tensor, a list of tensors, or something else with its value.
struct Argument {
  Dims dims;
  std::vector<Dims> list;  ///< dims of a list of tensors, where the trace has them
  std::string_view type;   ///< "c10::BFloat16", "Scalar", ""
  std::string_view value;  ///< "True", "[1, 1]"; empty where the trace has none

  /// Of a tensor with elements; a tensor without dimensions is one element.
  bool is_tensor() const;
};

struct Call {
  std::string_view name;
  std::vector<Argument> arguments;

  /// Dims of input `index`; nullptr when it is no tensor.
  const Dims* dims(std::size_t index) const;
  /// Integers of a value such as "[1, 1]" or "2"; empty when there are none.
  Dims integers(std::size_t index) const;
  std::optional<bool> boolean(std::size_t index) const;
  std::string_view type(std::size_t index) const;
};

/// Collects what a JSON reader meets inside the three keys.
class SignatureText {
 public:
  enum class Part { dims, types, values };
  void clear();
  void begin(Part part) { part_ = static_cast<std::size_t>(part); }
  void open() { put("\x02"); }
  void close() { put("\x03"); }
  void value(std::string_view text) {
    put(text);
    put("\x1F");
  }
  /// "" when there is nothing, or more than anybody could use.
  std::string text(bool with_values) const;

 private:
  void put(std::string_view text);
  std::string parts_[3];
  std::size_t part_ = 0;
};

/// The call of `name` whose inputs `text` are; what makes no sense is left out. Points into both.
Call parse_call(std::string_view name, std::string_view text);

/// Elements of a tensor; throws UserError on overflow.
std::int64_t elements_of(const Dims& dims);

}  // namespace systole::frontend::kineto
