#include "hw/product_memory.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace systole::hw {

namespace {

// One round of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace

void ProductMemory::begin_kernel(const program::KernelHeader& header) {
  header_ = header;
  products_.clear();
  elements_ = 0;
  one_shape_ = header.macs == checked_product({header.count, header.m, header.n, header.k},
                                              "MACs at the cycle level");
}

double ProductMemory::element(std::uint64_t operand, std::int64_t product, std::int64_t row,
                              std::int64_t col) const {
  std::uint64_t hash = mixed(seed_ ^ operand);
  for (const std::int64_t part : {product, row, col})
    hash = mixed(hash ^ static_cast<std::uint64_t>(part));
  const std::int64_t span = values_.high - values_.low + 1;
  return static_cast<double>(values_.low) +
         static_cast<double>(hash % static_cast<std::uint64_t>(span));
}

double ProductMemory::input(std::int64_t product, std::int64_t m, std::int64_t k) const {
  return element(1, product, m, k);
}

double ProductMemory::weight(std::int64_t product, std::int64_t k, std::int64_t n) const {
  return element(2, product, k, n);
}

double ProductMemory::dot(std::int64_t product, std::int64_t m, std::int64_t n, std::int64_t k0,
                          std::int64_t k) const {
  double sum = 0.0;
  for (std::int64_t i = k0; i < k0 + k; ++i) sum += input(product, m, i) * weight(product, i, n);
  return sum;
}

void ProductMemory::make_room(Product& product, std::int64_t rows, std::int64_t cols) {
  constexpr std::int64_t kLargest = std::int64_t{1} << 27;  // 1 GiB of doubles
  rows = std::max({rows, product.rows, one_shape_ ? header_.m : 0});
  cols = std::max({cols, product.cols, one_shape_ ? header_.n : 0});
  if (rows == product.rows && cols == product.cols) return;
  const std::int64_t size = checked_mul(rows, cols, "products at the cycle level");
  elements_ += size - product.rows * product.cols;
  if (elements_ > kLargest) {
    throw UserError(fmt::format(
        "kernel {}: its output is too large to be computed number by number; use --fidelity tile",
        header_.name));
  }
  Product larger{rows, cols, std::vector<double>(static_cast<std::size_t>(size)), {}};
  if (!one_shape_) larger.expected.resize(larger.made.size());
  for (std::int64_t m = 0; m < product.rows; ++m) {
    for (std::int64_t n = 0; n < product.cols; ++n) {
      const auto from = static_cast<std::size_t>(m * product.cols + n);
      const auto to = static_cast<std::size_t>(m * cols + n);
      larger.made[to] = product.made[from];
      if (!one_shape_) larger.expected[to] = product.expected[from];
    }
  }
  product = std::move(larger);
}

void ProductMemory::expect(const program::Compute& tile) {
  Product& product = products_[tile.product];
  make_room(product, tile.m0 + tile.m, tile.n0 + tile.n);
  if (one_shape_) return;
  for (std::int64_t m = tile.m0; m < tile.m0 + tile.m; ++m) {
    for (std::int64_t n = tile.n0; n < tile.n0 + tile.n; ++n) {
      product.expected[static_cast<std::size_t>(m * product.cols + n)] +=
          dot(tile.product, m, n, tile.k0, tile.k);
    }
  }
}

void ProductMemory::add(std::int64_t product, std::int64_t m, std::int64_t n, double sum) {
  Product& found = products_.at(product);
  double& element = found.made[static_cast<std::size_t>(m * found.cols + n)];
  element += sum;
  if (on_add) on_add({m, n, static_cast<std::int64_t>(sum), static_cast<std::int64_t>(element)});
}

void ProductMemory::check() const {
  for (const auto& [number, product] : products_) check(number, product);
}

void ProductMemory::check(std::int64_t number, const Product& product) const {
  for (std::int64_t m = 0; m < product.rows; ++m) {
    for (std::int64_t n = 0; n < product.cols; ++n) {
      const auto index = static_cast<std::size_t>(m * product.cols + n);
      const double expected =
          one_shape_ ? dot(number, m, n, 0, header_.k) : product.expected[index];
      if (product.made[index] == expected) continue;
      throw ModelError(
          fmt::format("kernel {}: element ({}, {}) of product {} is {}, a plain multiplication "
                      "gives {}",
                      header_.name, m, n, number, product.made[index], expected));
    }
  }
}

}  // namespace systole::hw
