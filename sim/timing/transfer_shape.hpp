// What one transfer touches: the contiguous pieces of a region, and the bytes that cross the
// memory's port when it moves whole, aligned pieces only.
#pragma once

#include "program/command.hpp"

namespace systole::timing {

/// A contiguous piece of memory.
struct Piece {
  Address address = 0;
  Bytes bytes = 0;
  Address end() const { return address + static_cast<Address>(bytes); }
};

/// Bytes that are moved for `region`: every row in whole pieces of `granule`; a piece that two
/// neighbouring rows share is moved once. Closed form: rows repeat their alignment after granule /
/// gcd(stride, granule) of them. Gather lists are added up row by row, in the order of the list.
Bytes transferred_bytes(const program::Region& region, Bytes granule);

/// From the first byte to the last, gaps included: what decides whether two regions can touch.
Piece extent_of(const program::Region& region);

namespace detail {

template <class Visit>
void visit_rows(const program::Region& region, Visit&& visit) {
  if (region.gather) {
    for (const Address address : *region.gather) visit(address);
    return;
  }
  for (std::int64_t plane = 0; plane < region.planes; ++plane) {
    for (std::int64_t row = 0; row < region.rows; ++row) {
      visit(region.address +
            static_cast<Address>(plane * region.plane_stride_bytes + row * region.stride_bytes));
    }
  }
}

}  // namespace detail

/// Calls `visit(Piece)` for the aligned pieces of `region` in order; rows that touch are one piece.
/// Bytes that are asked for twice, by rows that overlap, are moved twice.
template <class Visit>
void for_each_piece(const program::Region& region, Bytes granule, Visit&& visit) {
  const auto unit = static_cast<Address>(granule);
  Piece open;
  Address data_end = 0;
  detail::visit_rows(region, [&](Address begin) {
    if (region.row_bytes == 0) return;
    const Address end = begin + static_cast<Address>(region.row_bytes);
    const Address first = begin / unit * unit;
    const Address last = (end + unit - 1) / unit * unit;
    const bool touches = open.bytes > 0 && begin >= data_end && first <= open.end();
    data_end = end;
    if (touches) {
      open.bytes = static_cast<Bytes>(last - open.address);
      return;
    }
    if (open.bytes > 0) visit(open);
    open = {first, static_cast<Bytes>(last - first)};
  });
  if (open.bytes > 0) visit(open);
}

}  // namespace systole::timing
