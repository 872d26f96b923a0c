#include "mapping/problem.hpp"

#include <algorithm>

#include "base/checked.hpp"

namespace systole::mapping {

namespace {

using timing::TileShape;

Bytes bytes_of_bits(std::int64_t bits) { return ceil_div(bits, 8); }

/// Sums of narrow products need room for carries: 32 bits, as in published arrays (Jouppi et al.,
/// ISCA 2017, section 2). SCALE-Sim keeps words of one size.
int sum_bits(const config::Chip& chip, DType output) {
  if (chip.accounting == config::Accounting::scalesim) return bits_of(output);
  return std::max(32, bits_of(output));
}

}  // namespace

Address base_address(Operand operand) {
  constexpr Address kSpacing = Address{1} << 40;
  return static_cast<Address>(operand) * kSpacing;
}

Problem::Problem(const workload::Operator& op, const config::Chip& chip)
    : gemm_(workload::gemm_of(op)),
      input_(op.input_dtype),
      weight_(op.weight_dtype),
      output_(op.output_dtype),
      sum_bits_(sum_bits(chip, op.output_dtype)) {
  // The three operands are asked for once, so that a shape too large for 64 bits is refused here
  // and not later.
  const auto check = [this](std::int64_t rows, std::int64_t cols) {
    checked_product({gemm_.count, rows, cols, 64}, "bits of an operand");
  };
  check(gemm_.m, gemm_.k);
  check(gemm_.k, gemm_.n);
  check(gemm_.m, gemm_.n);
  checked_product({gemm_.count, gemm_.m, gemm_.n, gemm_.k}, "MACs of an operator");
  if (const auto* conv = std::get_if<workload::Conv2d>(&op.work)) conv_ = *conv;
}

DType Problem::dtype_of(Operand operand) const {
  if (operand == Operand::input) return input_;
  return operand == Operand::weight ? weight_ : output_;
}

program::Region Problem::region(Operand operand, const TilePlace& tile) const {
  return conv_ && operand == Operand::input ? image_region(tile) : matrix_region(operand, tile);
}

program::Region Problem::matrix_region(Operand operand, const TilePlace& tile) const {
  struct Span {
    std::int64_t first, size, whole;
  };
  const Span m{tile.first.m, tile.size.m, gemm_.m};
  const Span n{tile.first.n, tile.size.n, gemm_.n};
  const Span k{tile.first.k, tile.size.k, gemm_.k};
  const Span rows = operand == Operand::weight ? k : m;
  const Span cols = operand == Operand::input ? k : n;
  const std::int64_t bits = bits_of(dtype_of(operand));
  const std::int64_t first = (tile.product * rows.whole + rows.first) * cols.whole + cols.first;
  program::Region region;
  region.address = base_address(operand) + static_cast<Address>(first * bits / 8);
  region.rows = rows.size;
  region.row_bytes = bytes_of_bits(cols.size * bits);
  region.stride_bytes = bytes_of_bits(cols.whole * bits);
  return region;
}

// Image rows that the windows of `pixels` output pixels touch, over all the images they lie in.
std::int64_t Problem::image_rows(std::int64_t first_pixel, std::int64_t pixels,
                                 std::int64_t window_rows) const {
  const std::int64_t width = conv_->output_width();
  const std::int64_t height = conv_->output_height();
  const std::int64_t first_row = first_pixel / width;
  const std::int64_t last_row = (first_pixel + pixels - 1) / width;
  const auto touched = [&](std::int64_t output_rows) {
    return std::min(conv_->height, (output_rows - 1) * conv_->stride_height + window_rows);
  };
  const std::int64_t first_image = first_row / height;
  const std::int64_t last_image = last_row / height;
  if (first_image == last_image) return touched(last_row - first_row + 1);
  const std::int64_t between = (last_image - first_image - 1) * touched(height);
  return touched(height - first_row % height) + between + touched(last_row % height + 1);
}

std::int64_t Problem::most_image_rows(std::int64_t pixels, std::int64_t window_rows) const {
  if (pixels >= gemm_.m) return image_rows(0, gemm_.m, window_rows);
  const std::int64_t width = conv_->output_width();
  const std::int64_t output_rows = std::min((pixels + width - 2) / width + 1, gemm_.m / width);
  const std::int64_t images = std::min(conv_->batch, output_rows / conv_->output_height() + 2);
  const std::int64_t pieces = images * conv_->height;
  return std::min(pieces, output_rows * conv_->stride_height + images * window_rows);
}

namespace {

/// Rows of the filter window and channels that a range of K touches; K runs over window rows,
/// window columns and channels, channels innermost.
struct WindowSpan {
  std::int64_t rows = 0;
  std::int64_t channels = 0;
};

WindowSpan window_span(const workload::Conv2d& conv, std::int64_t first_k, std::int64_t size_k) {
  const std::int64_t channels = conv.channels / conv.groups;
  const std::int64_t per_row = conv.filter_width * channels;
  const std::int64_t rows = (first_k + size_k - 1) / per_row - first_k / per_row + 1;
  return {std::min(rows, conv.filter_height), std::min(size_k, channels)};
}

}  // namespace

program::Region Problem::image_region(const TilePlace& tile) const {
  const std::int64_t bits = bits_of(input_);
  const WindowSpan window = window_span(*conv_, tile.first.k, tile.size.k);
  const std::int64_t rows = image_rows(tile.first.m, tile.size.m, window.rows);
  const std::int64_t pieces = rows * conv_->width;
  const Bytes unfolded_row = bytes_of_bits(tile.size.k * bits);
  const Bytes piece = bytes_of_bits(window.channels * bits);
  const std::int64_t first_row = tile.first.m / conv_->output_width() * conv_->stride_height;
  const std::int64_t first =
      first_row * conv_->width * conv_->channels + tile.product * window.channels;

  program::Region region;
  region.address = base_address(Operand::input) + static_cast<Address>(first * bits / 8);
  // A strided window may leave out more of the image than its neighbours share: then its own
  // elements are fewer.
  const bool windows_are_fewer = tile.size.m * unfolded_row < pieces * piece;
  region.rows = windows_are_fewer ? tile.size.m : pieces;
  region.row_bytes = windows_are_fewer ? unfolded_row : piece;
  region.stride_bytes = bytes_of_bits(conv_->channels * bits);
  return region;
}

Bytes Problem::slot_bytes(Operand operand, const TileShape& size) const {
  switch (operand) {
    case Operand::weight:
      return size.k * bytes_of_bits(size.n * bits_of(weight_));
    case Operand::output:
      return size.m * bytes_of_bits(size.n * sum_bits_);
    case Operand::input:
      break;
  }
  const Bytes unfolded = size.m * bytes_of_bits(size.k * bits_of(input_));
  if (!conv_) return unfolded;
  const std::int64_t channels = conv_->channels / conv_->groups;
  const std::int64_t per_row = conv_->filter_width * channels;
  const std::int64_t window_rows = std::min(conv_->filter_height, ceil_div(size.k, per_row) + 1);
  const std::int64_t pieces = most_image_rows(size.m, window_rows) * conv_->width;
  return std::min(unfolded, pieces * bytes_of_bits(std::min(size.k, channels) * bits_of(input_)));
}

Bytes Problem::moved_bytes(Operand operand, const TileShape& size) const {
  if (operand == Operand::output) return size.m * bytes_of_bits(size.n * bits_of(output_));
  return slot_bytes(operand, size);
}

}  // namespace systole::mapping
