#include "serve/gauge.hpp"

#include <algorithm>

namespace systole::serve {

void Gauge::set(Nanoseconds now, std::int64_t value) {
  if (now > since_) {
    integral_ += static_cast<Wide>(value_) * (now - since_);
    spread(since_, now);
    since_ = now;
  }
  value_ = value;
  highest_ = std::max(highest_, value);
}

double Gauge::mean(Nanoseconds until) const {
  return until > 0 ? static_cast<double>(integral_) / static_cast<double>(until) : 0.0;
}

void Gauge::widen_to(Nanoseconds end) {
  while (end > step_ * static_cast<Nanoseconds>(kMostBuckets)) {
    for (std::size_t i = 0; i < buckets_.size(); i += 2) {
      const Bucket second = i + 1 < buckets_.size() ? buckets_[i + 1] : Bucket{};
      buckets_[i / 2] = {buckets_[i].amount + second.amount,
                         std::max(buckets_[i].highest, second.highest)};
    }
    buckets_.resize((buckets_.size() + 1) / 2);
    step_ *= 2;
  }
  const auto needed = static_cast<std::size_t>((end + step_ - 1) / step_);
  if (buckets_.size() < needed) buckets_.resize(needed);
}

void Gauge::spread(Nanoseconds begin, Nanoseconds end) {
  widen_to(end);
  for (Nanoseconds at = begin; at < end;) {
    const Nanoseconds place = at / step_;
    const Nanoseconds until = std::min(end, (place + 1) * step_);
    Bucket& bucket = buckets_[static_cast<std::size_t>(place)];
    bucket.amount += static_cast<double>(value_) * static_cast<double>(until - at);
    bucket.highest = std::max(bucket.highest, value_);
    at = until;
  }
}

Gauge::Curve Gauge::curve(Nanoseconds until) const {
  Curve curve{step_, {}, {}};
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    const Nanoseconds from = static_cast<Nanoseconds>(i) * step_;
    const Nanoseconds length = std::min(step_, until - from);
    if (length <= 0) break;
    curve.means.push_back(buckets_[i].amount / static_cast<double>(length));
    curve.highest.push_back(buckets_[i].highest);
  }
  return curve;
}

}  // namespace systole::serve
