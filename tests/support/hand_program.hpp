// Programs written by hand, for tests of the hardware models.
#pragma once

#include <memory>
#include <vector>

#include "program/program.hpp"

namespace systole::test {

class ListedCommands : public program::CommandSource {
 public:
  explicit ListedCommands(std::vector<program::Command> commands)
      : commands_(std::move(commands)) {}
  bool next(program::Command& command) override {
    if (at_ == commands_.size()) return false;
    command = commands_[at_++];
    return true;
  }

 private:
  std::vector<program::Command> commands_;
  std::size_t at_ = 0;
};

/// One kernel of m x n x k with two slots of 1 KiB for each operand.
inline program::Program hand_program(const std::vector<program::Command>& commands,
                                     std::int64_t m = 0, std::int64_t n = 0, std::int64_t k = 0) {
  program::Kernel kernel;
  kernel.header.name = "by hand";
  kernel.header.kind = "gemm";
  kernel.header.m = m;
  kernel.header.n = n;
  kernel.header.k = k;
  kernel.header.macs = m * n * k;
  kernel.header.input = kernel.header.weight = kernel.header.output = {2, 1024};
  kernel.header.tokens = 8;
  kernel.open = [commands](std::int64_t) { return std::make_unique<ListedCommands>(commands); };
  program::Program program;
  program.workload = "by hand";
  program.kernels = {kernel};
  program.steps = {{"by hand", {0}, 0.0, {}}};
  return program;
}

}  // namespace systole::test
