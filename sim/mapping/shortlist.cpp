#include "mapping/shortlist.hpp"

#include <algorithm>

namespace systole::mapping {

namespace {

bool differ_in_groups_only(const Tiling& a, const Tiling& b) {
  return a.tile.m == b.tile.m && a.tile.n == b.tile.n && a.tile.k == b.tile.k &&
         a.split_k == b.split_k;
}

}  // namespace

bool Shortlist::is_beyond(Cycles cycles) const {
  return is_full() && leading_bits(cycles) > std::get<0>(entries_.back().cost);
}

void Shortlist::offer(const Estimate& estimate, const Tiling& tiling) {
  const Entry entry{{leading_bits(estimate.cycles), leading_bits(estimate.dram_bytes),
                     estimate.tiles, estimate.cycles},
                    tiling};
  if (is_full() && entry.cost >= entries_.back().cost) return;
  const auto same = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& other) {
    return differ_in_groups_only(other.tiling, tiling);
  });
  if (same != entries_.end()) {
    if (same->cost <= entry.cost) return;
    entries_.erase(same);
  }
  const auto place =
      std::upper_bound(entries_.begin(), entries_.end(), entry,
                       [](const Entry& a, const Entry& b) { return a.cost < b.cost; });
  entries_.insert(place, entry);
  if (entries_.size() > kMost) entries_.pop_back();
}

}  // namespace systole::mapping
