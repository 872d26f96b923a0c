#include "frontend/onnx/triangle.hpp"

#include <algorithm>

#include "frontend/onnx/tensor_data.hpp"

namespace systole::frontend::onnx {

namespace {

/// No mask of a model that anybody exported is larger; a row of it is 512 KiB.
constexpr std::int64_t kLargestSquare = 65536;

/// `count` times the same bytes, from byte `at` on.
bool repeats(const std::string& row, std::size_t at, std::size_t count, const std::string& bytes) {
  for (std::size_t i = 0; i < count; ++i)
    if (row.compare(at + i * bytes.size(), bytes.size(), bytes) != 0) return false;
  return true;
}

std::optional<double> number_from(const std::string& bytes, std::int64_t element) {
  const auto constant =
      constant_from({"", element, {1}, std::nullopt, std::nullopt}, {bytes, {}, {}});
  if (!constant) return std::nullopt;
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&*constant))
    return static_cast<double>(integers->front());
  return std::get<std::vector<double>>(*constant).front();
}

}  // namespace

bool may_be_triangle(const Dims& dims, std::uint64_t bytes) {
  if (dims.size() < 2) return false;
  const std::int64_t size = dims.back();
  const bool is_square =
      dims[dims.size() - 2] == size && size <= kLargestSquare &&
      size * size > static_cast<std::int64_t>(kMostConstants) &&
      std::all_of(dims.begin(), dims.end() - 2, [](auto dim) { return dim == 1; });
  if (!is_square) return false;
  const auto elements = static_cast<std::uint64_t>(size * size);
  return bytes % elements == 0 && bytes / elements >= 1 && bytes / elements <= 8;
}

TriangleFinder::TriangleFinder(const Dims& dims, std::int64_t element, std::uint64_t bytes)
    : element_(element),
      size_(static_cast<std::size_t>(dims.back())),
      row_bytes_(static_cast<std::size_t>(bytes) / size_) {}

bool TriangleFinder::takes(const std::string& row) {
  const std::size_t width = row_bytes_ / size_;
  if (rows_ == 0) {
    below_ = row.substr(0, width);
    above_ = row.substr(width, width);
  }
  const std::size_t kept = rows_ + 1;
  const bool fits = below_ != above_ && repeats(row, 0, kept, below_) &&
                    repeats(row, kept * width, size_ - kept, above_);
  rows_ += fits ? 1 : 0;
  return fits;
}

std::optional<Triangle> TriangleFinder::found() const {
  const auto below = number_from(below_, element_);
  const auto above = number_from(above_, element_);
  if (rows_ != size_ || !below || !above) return std::nullopt;
  return Triangle{*below, *above};
}

}  // namespace systole::frontend::onnx
