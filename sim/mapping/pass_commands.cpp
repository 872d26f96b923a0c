#include "mapping/pass_commands.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "mapping/problem.hpp"

namespace systole::mapping {

namespace {

using program::Queue;

constexpr program::Token kFilled = 0;
constexpr program::Token kPassed = 1;
constexpr program::Token kStored = 2;
constexpr std::int64_t kTokens = 3;

/// Bytes of chunk `index` when `total` bytes are shared by `chunks` as evenly as whole bytes allow.
Bytes share(Bytes total, std::int64_t chunks, std::int64_t index) {
  return total / chunks + (index < total % chunks);
}

class PassCommands : public program::CommandSource {
 public:
  explicit PassCommands(const PassPlan& plan) : plan_(plan) {}

  bool next(program::Command& command) override {
    if (ready_.empty() && chunk_ < plan_.chunks) emit_chunk();
    if (ready_.empty()) return false;
    command = ready_.front();
    ready_.pop_front();
    return true;
  }

 private:
  void emit(Queue queue, const program::Action& action) { ready_.push_back({queue, action}); }

  program::Region region(Operand operand, Bytes bytes, Bytes& offset) const {
    const program::Region region{base_address(operand) + static_cast<Address>(offset), 1, bytes,
                                 bytes};
    offset += bytes;
    return region;
  }

  void emit_chunk() {
    const auto slot = static_cast<program::Slot>(chunk_ % plan_.slots);
    const std::int64_t number = chunk_ + 1;
    const std::int64_t must_be_free = number - plan_.slots;
    if (must_be_free > 0) emit(Queue::load, program::Wait{kPassed, must_be_free});
    emit(Queue::load, program::Load{Operand::input, slot,
                                    region(Operand::input,
                                           share(plan_.bytes_read, plan_.chunks, chunk_), read_)});
    emit(Queue::load, program::Signal{kFilled});
    if (must_be_free > 0) emit(Queue::vector, program::Wait{kStored, must_be_free});
    emit(Queue::vector, program::Wait{kFilled, number});
    emit(Queue::vector,
         program::Vector{0, 0, 0, 8, {Operand::input, slot}, {Operand::output, slot}});
    emit(Queue::vector, program::Signal{kPassed});
    emit(Queue::store, program::Wait{kPassed, number});
    emit(Queue::store,
         program::Store{
             Operand::output, slot,
             region(Operand::output, share(plan_.bytes_written, plan_.chunks, chunk_), written_)});
    emit(Queue::store, program::Signal{kStored});
    ++chunk_;
  }

  PassPlan plan_;
  std::int64_t chunk_ = 0;
  Bytes read_ = 0;
  Bytes written_ = 0;
  std::deque<program::Command> ready_;
};

}  // namespace

PassPlan plan_pass(const workload::Operator& op, const config::SramConfig& sram) {
  const auto& pass = std::get<workload::Vector>(op.work);
  PassPlan plan;
  plan.slots = std::max<std::int64_t>(2, sram.slots);
  plan.bytes_read = bytes_of(op.input_dtype, pass.elements_read);
  plan.bytes_written = bytes_of(op.output_dtype, pass.elements_written);
  const auto room = [&](std::int64_t part_kib) {
    const Bytes bytes = part_kib > 0 ? part_kib * kKib : sram.size_kib * kKib / 2;
    if (bytes < plan.slots) {
      throw UserError(fmt::format(
          "operator {}: {} slots do not fit {} bytes of operand memory; use fewer slots or "
          "raise core.sram.size_kib",
          op.name, plan.slots, bytes));
    }
    return bytes / plan.slots;
  };
  const Bytes input_room = room(sram.input_kib);
  const Bytes output_room = room(sram.output_kib);
  plan.chunks = std::max({std::int64_t{1}, ceil_div(plan.bytes_read, input_room),
                          ceil_div(plan.bytes_written, output_room)});
  return plan;
}

program::Kernel pass_kernel(const workload::Operator& op, const PassPlan& plan) {
  program::Kernel kernel;
  kernel.header.name = op.name;
  kernel.header.kind = workload::kind_of(op);
  kernel.header.count = 0;
  kernel.header.input = {plan.slots, ceil_div(plan.bytes_read, plan.chunks)};
  kernel.header.output = {plan.slots, ceil_div(plan.bytes_written, plan.chunks)};
  kernel.header.tokens = kTokens;
  kernel.mapping = fmt::format("{} chunks through the operand memory", plan.chunks);
  kernel.open = [plan](std::int64_t) { return std::make_unique<PassCommands>(plan); };
  return kernel;
}

}  // namespace systole::mapping
