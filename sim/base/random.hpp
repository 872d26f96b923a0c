// Random numbers that are the same on every machine and with every library.
#pragma once

#include <cstdint>

namespace systole {

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
class Random {
 public:
  using result_type = std::uint64_t;  ///< what distributions of a library ask for

  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t bits() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::uint64_t operator()() { return bits(); }
  static constexpr std::uint64_t min() { return 0; }
  static constexpr std::uint64_t max() { return UINT64_MAX; }
  /// In [0, limit), each equally likely.
  std::int64_t below(std::int64_t limit) {
    const auto range = static_cast<std::uint64_t>(limit);
    const std::uint64_t fair = UINT64_MAX - UINT64_MAX % range;
    std::uint64_t drawn = bits();
    while (drawn >= fair) drawn = bits();
    return static_cast<std::int64_t>(drawn % range);
  }
  /// In [0, 1).
  double unit() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

 private:
  std::uint64_t state_;
};

}  // namespace systole
