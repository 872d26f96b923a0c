// Requests of one channel that wait, in the order of their arrival.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "timing/dram_command.hpp"

namespace systole::timing {

/// One burst to read or write.
struct DramRequest {
  std::uint64_t id = 0;
  DramLocation location;
  bool write = false;
};

struct DramEntry {
  DramRequest request;
  Cycles arrival = 0;
  bool served = false;        ///< a command was issued for it: counted as hit, miss or conflict
  std::int32_t holds_up = 0;  ///< a read: younger writes to the same burst that wait for it
};

class DramQueue {
 public:
  explicit DramQueue(std::int64_t capacity) : capacity_(static_cast<std::size_t>(capacity)) {
    entries_.reserve(capacity_);
  }

  bool full() const { return entries_.size() >= capacity_; }
  bool empty() const { return entries_.empty(); }
  std::int64_t size() const { return static_cast<std::int64_t>(entries_.size()); }
  std::int64_t capacity() const { return static_cast<std::int64_t>(capacity_); }
  const std::vector<DramEntry>& entries() const { return entries_; }

  void push(const DramEntry& entry) { entries_.push_back(entry); }
  DramEntry& at(std::size_t position) { return entries_[position]; }
  DramEntry take(std::size_t position) {
    const DramEntry entry = entries_[position];
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(position));
    return entry;
  }
  /// The youngest entry for a burst; nullptr when there is none.
  DramEntry* find(const DramLocation& location) {
    const auto found = std::find_if(entries_.rbegin(), entries_.rend(), [&](const DramEntry& e) {
      return e.request.location == location;
    });
    return found == entries_.rend() ? nullptr : &*found;
  }

 private:
  std::size_t capacity_;
  std::vector<DramEntry> entries_;
};

}  // namespace systole::timing
