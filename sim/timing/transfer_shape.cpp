#include "timing/transfer_shape.hpp"

#include <algorithm>
#include <numeric>

namespace systole::timing {

namespace {

/// The granules of rows of one length.
class RowShape {
 public:
  RowShape(Bytes row_bytes, Bytes granule)
      : row_(static_cast<Address>(row_bytes)), unit_(static_cast<Address>(granule)) {}

  Bytes moved(Address begin) const { return static_cast<Bytes>(up(begin + row_) - down(begin)); }
  /// What two neighbours have in common: one granule when the second begins where the first has
  /// ended.
  Bytes shared(Address begin, Address next) const {
    const bool disjoint = next >= begin + row_;
    return disjoint && down(next) < up(begin + row_) ? static_cast<Bytes>(unit_) : 0;
  }

 private:
  Address down(Address address) const { return address / unit_ * unit_; }
  Address up(Address address) const { return down(address + unit_ - 1); }

  Address row_;
  Address unit_;
};

/// How many of 0 .. count - 1 leave the rest `index` when divided by `period`.
std::int64_t repeats(std::int64_t count, std::int64_t period, std::int64_t index) {
  return index < count ? (count - 1 - index) / period + 1 : 0;
}

Bytes plane_bytes(const program::Region& region, Address first, Bytes granule) {
  const RowShape shape(region.row_bytes, granule);
  const std::int64_t period = granule / std::gcd(region.stride_bytes, granule);
  const auto row = [&](std::int64_t index) {
    return first + static_cast<Address>(index * region.stride_bytes);
  };
  Bytes sum = 0;
  for (std::int64_t i = 0; i < std::min(period, region.rows); ++i) {
    sum += repeats(region.rows, period, i) * shape.moved(row(i));
    sum -= repeats(region.rows - 1, period, i) * shape.shared(row(i), row(i + 1));
  }
  return sum;
}

}  // namespace

Bytes transferred_bytes(const program::Region& region, Bytes granule) {
  if (granule == 1 || region.bytes() == 0) return region.bytes();
  const RowShape shape(region.row_bytes, granule);
  Bytes sum = 0;
  if (region.gather) {
    for_each_piece(region, granule, [&](const Piece& piece) { sum += piece.bytes; });
    return sum;
  }
  for (std::int64_t plane = 0; plane < region.planes; ++plane) {
    const Address first = region.address + static_cast<Address>(plane * region.plane_stride_bytes);
    sum += plane_bytes(region, first, granule);
    const Address last_row = first + static_cast<Address>((region.rows - 1) * region.stride_bytes);
    const Address next = first + static_cast<Address>(region.plane_stride_bytes);
    if (plane + 1 < region.planes) sum -= shape.shared(last_row, next);
  }
  return sum;
}

Piece extent_of(const program::Region& region) {
  if (!region.gather) {
    const Bytes span = (region.planes - 1) * region.plane_stride_bytes +
                       (region.rows - 1) * region.stride_bytes + region.row_bytes;
    return {region.address, span};
  }
  const auto [low, high] = std::minmax_element(region.gather->begin(), region.gather->end());
  return {*low, static_cast<Bytes>(*high - *low) + region.row_bytes};
}

}  // namespace systole::timing
