// The requests of one direction that wait at a channel, by age and by bank. Cheap to copy, and
// without a search where a bank is looked at.
#pragma once

#include <vector>

#include "base/units.hpp"

namespace systole::timing {

/// Bursts that wait: one, or a few that follow each other in a row.
struct DramWaiting {
  Cycles arrival = 0;
  std::int64_t burst = 0;   ///< the channel's number of the first
  std::int64_t serial = 0;  ///< of the call that asked for it
  std::int32_t bank = 0;
  std::int32_t row = 0;
  std::int32_t bursts = 1;
  bool counted = false;
};

class DramRunQueue {
 public:
  using Slot = std::int32_t;
  static constexpr Slot kNone = -1;

  DramRunQueue(std::int64_t capacity, std::int64_t banks);

  /// Bursts.
  std::int64_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::int64_t room() const { return static_cast<std::int64_t>(nodes_.size()) - size_; }

  void push(const DramWaiting& waiting);
  void erase(Slot slot);

  DramWaiting& operator[](Slot slot) { return node(slot).waiting; }
  const DramWaiting& operator[](Slot slot) const { return node(slot).waiting; }
  Slot oldest() const { return first_; }
  Slot youngest() const { return last_; }
  Slot older(Slot slot) const { return node(slot).older; }
  Slot younger(Slot slot) const { return node(slot).younger; }
  /// Banks with requests, in no particular order.
  const std::vector<std::int32_t>& banks() const { return waited_for_; }
  Slot oldest_of(std::int32_t bank) const { return banks_[index(bank)].first; }
  Slot younger_of_bank(Slot slot) const { return node(slot).younger_of_bank; }
  bool is_older(Slot a, Slot b) const { return node(a).age < node(b).age; }
  /// How many have been pushed so far.
  std::int64_t pushes() const { return ages_; }

 private:
  struct Node {
    DramWaiting waiting;
    std::int64_t age = 0;
    Slot older = kNone;
    Slot younger = kNone;  ///< or the next free one
    Slot older_of_bank = kNone;
    Slot younger_of_bank = kNone;
  };
  struct Bank {
    Slot first = kNone;
    Slot last = kNone;
    std::int32_t place = 0;  ///< in the list of banks with requests
  };

  static std::size_t index(std::int32_t number) { return static_cast<std::size_t>(number); }
  Node& node(Slot slot) { return nodes_[index(slot)]; }
  const Node& node(Slot slot) const { return nodes_[index(slot)]; }
  void append_to_bank(Slot slot);
  void remove_from_bank(Slot slot);

  std::vector<Node> nodes_;
  std::vector<Bank> banks_;
  std::vector<std::int32_t> waited_for_;
  Slot first_ = kNone;
  Slot last_ = kNone;
  Slot free_ = 0;
  std::int64_t size_ = 0;
  std::int64_t ages_ = 0;
};

}  // namespace systole::timing
