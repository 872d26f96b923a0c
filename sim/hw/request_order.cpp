#include "hw/request_order.hpp"

#include <algorithm>

namespace systole::hw {

void RequestOrder::made(std::int32_t core, Id id, const timing::Piece& extent, bool write) {
  lists_[static_cast<std::size_t>(core)].push_back({id, extent, write, false});
}

bool RequestOrder::conflict(const Entry& a, const Entry& b) {
  const bool overlap = a.extent.address < b.extent.end() && b.extent.address < a.extent.end();
  return overlap && (a.write || b.write);
}

bool RequestOrder::is_free(const List& list, std::size_t index) {
  return std::none_of(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(index),
                      [&](const Entry& earlier) { return conflict(earlier, list[index]); });
}

bool RequestOrder::may_pass(std::int32_t core, Id id) {
  List& list = lists_[static_cast<std::size_t>(core)];
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Entry& entry) { return entry.id == id; });
  found->held = !is_free(list, static_cast<std::size_t>(found - list.begin()));
  return !found->held;
}

std::vector<RequestOrder::Id> RequestOrder::passed(std::int32_t core, Id id) {
  List& list = lists_[static_cast<std::size_t>(core)];
  list.erase(
      std::find_if(list.begin(), list.end(), [&](const Entry& entry) { return entry.id == id; }));
  std::vector<Id> released;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!list[i].held || !is_free(list, i)) continue;
    list[i].held = false;
    released.push_back(list[i].id);
  }
  return released;
}

}  // namespace systole::hw
