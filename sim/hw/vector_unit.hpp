// The vector unit: lanes that work on single elements, behind the vector queue. It has no process
// of its own: the core asks it when it can act next.
#pragma once

#include "config/chip.hpp"
#include "hw/command_queue.hpp"
#include "hw/sram.hpp"
#include "hw/systemc.hpp"
#include "hw/vector_activity.hpp"
#include "timing/vector_timing.hpp"

namespace systole::hw {

class VectorUnit : public sc_core::sc_module, Executor {
 public:
  struct Parts {
    Tokens& tokens;
    Sram& sram;
  };

  VectorUnit(const sc_core::sc_module_name& name, const config::VectorUnitConfig& config,
             const Parts& parts);

  CommandQueue& queue() { return queue_; }
  void begin_kernel();
  /// Closes the window of work and returns what happened in it.
  VectorActivity end_kernel();

 private:
  std::optional<Cycles> execute(const program::Action& action, Id id, Cycles now) override;
  Cycles& stall_of(program::Queue queue);

  config::VectorUnitConfig config_;
  Parts parts_;
  CommandQueue queue_;
  timing::VectorTimeline timeline_;
  VectorActivity activity_;
};

}  // namespace systole::hw
