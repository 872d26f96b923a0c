// The matrix unit: an array of processing elements, or dot-product units, behind the compute queue.
// It has no process of its own: the core asks it when it can act next.
#pragma once

#include <functional>
#include <memory>

#include "config/chip.hpp"
#include "hw/array_books.hpp"
#include "hw/command_queue.hpp"
#include "hw/sram.hpp"
#include "timing/matrix_timeline.hpp"

namespace systole::hw {

/// Carries out tiles; how is the fidelity. The unit keeps the books, so both levels count alike.
class TileEngine {
 public:
  virtual ~TileEngine() = default;
  virtual void begin_kernel(const program::KernelHeader& header) = 0;
  /// Starts a tile whose operands are ready now. `expected` is when the equations say it is
  /// complete; the engine returns the cycle in which it is, or Executor::kLater and reports it
  /// through `finished`.
  virtual Cycles start(const program::Compute& tile, Executor::Id id, Cycles expected) = 0;
  /// Throws ModelError when work is left.
  virtual void end_kernel() = 0;
  std::function<void(Executor::Id, Cycles)> finished;
};

/// The `tile` level: a tile takes what the equations say.
class EquationEngine : public TileEngine {
 public:
  void begin_kernel(const program::KernelHeader&) override {}
  Cycles start(const program::Compute&, Executor::Id, Cycles expected) override { return expected; }
  void end_kernel() override {}
};

class MatrixUnit : public sc_core::sc_module, Executor {
 public:
  struct Parts {
    Tokens& tokens;
    Sram& sram;
    TileEngine& engine;
  };

  MatrixUnit(const sc_core::sc_module_name& name, const config::MatrixUnitConfig& config,
             const Parts& parts);

  CommandQueue& queue() { return queue_; }

  /// `reads_back`: partial sums that left the array are read again (not so in SCALE-Sim's
  /// accounting).
  void begin_kernel(const program::KernelHeader& header, bool reads_back);
  /// Closes the window of work and returns what happened in it.
  ArrayActivity end_kernel();
  /// Called when a tile whose end was not known has ended.
  std::function<void()> woken;

 private:
  std::optional<Cycles> execute(const program::Action& action, Id id, Cycles now) override;

  config::MatrixUnitConfig config_;
  Parts parts_;
  CommandQueue queue_;
  timing::MatrixTimeline timeline_;
  ArrayBooks books_;
};

}  // namespace systole::hw
