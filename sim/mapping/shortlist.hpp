// The cheapest of many tilings.
#pragma once

#include <tuple>
#include <vector>

#include "mapping/estimate.hpp"

namespace systole::mapping {

/// Among tilings whose cycles can hardly be told apart, those with less traffic and fewer tiles
/// come first. Of tilings that differ in their groups only one is kept.
class Shortlist {
 public:
  static constexpr std::size_t kMost = 8;

  struct Entry {
    std::tuple<Cycles, Bytes, std::int64_t, Cycles> cost;
    Tiling tiling;
    Cycles cycles() const { return std::get<3>(cost); }
  };

  void offer(const Estimate& estimate, const Tiling& tiling);
  /// Whether so many cycles would be too many by now.
  bool is_beyond(Cycles cycles) const;
  /// The cheapest first.
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  bool is_full() const { return entries_.size() == kMost; }

  std::vector<Entry> entries_;
};

}  // namespace systole::mapping
