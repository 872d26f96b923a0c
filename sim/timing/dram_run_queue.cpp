#include "timing/dram_run_queue.hpp"

namespace systole::timing {

DramRunQueue::DramRunQueue(std::int64_t capacity, std::int64_t banks)
    : nodes_(static_cast<std::size_t>(capacity)), banks_(static_cast<std::size_t>(banks)) {
  for (std::size_t i = 0; i + 1 < nodes_.size(); ++i) nodes_[i].younger = static_cast<Slot>(i + 1);
  waited_for_.reserve(banks_.size());
}

void DramRunQueue::push(const DramWaiting& waiting) {
  const Slot slot = free_;
  Node& pushed = node(slot);
  free_ = pushed.younger;
  pushed = Node{};
  pushed.waiting = waiting;
  pushed.age = ages_++;
  pushed.older = last_;
  (last_ == kNone ? first_ : node(last_).younger) = slot;
  last_ = slot;
  append_to_bank(slot);
  size_ += waiting.bursts;
}

void DramRunQueue::erase(Slot slot) {
  remove_from_bank(slot);
  Node& erased = node(slot);
  (erased.older == kNone ? first_ : node(erased.older).younger) = erased.younger;
  (erased.younger == kNone ? last_ : node(erased.younger).older) = erased.older;
  erased.younger = free_;
  free_ = slot;
  size_ -= erased.waiting.bursts;
}

void DramRunQueue::append_to_bank(Slot slot) {
  Node& pushed = node(slot);
  Bank& bank = banks_[index(pushed.waiting.bank)];
  pushed.older_of_bank = bank.last;
  if (bank.last == kNone) {
    bank.first = slot;
    bank.place = static_cast<std::int32_t>(waited_for_.size());
    waited_for_.push_back(pushed.waiting.bank);
  } else {
    node(bank.last).younger_of_bank = slot;
  }
  bank.last = slot;
}

void DramRunQueue::remove_from_bank(Slot slot) {
  const Node& erased = node(slot);
  Bank& bank = banks_[index(erased.waiting.bank)];
  const Slot older = erased.older_of_bank;
  const Slot younger = erased.younger_of_bank;
  (older == kNone ? bank.first : node(older).younger_of_bank) = younger;
  (younger == kNone ? bank.last : node(younger).older_of_bank) = older;
  if (bank.first != kNone) return;
  const std::int32_t moved = waited_for_.back();
  banks_[index(moved)].place = bank.place;
  waited_for_[index(bank.place)] = moved;
  waited_for_.pop_back();
}

}  // namespace systole::timing
