// The numbers that the cycle level multiplies, and the check that their products are right.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "base/units.hpp"
#include "program/command.hpp"
#include "result/array_trace.hpp"

namespace systole::hw {

/// Operands are small integers that depend only on seed, product and place, so that sums are exact
/// in a double and any element can be made when it is needed. All cores' products are collected
/// here and compared at the end of a kernel: with a plain matrix multiplication where the kernel is
/// one shape of product, else with what its tiles should have added.
class ProductMemory {
 public:
  /// The least and the greatest operand.
  struct Values {
    std::int64_t low = -8;
    std::int64_t high = 8;
  };
  explicit ProductMemory(std::uint64_t seed) : seed_(seed) {}
  ProductMemory(std::uint64_t seed, const Values& values) : seed_(seed), values_(values) {}
  /// Told of every partial sum that was added, and of what the element is now.
  std::function<void(const result::ArrayOutput&)> on_add;

  /// Throws UserError when the products would not fit in memory.
  void begin_kernel(const program::KernelHeader& header);
  double input(std::int64_t product, std::int64_t m, std::int64_t k) const;
  double weight(std::int64_t product, std::int64_t k, std::int64_t n) const;
  /// A tile is about to be multiplied.
  void expect(const program::Compute& tile);
  /// Adds a partial sum to the product's element (m, n).
  void add(std::int64_t product, std::int64_t m, std::int64_t n, double sum);
  /// Throws ModelError naming the first element that differs.
  void check() const;

 private:
  struct Product {
    std::int64_t rows = 0;
    std::int64_t cols = 0;
    std::vector<double> made;
    std::vector<double> expected;  ///< empty where the plain multiplication tells
  };
  double element(std::uint64_t operand, std::int64_t product, std::int64_t row,
                 std::int64_t col) const;
  double dot(std::int64_t product, std::int64_t m, std::int64_t n, std::int64_t k0,
             std::int64_t k) const;
  void make_room(Product& product, std::int64_t rows, std::int64_t cols);
  void check(std::int64_t number, const Product& product) const;

  std::uint64_t seed_;
  Values values_;
  program::KernelHeader header_;
  bool one_shape_ = true;
  std::int64_t elements_ = 0;
  std::map<std::int64_t, Product> products_;
};

}  // namespace systole::hw
