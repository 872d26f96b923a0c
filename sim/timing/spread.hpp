// How neighbouring blocks of memory are spread over equal parts: slices of a buffer, channels.
#pragma once

#include <cstdint>

namespace systole::timing {

/// Every row of `parts` blocks goes once round the parts, and each row begins at another one, drawn
/// from its number: so that no stride meets a few parts only. Address hashes of real memories do
/// the same; theirs are not published.
inline std::int64_t part_of(std::int64_t block, std::int64_t parts) {
  const auto row = static_cast<std::uint64_t>(block / parts);
  std::uint64_t mixed = (row ^ (row >> 30)) * 0xbf58476d1ce4e5b9ULL;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
  const auto turn = static_cast<std::int64_t>((mixed >> 33) % static_cast<std::uint64_t>(parts));
  return (block % parts + turn) % parts;
}

}  // namespace systole::timing
