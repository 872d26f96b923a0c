// How neighbouring blocks of memory are spread over channels.
#pragma once

#include <cstdint>

namespace systole::timing {

/// Every row of `channels` blocks goes once round the channels, and each row begins at another one,
/// drawn from its number: so that no stride meets a few of them only. Address hashes of real
/// memories do the same; theirs are not published.
inline std::int64_t channel_of(std::int64_t block, std::int64_t channels) {
  const auto row = static_cast<std::uint64_t>(block / channels);
  std::uint64_t mixed = (row ^ (row >> 30)) * 0xbf58476d1ce4e5b9ULL;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
  const auto turn = static_cast<std::int64_t>((mixed >> 33) % static_cast<std::uint64_t>(channels));
  return (block % channels + turn) % channels;
}

}  // namespace systole::timing
