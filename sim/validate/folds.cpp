#include "validate/folds.hpp"

#include <cstdint>

namespace systole::validate {

std::size_t fold_of(const std::string& word) {
  // FNV-1a: short, well known, and not the library's, which may differ.
  constexpr std::uint64_t kBasis = 14695981039346656037U;
  constexpr std::uint64_t kPrime = 1099511628211U;
  constexpr int kHalf = 32;  // low bits alone follow the last letters too closely
  std::uint64_t hash = kBasis;
  for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  return static_cast<std::size_t>((hash ^ (hash >> kHalf)) % kFolds);
}

}  // namespace systole::validate
