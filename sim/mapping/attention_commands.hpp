// The command stream of one core's share of a fused attention.
#pragma once

#include <memory>

#include "mapping/attention_deal.hpp"
#include "mapping/attention_plan.hpp"
#include "mapping/command_buffer.hpp"

namespace systole::mapping {

constexpr program::Token kAttentionTokens = 13;

/// Where softmax overlaps, the scores of a tile of keys are asked for before the second product of
/// the tile before, so that the matrix unit works while the vector unit makes probabilities.
class AttentionCommands : public program::CommandSource {
 public:
  struct Kernel {
    AttentionPlan plan;
    AttentionDeal deal;
  };
  AttentionCommands(std::shared_ptr<const Kernel> kernel, std::int64_t core);
  bool next(program::Command& command) override;

 private:
  /// Keys of one command: a tile, or several that follow each other.
  struct Stretch {
    std::int64_t first_key = 0;
    std::int64_t end_key = 0;
    std::int64_t keys() const { return end_key - first_key; }
  };
  Stretch stretch_from(const AttentionJob& job, std::int64_t first_key) const;
  void make_job(const AttentionJob& job);
  void begin_job(const AttentionJob& job);
  void look_up(const AttentionJob& job);
  void read_tables(const AttentionJob& job, std::int64_t times);
  std::int64_t sequences_read_past(const AttentionJob& job);
  void score(const AttentionJob& job, const Stretch& stretch);
  void make_probabilities(const AttentionJob& job, const Stretch& stretch);
  void work_on_scores(program::Vector work);
  void add_up(const AttentionJob& job, const Stretch& stretch);
  void finish_job(const AttentionJob& job);
  void load_weight(program::Token filled, program::Token freed, std::int64_t number,
                   std::int64_t slots, const program::Load& load);
  void wait(program::Queue queue, program::Token token, std::int64_t count);
  void signal(program::Queue queue, program::Token token);
  std::int64_t key_head(const AttentionJob& job) const;
  program::Region rows_region(Operand operand, const AttentionJob& job) const;
  program::Region keys_region(const AttentionJob& job, const Stretch& stretch) const;
  program::Region values_region(const AttentionJob& job, const Stretch& stretch) const;
  program::Region output_region(const AttentionJob& job) const;

  std::shared_ptr<const Kernel> kernel_;
  const AttentionPlan& plan_;
  std::int64_t core_;
  std::int64_t dealt_ = 0;
  std::int64_t jobs_ = 0;  ///< begun so far; empty ones are none
  std::int64_t looked_up_ = 0;
  std::int64_t group_of_sequences_ = 0;  ///< of the job before
  std::int64_t scored_ = 0;              ///< stretches of keys, over all jobs
  std::int64_t softmaxed_ = 0;
  std::int64_t added_ = 0;
  CommandBuffer ready_;
};

}  // namespace systole::mapping
