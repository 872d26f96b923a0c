// How long the vector unit of a core works on one command.
#pragma once

#include "config/chip.hpp"
#include "program/command.hpp"

namespace systole::timing {

/// Cycles in which the unit takes no other command: simple and special operations overlap, each at
/// its own lanes' rate, and reductions add theirs. 0 on a chip without a vector unit. The result is
/// there latency_cycles later.
Cycles vector_cycles(const program::Vector& work, const config::VectorUnitConfig& unit);

/// The unit as a pipeline: a command is taken as soon as the one before has been worked on, and its
/// result is there latency_cycles after its own work.
class VectorTimeline {
 public:
  explicit VectorTimeline(const config::VectorUnitConfig& unit) : unit_(unit) {}

  struct Span {
    Cycles begin = 0;
    Cycles busy = 0;
    Cycles stall = 0;  ///< the unit stood idle before, though it had worked already
    Cycles end = 0;    ///< when the result is there
  };
  Span run(const program::Vector& work, Cycles ready);
  /// From the last work until its result is there.
  Cycles tail() const { return worked_ && unit_.lanes > 0 ? unit_.latency_cycles : 0; }

 private:
  config::VectorUnitConfig unit_;
  bool worked_ = false;
  Cycles free_at_ = 0;
};

}  // namespace systole::timing
