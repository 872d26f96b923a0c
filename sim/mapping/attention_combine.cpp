#include "mapping/attention_combine.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "mapping/command_buffer.hpp"
#include "mapping/problem.hpp"

namespace systole::mapping {

namespace {

using program::Queue;

enum : program::Token { filled, worked, stored, tokens };

class CombineCommands : public program::CommandSource {
 public:
  CombineCommands(const CombinePlan& plan, std::int64_t core)
      : plan_(plan), first_row_(core * plan.rows_of_block) {}

  bool next(program::Command& command) override {
    if (ready_.empty() && first_row_ < plan_.rows) add_part();
    if (ready_.empty()) return false;
    ready_.pop(command);
    return true;
  }

 private:
  void add_part() {
    const auto slot = static_cast<program::Slot>(read_ % plan_.parts_ahead);
    if (read_ >= plan_.parts_ahead)
      ready_.push(Queue::load, program::Wait{worked, read_ + 1 - plan_.parts_ahead});
    ready_.push(Queue::load, program::Load{Operand::output, slot, partial()});
    ready_.push(Queue::load, program::Signal{filled});
    ++read_;
    ++part_;
    ready_.push(Queue::vector, program::Wait{filled, read_});
    if (part_ == 1 && blocks_ > 0) ready_.push(Queue::vector, program::Wait{stored, blocks_});
    ready_.push(Queue::vector, weighing(slot));
    ready_.push(Queue::vector, program::Signal{worked});
    if (part_ == plan_.parts) finish_block();
  }

  std::int64_t rows() const { return std::min(plan_.rows_of_block, plan_.rows - first_row_); }

  /// Scaled and added; behind the last part, divided too.
  program::Vector weighing(program::Slot slot) const {
    const std::int64_t times = part_ == plan_.parts ? 2 : 1;
    program::Vector work;
    work.simple = times * rows() * plan_.value_dim;
    work.special = times * rows();
    work.from = {Operand::output, slot};
    work.to = {Operand::output, sums()};
    return work;
  }

  void finish_block() {
    ready_.push(Queue::store, program::Wait{worked, read_});
    ready_.push(Queue::store,
                program::Store{Operand::output, sums(), rows_at(0, 0, plan_.output_row_bytes)});
    ready_.push(Queue::store, program::Signal{stored});
    part_ = 0;
    ++blocks_;
    first_row_ += plan_.cores * plan_.rows_of_block;
  }

  program::Region partial() const {
    return rows_at(workspace_offset(0), part_ * plan_.rows, plan_.partial_row_bytes);
  }
  program::Region rows_at(Address place, std::int64_t rows_before, Bytes row_bytes) const {
    program::Region region;
    region.address = base_address(Operand::output) + place +
                     static_cast<Address>((rows_before + first_row_) * row_bytes);
    region.row_bytes = region.stride_bytes = rows() * row_bytes;
    return region;
  }

  program::Slot sums() const { return static_cast<program::Slot>(plan_.parts_ahead); }

  CombinePlan plan_;
  std::int64_t first_row_;
  std::int64_t part_ = 0;
  std::int64_t read_ = 0;  ///< parts, of all blocks
  std::int64_t blocks_ = 0;
  CommandBuffer ready_;
};

}  // namespace

// So many rows at a time that all cores have some, and that the parts in flight fit.
CombinePlan combine_plan(const AttentionPlan& plan, const config::Chip& chip) {
  constexpr std::int64_t kFewestRows = 4;
  CombinePlan combine;
  combine.rows = plan.heads() * plan.rows();
  combine.parts = plan.parts;
  combine.value_dim = plan.work.value_dim;
  combine.partial_row_bytes = plan.partial_row_bytes();
  combine.output_row_bytes = bytes_of(plan.output, plan.work.value_dim);
  const config::SramConfig& sram = chip.core.sram;
  const Bytes room = (sram.output_kib > 0 ? sram.output_kib : sram.size_kib) * kKib;
  const std::int64_t most = room / combine.partial_row_bytes;
  combine.parts_ahead =
      std::clamp<std::int64_t>(plan.style.parts_ahead, 1, std::max<std::int64_t>(1, most - 1));
  combine.rows_of_block =
      std::clamp<std::int64_t>(std::max(kFewestRows, ceil_div(combine.rows, chip.core.count)), 1,
                               std::max<std::int64_t>(1, most / (combine.parts_ahead + 1)));
  combine.cores = std::min(chip.core.count, ceil_div(combine.rows, combine.rows_of_block));
  return combine;
}

program::Kernel combine_kernel(const CombinePlan& plan, const program::KernelHeader& named) {
  program::Kernel kernel;
  kernel.header.name = named.name;
  kernel.header.kind = named.kind;
  kernel.header.cores = plan.cores;
  kernel.header.count = 0;
  kernel.header.tokens = tokens;
  kernel.header.output = {plan.parts_ahead + 1, plan.rows_of_block * plan.partial_row_bytes};
  kernel.mapping = fmt::format("{} parts of {} rows combined, {} read ahead, {} cores", plan.parts,
                               plan.rows, plan.parts_ahead, plan.cores);
  kernel.open = [plan](std::int64_t core) { return std::make_unique<CombineCommands>(plan, core); };
  return kernel;
}

}  // namespace systole::mapping
