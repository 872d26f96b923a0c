// A machine without time: it carries out the commands of a kernel, core by core, in any order that
// the tokens allow, and holds every command against the rules.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/checked.hpp"
#include "config/chip.hpp"
#include "program/program.hpp"

namespace systole::test {

/// What the commands of all cores of a kernel did.
struct Deeds {
  Macs macs = 0;
  std::int64_t tiles = 0;
  std::int64_t simple = 0;
  std::int64_t special = 0;
  std::array<Bytes, 3> loaded{};
  std::array<Bytes, 3> stored{};
  std::int64_t commands = 0;
  std::int64_t busiest_core_tiles = 0;
};

class TokenMachine {
 public:
  TokenMachine(const program::KernelHeader& header, const config::Chip& chip)
      : header_(header), slots_{header.input, header.weight, header.output} {
    Bytes total = 0;
    for (const program::SlotPlan& plan : slots_) total += plan.slots * plan.slot_bytes;
    require(total <= chip.core.sram.size_kib * kKib, "the slots fit the operand memory");
  }

  Deeds run(const program::Kernel& kernel) {
    for (std::int64_t core = 0; core < header_.cores; ++core) {
      const std::int64_t before = deeds_.tiles;
      run_core(kernel, core);
      deeds_.busiest_core_tiles = std::max(deeds_.busiest_core_tiles, deeds_.tiles - before);
    }
    return deeds_;
  }

 private:
  using Queues = std::array<std::deque<program::Action>, 4>;

  void require(bool holds, const std::string& rule) const {
    if (!holds) throw std::runtime_error(header_.name + ": broken rule: " + rule);
  }

  // Queues are run as far as they go, a few commands at a time, as the hardware does.
  void run_core(const program::Kernel& kernel, std::int64_t core) {
    constexpr std::size_t kAhead = 16;
    tokens_.assign(static_cast<std::size_t>(header_.tokens), 0);
    holds_data_.clear();
    const auto source = kernel.open(core);
    Queues queues;
    std::optional<program::Command> held;
    bool ended = false;
    while (true) {
      bool moved = false;
      while (!ended) {
        program::Command command;
        if (!held) {
          ended = !source->next(command);
          if (ended) break;
          held = command;
          ++deeds_.commands;
        }
        auto& queue = queues[static_cast<std::size_t>(held->queue)];
        if (queue.size() >= kAhead) break;
        queue.push_back(held->action);
        held.reset();
        moved = true;
      }
      for (std::size_t q = 0; q < queues.size(); ++q) {
        while (!queues[q].empty() && carry_out(queues[q].front(), static_cast<program::Queue>(q))) {
          queues[q].pop_front();
          moved = true;
        }
      }
      const bool empty =
          queues[0].empty() && queues[1].empty() && queues[2].empty() && queues[3].empty() && !held;
      if (ended && empty) return;
      require(moved, "no deadlock");
    }
  }

  std::int64_t& token(program::Token number) {
    require(number >= 0 && number < header_.tokens, "tokens are declared");
    return tokens_[static_cast<std::size_t>(number)];
  }

  void check_slot(Operand operand, program::Slot slot, Bytes bytes) const {
    const program::SlotPlan& plan = slots_[static_cast<std::size_t>(operand)];
    require(slot >= 0 && slot < plan.slots, "slots are declared");
    require(bytes <= plan.slot_bytes, "a transfer fits its slot");
  }

  void check_data(Operand operand, program::Slot slot) {
    require(holds_data_[{operand, slot}], "what is read was put there");
  }

  /// False when the command has to wait.
  bool carry_out(const program::Action& action, program::Queue queue) {
    if (const auto* wait = std::get_if<program::Wait>(&action)) {
      return token(wait->token) >= wait->count;
    }
    if (const auto* signal = std::get_if<program::Signal>(&action)) {
      ++token(signal->token);
    } else if (const auto* load = std::get_if<program::Load>(&action)) {
      require(queue == program::Queue::load, "loads are of the load queue");
      check_slot(load->operand, load->slot, ceil_div(load->region.bytes(), load->fills));
      deeds_.loaded[static_cast<std::size_t>(load->operand)] += load->region.bytes();
      holds_data_[{load->operand, load->slot}] = true;
    } else if (const auto* store = std::get_if<program::Store>(&action)) {
      require(queue == program::Queue::store, "stores are of the store queue");
      check_slot(store->operand, store->slot, store->region.bytes());
      check_data(store->operand, store->slot);
      deeds_.stored[static_cast<std::size_t>(store->operand)] += store->region.bytes();
    } else if (const auto* vector = std::get_if<program::Vector>(&action)) {
      carry_out(*vector, queue);
    } else {
      carry_out(std::get<program::Compute>(action), queue);
    }
    return true;
  }

  void carry_out(const program::Vector& vector, program::Queue queue) {
    require(queue == program::Queue::vector, "vector work is of the vector queue");
    check_slot(vector.from.operand, vector.from.slot, 0);
    check_slot(vector.to.operand, vector.to.slot, 0);
    check_data(vector.from.operand, vector.from.slot);
    holds_data_[{vector.to.operand, vector.to.slot}] = true;
    require(vector.simple >= 0 && vector.special >= 0 && vector.reductions >= 0,
            "operations are counted");
    deeds_.simple += vector.simple;
    deeds_.special += vector.special;
  }

  void carry_out(const program::Compute& tile, program::Queue queue) {
    require(queue == program::Queue::compute, "tiles are of the compute queue");
    require(tile.m > 0 && tile.n > 0 && tile.k > 0, "tiles are not empty");
    check_slot(Operand::input, tile.input_slot, 0);
    check_slot(Operand::weight, tile.weight_slot, 0);
    check_slot(Operand::output, tile.output_slot, 0);
    check_data(Operand::input, tile.input_slot);
    check_data(Operand::weight, tile.weight_slot);
    if (tile.accumulate == program::Accumulate::add) check_data(Operand::output, tile.output_slot);
    holds_data_[{Operand::output, tile.output_slot}] = true;
    deeds_.macs += tile.m * tile.n * tile.k;
    ++deeds_.tiles;
  }

  program::KernelHeader header_;
  std::array<program::SlotPlan, 3> slots_;
  std::vector<std::int64_t> tokens_;
  std::map<std::pair<Operand, program::Slot>, bool> holds_data_;
  Deeds deeds_;
};

/// Runs a kernel and requires that it does the MACs that it promises.
inline Deeds deeds_of(const program::Kernel& kernel, const config::Chip& chip) {
  const Deeds deeds = TokenMachine(kernel.header, chip).run(kernel);
  if (deeds.macs != kernel.header.macs)
    throw std::runtime_error(kernel.header.name + ": broken rule: the MACs promised are done");
  return deeds;
}

}  // namespace systole::test
