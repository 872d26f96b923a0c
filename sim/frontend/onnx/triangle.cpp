#include "frontend/onnx/triangle.hpp"

#include <algorithm>

#include "frontend/onnx/tensor_data.hpp"

namespace systole::frontend::onnx {

namespace {

/// No mask of a model that anybody exported is larger; a row of it is 512 KiB.
constexpr std::int64_t kMostRows = 65536;

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
  const std::int64_t cols = dims.back();
  const std::int64_t rows = dims[dims.size() - 2];
  const bool is_matrix =
      std::all_of(dims.begin(), dims.end() - 2, [](auto dim) { return dim == 1; });
  if (!is_matrix || rows < 1 || cols < 2 || rows > kMostRows || cols > kMostRows) return false;
  const auto elements = static_cast<std::uint64_t>(rows * cols);
  return elements > kMostConstants && bytes % elements == 0 && bytes / elements >= 1 &&
         bytes / elements <= 8;
}

TriangleFinder::TriangleFinder(const Dims& dims, std::int64_t element, std::uint64_t bytes)
    : element_(element),
      rows_(static_cast<std::size_t>(dims[dims.size() - 2])),
      cols_(static_cast<std::size_t>(dims.back())),
      width_(static_cast<std::size_t>(bytes) / (rows_ * cols_)) {}

void TriangleFinder::take_first(const std::string& row) {
  below_ = row.substr(0, width_);
  in_first_ = 1;
  while (in_first_ < cols_ && row.compare(in_first_ * width_, width_, below_) == 0) ++in_first_;
  above_ = in_first_ < cols_ ? row.substr(in_first_ * width_, width_) : below_;
}

bool TriangleFinder::takes(const std::string& row) {
  if (taken_ == 0) take_first(row);
  const std::size_t kept = std::min(cols_, in_first_ + taken_);
  const bool fits =
      repeats(row, 0, kept, below_) && repeats(row, kept * width_, cols_ - kept, above_);
  taken_ += fits ? 1 : 0;
  return fits;
}

std::optional<Triangle> TriangleFinder::found() const {
  if (taken_ != rows_) return std::nullopt;
  const auto below = number_from(below_, element_);
  const auto above = number_from(above_, element_);
  if (!below || !above) return std::nullopt;
  return Triangle{*below, *above, static_cast<std::int64_t>(in_first_) - 1};
}

}  // namespace systole::frontend::onnx
