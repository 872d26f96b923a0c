// A model that takes a share of another one's time: a draft model of which no more is known.
#pragma once

#include <cmath>

#include "llm/step_timer.hpp"

namespace systole::serve {

class ScaledTimer : public llm::StepTimer {
 public:
  /// `whole` outlives it.
  ScaledTimer(llm::StepTimer& whole, double share) : whole_(whole), share_(share) {}

  llm::Nanoseconds time(const llm::StepShape& step) override {
    return std::llround(share_ * static_cast<double>(whole_.time(step)));
  }
  /// It keeps keys and values of its own, which are not counted.
  llm::KvMemory kv_memory() const override { return {}; }

 private:
  llm::StepTimer& whole_;
  double share_;
};

}  // namespace systole::serve
