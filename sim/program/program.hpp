// A whole Program: the distinct kernels of a workload and the order in which they run.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "program/command.hpp"

namespace systole::program {

/// What is launched at once: the commands of every core that takes part. A kernel can be opened as
/// often as needed; each opening of a core streams the same commands. It ends when all cores are
/// done.
struct Kernel {
  KernelHeader header;
  std::string mapping;  ///< one line a person can read: tile, loop order, slots
  std::function<std::unique_ptr<CommandSource>(std::int64_t core)> open;
};

/// One operator of the workload: a name, and the kernels that do it, one after the other.
struct Step {
  std::string name;
  std::vector<std::size_t> kernels;
  double measured_seconds = 0.0;  ///< 0 where the workload brings none
  /// Where this step's operands lie: added to the addresses of the kernel's regions, by Operand.
  /// Matters only where memory remembers: kernels are shared, tensors are not.
  std::array<Address, 3> placement{};
  /// Of the operator itself. Commands may do more: tiles that a mask cuts through, zeros that are
  /// multiplied too. 0 where it is not known.
  Macs useful_macs = 0;
};

struct Program {
  std::string workload;
  std::vector<Kernel> kernels;
  std::vector<Step> steps;
  std::vector<std::string> notes;
};

}  // namespace systole::program
