// One instance of the model: a queue, a batch that changes in every step, and its KV cache.
//
// A step takes every running sequence in the order of arrival: one token (or a draft) of those that
// decode, and of prompts as much as the token budget leaves. Then the queue is served from its
// front as long as tokens, sequences and blocks last; the blocks of a whole prompt are taken at
// once. Where a sequence cannot grow, the youngest one goes back to the front of the queue. So the
// oldest always advances, and nobody starves.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "serve/kv_blocks.hpp"
#include "serve/sequence.hpp"

namespace systole::serve {

/// What becomes of a sequence that gives its blocks up: computed again, or copied to the host.
enum class Preemption { recompute, swap };
/// Prompts in pieces beside decoding, or whole in steps of their own.
enum class Prompts { chunked, whole };
/// What an engine does with a sequence once it has its first token.
enum class Role { all, prefill, decode };

struct Speculation {
  std::int64_t draft_tokens = 0;  ///< 0: none
  double acceptance = 0.0;        ///< of each token of a draft, while those before it were accepted
};

struct EngineConfig {
  std::int64_t token_budget = 8192;  ///< most tokens of a step
  std::int64_t most_sequences = 256;
  std::int64_t block_tokens = 16;
  std::int64_t blocks = 0;
  Preemption preemption = Preemption::recompute;
  Prompts prompts = Prompts::chunked;
  Speculation speculation;
  Nanoseconds host = 0;        ///< of every step, before the chips begin
  Nanoseconds block_copy = 0;  ///< between the chips and the host, of one block
};

/// What a step does, counted.
struct StepCounts {
  std::int64_t sequences = 0;
  std::int64_t prompt_tokens = 0;
  std::int64_t decode_tokens = 0;
};

struct EngineTimers {
  llm::StepTimer& target;
  llm::StepTimer* draft = nullptr;  ///< with speculation only
};

class Engine {
 public:
  /// `sequences` outlive it, and so do the timers.
  Engine(const EngineConfig& config, Role role, EngineTimers timers, Sequences& sequences);

  void submit(SequenceId id, Nanoseconds now);
  /// Begins a step and says how long it takes; nothing when there is nothing to do. Every begun
  /// step ends before the next begins.
  std::optional<Nanoseconds> begin_step(Nanoseconds now);
  /// Sequences that are through with this engine. Those that still want tokens keep their blocks
  /// until release().
  std::vector<SequenceId> end_step(Nanoseconds now);
  void release(SequenceId id);

  Role role() const { return role_; }
  bool is_busy() const { return busy_; }
  std::int64_t waiting() const { return static_cast<std::int64_t>(waiting_.size()); }
  std::int64_t running() const { return static_cast<std::int64_t>(running_.size()); }
  const StepCounts& counts() const { return counts_; }
  const KvBlocks& blocks() const { return blocks_; }
  /// Throws ModelError where blocks were lost or found.
  void check() const;

 private:
  struct Work {
    SequenceId id;
    std::int64_t tokens;
  };

  void plan_running(Nanoseconds now);
  void plan_decode(std::size_t place, Nanoseconds now);
  void plan_prompt(SequenceId id);
  void admit(Nanoseconds now);
  bool try_admit(SequenceId id, Nanoseconds now);
  std::int64_t prefix_hits(const Sequence& sequence) const;
  bool grow(std::size_t place, std::int64_t tokens, Nanoseconds now);
  void preempt_last(Nanoseconds now);
  void add_work(SequenceId id, std::int64_t tokens);
  Nanoseconds duration();
  Nanoseconds draft_time();

  void advance_prompt(Sequence& sequence, std::int64_t tokens, Nanoseconds now);
  void advance_decode(Sequence& sequence, std::int64_t tokens);
  void first_token(Sequence& sequence, Nanoseconds now);
  bool leaves(const Sequence& sequence) const;
  void drop_blocks(Sequence& sequence);

  EngineConfig config_;
  Role role_;
  EngineTimers timers_;
  Sequences& sequences_;
  KvBlocks blocks_;
  std::deque<SequenceId> waiting_;
  std::vector<SequenceId> running_;  ///< in the order of arrival
  std::vector<SequenceId> leaving_;  ///< their blocks are still needed elsewhere

  bool busy_ = false;
  bool preempted_ = false;  ///< in the step that is being planned
  std::int64_t budget_ = 0;
  std::int64_t copied_blocks_ = 0;
  std::vector<Work> plan_;
  llm::StepShape shape_;
  StepCounts counts_;
};

}  // namespace systole::serve
