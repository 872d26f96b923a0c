// The integers that the simulator counts in. All are signed 64-bit, so that differences are safe.
#pragma once

#include <cstdint>

namespace systole {

using Cycles = std::int64_t;  ///< clock cycles of the core clock, unless a name says otherwise
using Bytes = std::int64_t;   ///< bytes
using Macs = std::int64_t;    ///< multiply-accumulates; 1 MAC = 2 operations
using Femtoseconds = std::int64_t;  ///< simulated time; the kernel's resolution is 1 fs
using Address = std::uint64_t;      ///< byte address in a chip's memory

constexpr Femtoseconds kFemtosecondsPerSecond = 1'000'000'000'000'000;
constexpr Bytes kKib = 1024;

}  // namespace systole
