#include "timing/transfer_shape.hpp"

#include <set>

#include <catch2/catch.hpp>

#include "support/machines.hpp"

using namespace systole;
using program::Region;
using timing::Piece;

namespace {

std::vector<Piece> pieces_of(const Region& region, Bytes granule) {
  std::vector<Piece> pieces;
  timing::for_each_piece(region, granule, [&](const Piece& piece) { pieces.push_back(piece); });
  return pieces;
}

Bytes sum_of(const std::vector<Piece>& pieces) {
  Bytes sum = 0;
  for (const Piece& piece : pieces) sum += piece.bytes;
  return sum;
}

/// The distinct granules of all rows, one by one. Right for rows that do not overlap and come in
/// order.
Bytes counted(const Region& region, Bytes granule) {
  std::set<Address> granules;
  timing::detail::visit_rows(region, [&](Address begin) {
    for (Bytes i = 0; i < region.row_bytes; ++i) {
      granules.insert((begin + static_cast<Address>(i)) / static_cast<Address>(granule));
    }
  });
  return static_cast<Bytes>(granules.size()) * granule;
}

}  // namespace

TEST_CASE("Without alignment a transfer moves what was asked for") {
  const Region region{1001, 7, 13, 40};
  CHECK(timing::transferred_bytes(region, 1) == 7 * 13);
  CHECK(pieces_of(region, 1).size() == 7);
}

TEST_CASE("Rows that follow each other without a gap are one piece") {
  const auto pieces = pieces_of({4096, 16, 100, 100}, 1);
  REQUIRE(pieces.size() == 1);
  CHECK(pieces[0].address == 4096);
  CHECK(pieces[0].bytes == 1600);
}

TEST_CASE("The closed form of aligned transfers is the count of granules") {
  test::Dice dice(7);
  for (int i = 0; i < 2000; ++i) {
    Region region;
    region.address = static_cast<Address>(dice.between(0, 300));
    region.rows = dice.between(1, 40);
    region.row_bytes = dice.between(1, 90);
    region.stride_bytes = region.row_bytes + dice.between(0, 100);
    region.planes = dice.between(1, 3);
    region.plane_stride_bytes = region.rows * region.stride_bytes + dice.between(0, 70);
    const Bytes granule = dice.between(1, 96);
    CAPTURE(region.address, region.rows, region.row_bytes, region.stride_bytes, region.planes,
            region.plane_stride_bytes, granule);
    const Bytes moved = timing::transferred_bytes(region, granule);
    CHECK(moved == counted(region, granule));
    CHECK(moved == sum_of(pieces_of(region, granule)));
    CHECK(moved >= region.bytes());
  }
}

TEST_CASE("Rows that overlap are moved as often as they are asked for") {
  const Region region{0, 10, 64, 32};
  CHECK(timing::transferred_bytes(region, 64) == sum_of(pieces_of(region, 64)));
  CHECK(timing::transferred_bytes(region, 64) >= region.bytes());
}

TEST_CASE("A gather list moves whole granules, and neighbours in order share one") {
  Region region;
  region.rows = 3;
  region.row_bytes = 8;
  region.gather = std::make_shared<std::vector<Address>>(std::vector<Address>{0, 8, 1000});
  CHECK(timing::transferred_bytes(region, 1) == 24);
  CHECK(timing::transferred_bytes(region, 64) == 128);
  CHECK(timing::extent_of(region).end() == 1008);
}

TEST_CASE("The extent of a region reaches from its first to its last byte") {
  const Region region{100, 4, 10, 50, 3, 1000};
  const Piece extent = timing::extent_of(region);
  CHECK(extent.address == 100);
  CHECK(extent.bytes == 2 * 1000 + 3 * 50 + 10);
}
