#include "hw/product_memory.hpp"

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
  constexpr std::int64_t kLargest = std::int64_t{1} << 27;  // 1 GiB of doubles
  header_ = header;
  products_.clear();
  if (checked_product({header.count, header.m, header.n}, "products at the cycle level") <=
      kLargest)
    return;
  throw UserError(fmt::format(
      "operator {}: its {} x {} x {} output is too large to be computed number by number; use "
      "--fidelity tile",
      header.name, header.count, header.m, header.n));
}

double ProductMemory::element(std::uint64_t operand, std::int64_t product, std::int64_t row,
                              std::int64_t col) const {
  std::uint64_t hash = mixed(seed_ ^ operand);
  for (const std::int64_t part : {product, row, col})
    hash = mixed(hash ^ static_cast<std::uint64_t>(part));
  return static_cast<double>(hash % 17) - 8.0;
}

double ProductMemory::input(std::int64_t product, std::int64_t m, std::int64_t k) const {
  return element(1, product, m, k);
}

double ProductMemory::weight(std::int64_t product, std::int64_t k, std::int64_t n) const {
  return element(2, product, k, n);
}

void ProductMemory::add(std::int64_t product, std::int64_t m, std::int64_t n, double sum) {
  std::vector<double>& elements = products_[product];
  if (elements.empty()) elements.resize(static_cast<std::size_t>(header_.m * header_.n), 0.0);
  elements[static_cast<std::size_t>(m * header_.n + n)] += sum;
}

void ProductMemory::check() const {
  for (const auto& [product, elements] : products_) {
    for (std::int64_t m = 0; m < header_.m; ++m) {
      for (std::int64_t n = 0; n < header_.n; ++n) {
        double expected = 0.0;
        for (std::int64_t k = 0; k < header_.k; ++k)
          expected += input(product, m, k) * weight(product, k, n);
        const double made = elements[static_cast<std::size_t>(m * header_.n + n)];
        if (made == expected) continue;
        throw ModelError(
            fmt::format("kernel {}: element ({}, {}) of product {} is {}, a plain multiplication "
                        "gives {}",
                        header_.name, m, n, product, made, expected));
      }
    }
  }
}

}  // namespace systole::hw
