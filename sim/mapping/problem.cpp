#include "mapping/problem.hpp"

#include <algorithm>

#include "base/checked.hpp"

namespace systole::mapping {

namespace {

using timing::TileShape;

Bytes bytes_of_bits(std::int64_t bits) { return ceil_div(bits, 8); }

/// Where the kept weights of a 2:4 pattern stand takes two bits for each.
constexpr std::int64_t kSparsityIndexBits = 2;

}  // namespace

Address base_address(Operand operand) {
  constexpr Address kSpacing = Address{1} << 40;
  return static_cast<Address>(operand) * kSpacing;
}

Address workspace_offset(std::int64_t number) {
  constexpr Address kTensors = Address{1} << 39;
  constexpr Address kSpacing = Address{1} << 36;
  return kTensors + static_cast<Address>(number) * kSpacing;
}

Problem::Problem(Product product) : product_(std::move(product)) {
  // The three operands are asked for once, so that a shape too large for 64 bits is refused here
  // and not later.
  const workload::Gemm& g = gemm();
  const auto check = [&g](std::int64_t rows, std::int64_t cols) {
    checked_product({g.count, rows, cols, 64}, "bits of an operand");
  };
  check(g.m, g.k);
  check(g.k, g.n);
  check(g.m, g.n);
  checked_product({g.count, g.m, g.n, g.k}, "MACs of an operator");
  rows_before_.push_back(0);
  for (const std::int64_t rows : product_.rows) {
    rows_before_.push_back(checked_add(rows_before_.back(), rows, "rows of all groups"));
  }
}

std::int64_t Problem::all_rows() const {
  return rows().empty() ? gemm().count * gemm().m : rows_before_.back();
}

Macs Problem::macs() const {
  return checked_product({all_rows(), gemm().n, gemm().k}, "MACs of an operator");
}

std::int64_t Problem::bits_in_memory(Operand operand) const {
  if (operand == Operand::output) return bits_of(product_.output);
  if (operand == Operand::input) return bits_of(product_.input);
  const std::int64_t index_bits = product_.input_k_factor > 1 ? kSparsityIndexBits : 0;
  return bits_of(product_.weight) + index_bits;
}

bool Problem::converts(Operand operand) const {
  if (operand == Operand::output) return false;
  const DType stored = operand == Operand::input ? product_.input : product_.weight;
  return bits_of(stored) < bits_of(product_.multiplied);
}

std::int64_t Problem::bits_on_chip(Operand operand) const {
  if (operand == Operand::output) return product_.sum_bits;
  return converts(operand) ? bits_of(product_.multiplied) : bits_in_memory(operand);
}

Address Problem::base(Operand operand) const {
  return base_address(operand) + product_.offset[static_cast<std::size_t>(operand)];
}

program::Region Problem::region(Operand operand, const TilePlace& tile) const {
  if (operand == Operand::input && reads_image()) return image_region(tile);
  if (operand == Operand::output && spreads_output()) return spread_region(tile);
  return matrix_region(operand, tile);
}

/// A tile of a matrix: the first element and size along its rows and columns.
struct Problem::Matrix {
  std::int64_t rows_before = 0;  ///< of products before this one
  std::int64_t first_row = 0, rows = 0;
  std::int64_t first_col = 0, cols = 0, all_cols = 0;

