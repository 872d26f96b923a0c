// A queue in one piece of memory that grows when it must: commands come and go without allocations.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace systole::hw {

template <class T>
class Ring {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  T& front() { return items_[first_]; }
  const T& front() const { return items_[first_]; }
  /// By age, 0 the oldest.
  T& operator[](std::size_t age) { return items_[(first_ + age) & (items_.size() - 1)]; }
  const T& operator[](std::size_t age) const {
    return items_[(first_ + age) & (items_.size() - 1)];
  }
  void push(T&& item) {
    if (size_ == items_.size()) grow();
    items_[(first_ + size_++) & (items_.size() - 1)] = std::move(item);
  }
  /// Not when empty. What the item held stays until its place is used again.
  void pop() {
    first_ = (first_ + 1) & (items_.size() - 1);
    --size_;
  }

 private:
  /// Sizes are powers of two, so that a place is found without a division.
  void grow() {
    std::vector<T> larger(items_.empty() ? kFirstSize : 2 * items_.size());
    for (std::size_t i = 0; i < size_; ++i) larger[i] = std::move((*this)[i]);
    items_ = std::move(larger);
    first_ = 0;
  }

  static constexpr std::size_t kFirstSize = 16;
  std::vector<T> items_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace systole::hw
