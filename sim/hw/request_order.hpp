// Keeps requests of one core that touch the same bytes in order on their way to the memory.
#pragma once

#include <cstdint>
#include <vector>

#include "timing/transfer_shape.hpp"

namespace systole::hw {

/// Two requests conflict when they overlap and one of them writes. A core has few requests between
/// being made and being handed to the memory, so its list is searched from the front.
class RequestOrder {
 public:
  using Id = std::uint64_t;

  explicit RequestOrder(std::int64_t cores) : lists_(static_cast<std::size_t>(cores)) {}

  void made(std::int32_t core, Id id, const timing::Piece& extent, bool write);
  /// The request is at the memory's door: true when it may pass, else it is held until `passed`
  /// names it.
  bool may_pass(std::int32_t core, Id id);
  /// The request was handed to the memory. Returns held requests that may pass now, in order.
  std::vector<Id> passed(std::int32_t core, Id id);

 private:
  struct Entry {
    Id id = 0;
    timing::Piece extent;
    bool write = false;
    bool held = false;
  };
  using List = std::vector<Entry>;

  static bool conflict(const Entry& a, const Entry& b);
  static bool is_free(const List& list, std::size_t index);

  std::vector<List> lists_;
};

}  // namespace systole::hw
