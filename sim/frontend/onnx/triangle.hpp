// Large constants that are masks: a square with one value on and below its diagonal and another
// above it. They are told while they are passed over, row by row, and never held.
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

  std::size_t row_bytes() const { return row_bytes_; }
  /// False when the tensor is none, whatever else follows.
  bool takes(const std::string& row);
  /// Once all rows were taken.
  std::optional<Triangle> found() const;

 private:
  std::int64_t element_;
  std::size_t size_;  ///< of the square, in rows
  std::size_t row_bytes_;
  std::size_t rows_ = 0;  ///< that fit
  std::string below_;     ///< the first element's bytes: also those of the diagonal
  std::string above_;
};

/// A square (or a stack of one) of more elements than are held as constants, of whole bytes each.
bool may_be_triangle(const Dims& dims, std::uint64_t bytes);

}  // namespace systole::frontend::onnx
