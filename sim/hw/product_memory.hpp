// The numbers that the cycle level multiplies, and the check that their products are right.
#pragma once

#include <map>
#include <vector>

#include "base/units.hpp"
#include "program/command.hpp"

namespace systole::hw {

/// Operands are small integers that depend only on seed, kernel, product and place, so that sums
/// are exact in a double and any element can be made when it is needed. Products are collected here
/// and compared with a plain matrix multiplication at the end of a kernel.
class ProductMemory {
 public:
  explicit ProductMemory(std::uint64_t seed) : seed_(seed) {}

  /// Throws UserError when the products would not fit in memory.
  void begin_kernel(const program::KernelHeader& header);
  double input(std::int64_t product, std::int64_t m, std::int64_t k) const;
  double weight(std::int64_t product, std::int64_t k, std::int64_t n) const;
  /// Adds a partial sum to the product's element (m, n).
  void add(std::int64_t product, std::int64_t m, std::int64_t n, double sum);
  /// Throws ModelError naming the first element that differs from the plain multiplication.
  void check() const;

 private:
  double element(std::uint64_t operand, std::int64_t product, std::int64_t row,
                 std::int64_t col) const;

  std::uint64_t seed_;
  program::KernelHeader header_;
  std::map<std::int64_t, std::vector<double>> products_;
};

}  // namespace systole::hw
