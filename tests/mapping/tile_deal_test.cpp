#include "mapping/tile_deal.hpp"

#include <algorithm>
#include <vector>

#include <catch2/catch.hpp>

#include "support/machines.hpp"

using namespace systole;
using mapping::TileDeal;
using mapping::Tiling;

namespace {

Tiling blocks_of(std::int64_t cores, std::int64_t together) {
  Tiling tiling;
  tiling.cores = cores;
  tiling.tiles_in_flight = together;
  return tiling;
}

std::vector<std::int64_t> hand_of(const TileDeal& deal, std::int64_t core, std::int64_t tiles) {
  std::vector<std::int64_t> hand;
  while (deal.tile(core, static_cast<std::int64_t>(hand.size())) < tiles)
    hand.push_back(deal.tile(core, static_cast<std::int64_t>(hand.size())));
  return hand;
}

}  // namespace

TEST_CASE("Every tile is dealt to one core, and nobody gets more than was said") {
  test::Dice dice(5);
  for (int i = 0; i < 200; ++i) {
    const std::int64_t tiles = dice.between(1, 60);
    const std::int64_t cores = dice.between(1, 9);
    const TileDeal deal(tiles, blocks_of(cores, dice.between(0, 3)));
    std::vector<std::int64_t> dealt;
    std::size_t most = 0;
    for (std::int64_t core = 0; core < cores; ++core) {
      const auto hand = hand_of(deal, core, tiles);
      dealt.insert(dealt.end(), hand.begin(), hand.end());
      most = std::max(most, hand.size());
    }
    std::sort(dealt.begin(), dealt.end());
    CAPTURE(tiles, cores);
    REQUIRE(dealt.size() == static_cast<std::size_t>(tiles));
    CHECK(dealt.back() == tiles - 1);
    CHECK(std::adjacent_find(dealt.begin(), dealt.end()) == dealt.end());
    CHECK(static_cast<std::size_t>(deal.most()) == most);
  }
}

TEST_CASE("Blocks that share cores: one for each first, and the last ones side by side") {
  const TileDeal few(6, blocks_of(4, 2));
  CHECK(hand_of(few, 0, 6) == std::vector<std::int64_t>{0, 4});
  CHECK(hand_of(few, 3, 6) == std::vector<std::int64_t>{3});
  const TileDeal more(11, blocks_of(4, 2));
  CHECK(hand_of(more, 0, 11) == std::vector<std::int64_t>{0, 4, 8, 9});
  CHECK(hand_of(more, 1, 11) == std::vector<std::int64_t>{1, 5, 10});
  CHECK(more.most() == 4);
}
