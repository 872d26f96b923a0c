// Kernels made by hand, without a mapper: every core walks over tiles of one large product.
#pragma once

#include <deque>
#include <memory>

#include "program/program.hpp"

namespace systole::test {

/// Each step of a core is two loads and one tile; after `steps_per_output` of them the output is
/// stored. Operands of `dtype_bytes`; tiles lie one behind the other in memory. Cores stand in rows
/// of `cores_per_row`: those of a row have the same inputs, those of a column the same weights.
struct TileSteps {
  std::int64_t cores = 1;
  std::int64_t cores_per_row = 8;
  std::int64_t steps = 64;  ///< of each core
  std::int64_t steps_per_output = 16;
  std::int64_t tile_m = 128;
  std::int64_t tile_n = 128;
  std::int64_t tile_k = 64;
  std::int64_t dtype_bytes = 2;
  std::int64_t slots = 3;
};

class TileStepCommands : public program::CommandSource {
 public:
  TileStepCommands(const TileSteps& plan, std::int64_t core) : plan_(plan), core_(core) {}

  bool next(program::Command& command) override {
    while (at_ == made_) {
      if (step_ == plan_.steps) return false;
      at_ = made_ = 0;
      make_step();
      ++step_;
    }
    command = ready_[at_++];
    return true;
  }

 private:
  using Queue = program::Queue;
  enum Token { kLoaded, kFreed, kMade, kStored };

  void emit(Queue queue, program::Action action) { ready_[made_++] = {queue, std::move(action)}; }

  void load(Operand operand, program::Slot slot, Address address, Bytes bytes) {
    emit(Queue::load, program::Load{operand, slot, {address, 1, bytes, bytes, 1, 0, {}}});
  }

  Address tile_address(Address operand, std::int64_t line, Bytes tile_bytes) const {
    return (operand << 40) + static_cast<Address>((line * plan_.steps + step_) * tile_bytes);
  }

  void make_step() {
    const auto slot = static_cast<program::Slot>(step_ % plan_.slots);
    const std::int64_t number = step_ / plan_.steps_per_output;
    const bool first = step_ % plan_.steps_per_output == 0;
    const bool last = (step_ + 1) % plan_.steps_per_output == 0 || step_ + 1 == plan_.steps;
    const auto output_slot = static_cast<program::Slot>(number % 2);
    const Bytes input = plan_.tile_m * plan_.tile_k * plan_.dtype_bytes;
    const Bytes weight = plan_.tile_n * plan_.tile_k * plan_.dtype_bytes;
    if (step_ >= plan_.slots) emit(Queue::load, program::Wait{kFreed, step_ + 1 - plan_.slots});
    const std::int64_t row = core_ / plan_.cores_per_row;
    const std::int64_t column = core_ % plan_.cores_per_row;
    load(Operand::input, slot, tile_address(0, row, input), input);
    load(Operand::weight, slot, tile_address(1, column, weight), weight);
    emit(Queue::load, program::Signal{kLoaded});
    emit(Queue::compute, program::Wait{kLoaded, step_ + 1});
    if (first && number >= 2) emit(Queue::compute, program::Wait{kStored, number - 1});
    emit(Queue::compute,
         program::Compute{plan_.tile_m, plan_.tile_n, plan_.tile_k, false, false,
                          first ? program::Accumulate::overwrite : program::Accumulate::add, slot,
                          slot, output_slot, number, core_ * plan_.tile_m, 0,
                          (step_ % plan_.steps_per_output) * plan_.tile_k});
    emit(Queue::compute, program::Signal{kFreed});
    if (last) store(output_slot, number);
  }

  void store(program::Slot slot, std::int64_t number) {
    const Bytes bytes = plan_.tile_m * plan_.tile_n * plan_.dtype_bytes;
    const std::int64_t outputs = plan_.steps / plan_.steps_per_output + 1;
    const Address address =
        (Address{1} << 41) + static_cast<Address>((core_ * outputs + number) * bytes);
    emit(Queue::compute, program::Signal{kMade});
    emit(Queue::store, program::Wait{kMade, number + 1});
    emit(Queue::store, program::Store{Operand::output, slot, {address, 1, bytes, bytes, 1, 0, {}}});
    emit(Queue::store, program::Signal{kStored});
  }

  TileSteps plan_;
  std::int64_t core_;
  std::int64_t step_ = 0;
  std::array<program::Command, 16> ready_;
  std::size_t at_ = 0;
  std::size_t made_ = 0;
};

inline program::Kernel tile_steps_kernel(const TileSteps& plan) {
  program::Kernel kernel;
  kernel.header.name = "tile steps";
  kernel.header.kind = "gemm";
  kernel.header.cores = plan.cores;
  kernel.header.dtype = DType::bf16;
  kernel.header.macs = plan.cores * plan.steps * plan.tile_m * plan.tile_n * plan.tile_k;
  kernel.header.input = {plan.slots, plan.tile_m * plan.tile_k * plan.dtype_bytes};
  kernel.header.weight = {plan.slots, plan.tile_n * plan.tile_k * plan.dtype_bytes};
  kernel.header.output = {2, plan.tile_m * plan.tile_n * plan.dtype_bytes};
  kernel.header.tokens = 4;
  kernel.open = [plan](std::int64_t core) {
    return std::make_unique<TileStepCommands>(plan, core);
  };
  return kernel;
}

inline program::Program tile_steps_program(const TileSteps& plan) {
  program::Program program;
  program.workload = "tile steps";
  program.kernels = {tile_steps_kernel(plan)};
  program.steps = {{"tile steps", {0}, 0.0, {}}};
  return program;
}

}  // namespace systole::test