  /// Elements before the tile where tiles lie one after the other.
  std::int64_t elements_before() const {
    return (rows_before + first_row) * all_cols + rows * first_col;
  }
};

Problem::Matrix Problem::matrix_of(Operand operand, const TilePlace& tile) const {
  Matrix matrix;
  const std::int64_t factor = operand == Operand::input ? product_.input_k_factor : 1;
  const std::int64_t first_k = tile.first.k * factor;
  const std::int64_t size_k = tile.size.k * factor;
  if (operand == Operand::weight) {
    return {tile.product * gemm().k, first_k, size_k, tile.first.n, tile.size.n, gemm().n};
  }
  const std::int64_t before = rows().empty() ? tile.product * gemm().m
                                             : rows_before_[static_cast<std::size_t>(tile.product)];
  if (operand == Operand::output)
    return {before, tile.first.m, tile.size.m, tile.first.n, tile.size.n, gemm().n};
  return {before, tile.first.m, tile.size.m, first_k, size_k, gemm().k * factor};
}

program::Region Problem::matrix_region(Operand operand, const TilePlace& tile) const {
  const Matrix matrix = matrix_of(operand, tile);
  const std::int64_t bits = bits_in_memory(operand);
  program::Region region;
  if (product_.tiled) {
    region.address = base(operand) + static_cast<Address>(matrix.elements_before() * bits / 8);
    region.row_bytes = region.stride_bytes = bytes_of_bits(matrix.rows * matrix.cols * bits);
    return region;
  }
  const std::int64_t first =
      (matrix.rows_before + matrix.first_row) * matrix.all_cols + matrix.first_col;
  region.address = base(operand) + static_cast<Address>(first * bits / 8);
  region.rows = matrix.rows;
  region.row_bytes = bytes_of_bits(matrix.cols * bits);
  region.stride_bytes = bytes_of_bits(matrix.all_cols * bits);
  return region;
}

program::Region Problem::partial_region(std::int64_t part, const TilePlace& tile) const {
  const std::int64_t first =
      part * all_rows() * gemm().n + matrix_of(Operand::output, tile).elements_before();
  program::Region region;
  region.address = base(Operand::output) + workspace_offset(0) +
                   static_cast<Address>(first * product_.sum_bits / 8);
  region.row_bytes = region.stride_bytes =
      bytes_of_bits(tile.size.m * tile.size.n * product_.sum_bits);
  return region;
}

// Windows that overlap are added on chip, so a tile of input pixels times window elements writes
// its share of the output image. What a neighbouring tile has to add at the seams is left out.
program::Region Problem::spread_region(const TilePlace& tile) const {
  const workload::Conv2d& conv = *product_.conv;
  const std::int64_t all = all_rows() * gemm().n;
  const std::int64_t image = conv.batch * conv.output_height() * conv.output_width() * conv.filters;
  const auto share = [&](std::int64_t element) {
    return static_cast<std::int64_t>(static_cast<long double>(element) / all * image);
  };
  const std::int64_t before = matrix_of(Operand::output, tile).elements_before();
  const std::int64_t first = share(before);
  const std::int64_t bits = bits_in_memory(Operand::output);
  program::Region region;
  region.address = base(Operand::output) + static_cast<Address>(first * bits / 8);
  region.row_bytes = region.stride_bytes =
      bytes_of_bits((share(before + tile.size.m * tile.size.n) - first) * bits);
  return region;
}

// Image rows that the windows of `pixels` output pixels touch, over all the images they lie in.
std::int64_t Problem::image_rows(std::int64_t first_pixel, std::int64_t pixels,
                                 std::int64_t window_rows) const {
  const workload::Conv2d& conv = *product_.conv;
  const std::int64_t width = conv.output_width();
  const std::int64_t height = conv.output_height();
  const std::int64_t first_row = first_pixel / width;
  const std::int64_t last_row = (first_pixel + pixels - 1) / width;
  const auto touched = [&](std::int64_t output_rows) {
    return std::min(conv.height, (output_rows - 1) * conv.stride_height + window_rows);
  };
  const std::int64_t first_image = first_row / height;
  const std::int64_t last_image = last_row / height;
  if (first_image == last_image) return touched(last_row - first_row + 1);
  const std::int64_t between = (last_image - first_image - 1) * touched(height);
  return touched(height - first_row % height) + between + touched(last_row % height + 1);
}

std::int64_t Problem::most_image_rows(std::int64_t pixels, std::int64_t window_rows) const {
  if (pixels >= gemm().m) return image_rows(0, gemm().m, window_rows);
  const workload::Conv2d& conv = *product_.conv;
  const std::int64_t width = conv.output_width();
  const std::int64_t output_rows = std::min((pixels + width - 2) / width + 1, gemm().m / width);
  const std::int64_t images = std::min(conv.batch, (output_rows - 1) / conv.output_height() + 2);
  const std::int64_t pieces = images * conv.height;
  return std::min(pieces, output_rows * conv.stride_height + images * window_rows);
}

namespace {

/// Rows of the image that the window reaches over and channels that a range of K touches; K runs
/// over window rows, window columns and channels, channels innermost.
struct WindowSpan {
  std::int64_t rows = 0;
  std::int64_t channels = 0;
};

/// Rows from the first to the last of a dilated window.
std::int64_t reach(const workload::Conv2d& conv, std::int64_t window_rows) {
  return (std::min(window_rows, conv.filter_height) - 1) * conv.dilation_height + 1;
}

WindowSpan window_span(const workload::Conv2d& conv, std::int64_t first_k, std::int64_t size_k) {
  const std::int64_t channels = conv.channels / conv.groups;
  const std::int64_t per_row = conv.filter_width * channels;
  const std::int64_t rows = (first_k + size_k - 1) / per_row - first_k / per_row + 1;
  return {reach(conv, rows), std::min(size_k, channels)};
}

}  // namespace

program::Region Problem::image_region(const TilePlace& tile) const {
  const workload::Conv2d& conv = *product_.conv;
  const std::int64_t bits = bits_of(product_.input);
  const WindowSpan window = window_span(conv, tile.first.k, tile.size.k);
  const std::int64_t rows = image_rows(tile.first.m, tile.size.m, window.rows);
  const std::int64_t pieces = rows * conv.width;
  const Bytes unfolded_row = bytes_of_bits(tile.size.k * bits);
  const Bytes piece = bytes_of_bits(window.channels * bits);
  const std::int64_t first_row = tile.first.m / conv.output_width() * conv.stride_height;
  const std::int64_t first =
      first_row * conv.width * conv.channels + tile.product * window.channels;

  program::Region region;
  region.address = base(Operand::input) + static_cast<Address>(first * bits / 8);
  // A strided window may leave out more of the image than its neighbours share: then its own
  // elements are fewer.
  const bool windows_are_fewer = tile.size.m * unfolded_row < pieces * piece;
  region.rows = windows_are_fewer ? tile.size.m : pieces;
  region.row_bytes = windows_are_fewer ? unfolded_row : piece;
  region.stride_bytes = bytes_of_bits(conv.channels * bits);
  return product_.tiled ? image_piece(tile, region) : region;
}

// Where tensors lie tile by tile, so do images: a block of channels of all pixels after the other.
program::Region Problem::image_piece(const TilePlace& tile, program::Region region) const {
  const workload::Conv2d& conv = *product_.conv;
  const std::int64_t bits = bits_of(product_.input);
  const std::int64_t group_channels = conv.channels / conv.groups;
  const std::int64_t block = std::min(tile.size.k, group_channels);
  const std::int64_t first_channel =
      tile.product * group_channels + tile.first.k % group_channels / block * block;
  const std::int64_t window_row = tile.first.k / (conv.filter_width * group_channels);
  const std::int64_t output_row = tile.first.m / conv.output_width();
  const std::int64_t image = output_row / conv.output_height();
  const std::int64_t row_in_image =
      std::clamp<std::int64_t>(output_row % conv.output_height() * conv.stride_height +
                                   window_row * conv.dilation_height - conv.pad_top,
                               0, conv.height - 1);
  const std::int64_t pixels = conv.batch * conv.height * conv.width;
  const Bytes whole = bytes_of_bits(pixels * conv.channels * bits);
  const std::int64_t first =
      first_channel * pixels + (image * conv.height + row_in_image) * conv.width * block;
  const Bytes bytes = std::min(region.bytes(), whole);
  const Bytes begin = std::min(first * bits / 8, whole - bytes);
  program::Region piece;
  piece.address = base(Operand::input) + static_cast<Address>(begin);
  piece.row_bytes = piece.stride_bytes = bytes;
  return piece;
}

Bytes Problem::most_loaded(Operand operand, const TileShape& size, std::int64_t bits) const {
  if (operand == Operand::weight) return size.k * bytes_of_bits(size.n * bits);
  const Bytes unfolded = size.m * bytes_of_bits(size.k * product_.input_k_factor * bits);
  if (!reads_image()) return unfolded;
  const workload::Conv2d& conv = *product_.conv;
  const std::int64_t channels = conv.channels / conv.groups;
  const std::int64_t per_row = conv.filter_width * channels;
  const std::int64_t window_rows = reach(conv, ceil_div(size.k, per_row) + 1);
  const std::int64_t pieces = most_image_rows(size.m, window_rows) * conv.width;
  return std::min(unfolded, pieces * bytes_of_bits(std::min(size.k, channels) * bits));
}

Bytes Problem::slot_bytes(Operand operand, const TileShape& size) const {
  if (operand != Operand::output) return most_loaded(operand, size, bits_on_chip(operand));
  const Bytes sums = size.m * bytes_of_bits(size.n * product_.sum_bits);
  return spreads_output() ? std::max(sums, moved_bytes(operand, size)) : sums;
}

Bytes Problem::moved_bytes(Operand operand, const TileShape& size) const {
  const std::int64_t bits = bits_in_memory(operand);
  if (operand != Operand::output) return most_loaded(operand, size, bits);
  const Bytes plain = size.m * bytes_of_bits(size.n * bits);
  if (!spreads_output()) return plain;
  const workload::Conv2d& conv = *product_.conv;
  const std::int64_t image = conv.batch * conv.output_height() * conv.output_width() * conv.filters;
  const auto share = static_cast<long double>(image) / (all_rows() * gemm().n);
  return static_cast<Bytes>(share * static_cast<long double>(plain)) + 8;
}

}  // namespace systole::mapping
