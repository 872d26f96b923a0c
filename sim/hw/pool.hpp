// Objects that come and go without allocations: those given back are taken again.
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

namespace systole::hw {

template <class T>
class Pool {
 public:
  using Number = std::size_t;

  /// The number of an object that nobody else has, as it was left. Objects stay where they are.
  Number take() {
    if (unused_.empty()) {
      unused_.push_back(objects_.size());
      objects_.emplace_back();
    }
    const Number number = unused_.back();
    unused_.pop_back();
    return number;
  }
  T& operator[](Number number) { return objects_[number]; }
  void give_back(Number number) { unused_.push_back(number); }

 private:
  std::deque<T> objects_;
  std::vector<Number> unused_;
};

}  // namespace systole::hw
