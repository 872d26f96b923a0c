#include "hw/time_buckets.hpp"

#include <algorithm>

namespace systole::hw {

void TimeBuckets::widen_to(Cycles end) {
  while (end > width_ * static_cast<Cycles>(kMost)) {
    for (std::size_t i = 0; i < amounts_.size(); i += 2) {
      const double second = i + 1 < amounts_.size() ? amounts_[i + 1] : 0.0;
      amounts_[i / 2] = amounts_[i] + second;
    }
    amounts_.resize((amounts_.size() + 1) / 2);
    width_ *= 2;
  }
  const auto needed = static_cast<std::size_t>((end + width_ - 1) / width_);
  if (amounts_.size() < needed) amounts_.resize(needed, 0.0);
}

void TimeBuckets::add(Cycles begin, Cycles end, double amount) {
  end = std::max(end, begin + 1);
  widen_to(end);
  const double per_cycle = amount / static_cast<double>(end - begin);
  for (Cycles at = begin; at < end;) {
    const Cycles step = at / width_;
    const Cycles until = std::min(end, (step + 1) * width_);
    amounts_[static_cast<std::size_t>(step)] += per_cycle * static_cast<double>(until - at);
    at = until;
  }
}

std::vector<double> TimeBuckets::per_cycle(Cycles end) const {
  std::vector<double> rates;
  for (std::size_t i = 0; i < amounts_.size(); ++i) {
    const Cycles from = static_cast<Cycles>(i) * width_;
    const Cycles length = std::min(width_, end - from);
    if (length > 0) rates.push_back(amounts_[i] / static_cast<double>(length));
  }
  return rates;
}

}  // namespace systole::hw
