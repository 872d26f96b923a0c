// The command stream of one core's share of a fused attention.
#pragma once

#include <memory>

#include "mapping/attention_plan.hpp"
#include "mapping/command_buffer.hpp"

namespace systole::mapping {

constexpr program::Token kAttentionTokens = 12;

/// The scores of a tile of keys are asked for before the second product of the tile before, so that
/// the matrix unit works while the vector unit makes probabilities.
class AttentionCommands : public program::CommandSource {
 public:
  AttentionCommands(std::shared_ptr<const AttentionPlan> plan, std::int64_t core);
  bool next(program::Command& command) override;

 private:
  void make_job();
  void begin_job(const AttentionJob& job);
  void score(const AttentionJob& job, std::int64_t first_key);
  void make_probabilities(const AttentionJob& job, std::int64_t first_key);
  void add_up(const AttentionJob& job, std::int64_t first_key);
  void finish_job(const AttentionJob& job);
  void load_weight(program::Token filled, program::Token freed, std::int64_t number,
                   std::int64_t slots, const program::Load& load);
  void wait(program::Queue queue, program::Token token, std::int64_t count);
  void signal(program::Queue queue, program::Token token);
  std::int64_t keys_at(const AttentionJob& job, std::int64_t first_key) const;
  std::int64_t number_of_wave() const;
  program::Region rows_region(Operand operand, const AttentionJob& job) const;
  program::Region keys_region(const AttentionJob& job, std::int64_t first_key) const;
  program::Region values_region(const AttentionJob& job, std::int64_t first_key) const;
  program::Region output_region(const AttentionJob& job) const;

  std::shared_ptr<const AttentionPlan> plan_;
  std::int64_t core_;
  std::int64_t wave_ = 0;
  std::int64_t jobs_ = 0;    ///< begun so far
  std::int64_t scored_ = 0;  ///< tiles of keys, over all jobs
  std::int64_t softmaxed_ = 0;
  std::int64_t added_ = 0;
  CommandBuffer ready_;
};

}  // namespace systole::mapping
