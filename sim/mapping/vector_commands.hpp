// The command stream of one core's share of vector work: read, work, write, chunk by chunk.
#pragma once

#include "mapping/command_buffer.hpp"
#include "mapping/vector_plan.hpp"

namespace systole::mapping {

class VectorCommands : public program::CommandSource {
 public:
  VectorCommands(std::shared_ptr<const VectorPlan> plan, std::int64_t core);
  bool next(program::Command& command) override;

 private:
  void make_chunk();
  void begin_row(program::Slot slot);
  void look_up(program::Slot slot);
  void begin_turn();
  void read(std::int64_t chunk);
  void work(bool writes);
  void write(std::int64_t chunk);
  program::Region region(const Stream& stream, std::int64_t chunk) const;
  program::SlotRef source() const;
  program::SlotRef target() const;
  bool is_last_pass() const { return pass_ + 1 == plan_->passes; }

  std::shared_ptr<const VectorPlan> plan_;
  std::int64_t lookups_left_;
  std::int64_t chunk_ = 0;
  std::int64_t end_ = 0;
  std::int64_t turn_begin_ = 0;
  std::int64_t turn_end_ = 0;
  std::int64_t pass_ = 0;
  std::int64_t read_ = 0;     ///< chunks read so far, every pass counted
  std::int64_t written_ = 0;  ///< chunks written so far
  std::int64_t looked_up_ = 0;
  CommandBuffer ready_;
};

/// Slots of each operand that the plan's chunks need.
std::array<program::SlotPlan, 3> slots_of(const VectorPlan& plan);

constexpr program::Token kVectorTokens = 4;

}  // namespace systole::mapping
