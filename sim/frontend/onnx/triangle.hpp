// Large constants that are masks: matrices with one value up to a diagonal and another behind it.
// They are told while they are passed over, row by row, and never held.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "frontend/onnx/model.hpp"

namespace systole::frontend::onnx {

/// Looks at the rows of one tensor as they lie in the file, little endian.
class TriangleFinder {
 public:
  /// For a tensor of `dims` that takes `bytes` bytes. Expects may_be_triangle().
  TriangleFinder(const Dims& dims, std::int64_t element, std::uint64_t bytes);

  std::size_t row_bytes() const { return width_ * cols_; }
  /// False when the tensor is none, whatever else follows.
  bool takes(const std::string& row);
  /// Once all rows were taken.
  std::optional<Triangle> found() const;

 private:
  void take_first(const std::string& row);

  std::int64_t element_;
  std::size_t rows_;
  std::size_t cols_;
  std::size_t width_;         ///< bytes of an element
  std::size_t taken_ = 0;     ///< rows that fit
  std::size_t in_first_ = 0;  ///< elements of the first row up to the diagonal
  std::string below_;
  std::string above_;
};

/// A matrix (or a stack of one) of more elements than are held as constants, of whole bytes each.
bool may_be_triangle(const Dims& dims, std::uint64_t bytes);

}  // namespace systole::frontend::onnx
