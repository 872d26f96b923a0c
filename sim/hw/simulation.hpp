// What every module of one simulation shares: the first fault, and the count of process
// activations.
#pragma once

#include <exception>

#include "hw/systemc.hpp"

namespace systole::hw {

class Simulation {
 public:
  /// Runs the body of a process. An exception must not cross the kernel (its type would be lost
  /// there): the first one is kept, the kernel stops, and `rethrow` throws it again outside.
  template <class Body>
  void activate(Body&& body) {
    ++activations_;
    try {
      body();
    } catch (...) {
      if (!fault_) fault_ = std::current_exception();
      sc_core::sc_stop();
    }
  }

  void rethrow() const {
    if (fault_) std::rethrow_exception(fault_);
  }

  std::int64_t activations() const { return activations_; }

 private:
  std::exception_ptr fault_;
  std::int64_t activations_ = 0;
};

}  // namespace systole::hw
