#include "serve/engine.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace systole::serve {

Engine::Engine(const EngineConfig& config, Role role, EngineTimers timers, Sequences& sequences)
    : config_(config),
      role_(role),
      timers_(timers),
      sequences_(sequences),
      blocks_(config.blocks, config.block_tokens) {}

void Engine::submit(SequenceId id, Nanoseconds now) {
  sequences_[id].queued = now;
  waiting_.push_back(id);
}

std::optional<Nanoseconds> Engine::begin_step(Nanoseconds now) {
  plan_.clear();
  shape_ = {};
  counts_ = {};
  preempted_ = false;
  copied_blocks_ = 0;
  budget_ = config_.token_budget;
  if (config_.prompts == Prompts::whole) {
    admit(now);
    // Prompts have a step for themselves.
    if (shape_.prefill.empty()) plan_running(now);
  } else {
    plan_running(now);
    if (!preempted_) admit(now);
  }
  if (plan_.empty()) return std::nullopt;
  busy_ = true;
  return duration();
}

void Engine::plan_running(Nanoseconds now) {
  for (std::size_t place = 0; place < running_.size() && budget_ > 0; ++place) {
    if (sequences_[running_[place]].decodes()) {
      plan_decode(place, now);
    } else {
      plan_prompt(running_[place]);
    }
  }
}

void Engine::plan_decode(std::size_t place, Nanoseconds now) {
  const std::int64_t tokens = 1 + config_.speculation.draft_tokens;
  if (tokens > budget_ || !grow(place, tokens, now)) return;
  const SequenceId id = running_[place];
  shape_.decode.tokens = tokens;
  shape_.decode.context += sequences_[id].computed;
  ++shape_.decode.sequences;
  shape_.sampled += tokens;
  counts_.decode_tokens += tokens;
  add_work(id, tokens);
}

void Engine::plan_prompt(SequenceId id) {
  const Sequence& sequence = sequences_[id];
  const std::int64_t tokens = std::min(sequence.remaining(), budget_);
  if (config_.prompts == Prompts::whole && tokens < sequence.remaining()) return;
  shape_.prefill.push_back({tokens, sequence.computed});
  if (tokens == sequence.remaining()) ++shape_.sampled;
  counts_.prompt_tokens += tokens;
  add_work(id, tokens);
}

void Engine::add_work(SequenceId id, std::int64_t tokens) {
  plan_.push_back({id, tokens});
  shape_.tokens += tokens;
  budget_ -= tokens;
  ++counts_.sequences;
}

bool Engine::grow(std::size_t place, std::int64_t tokens, Nanoseconds now) {
  Sequence& sequence = sequences_[running_[place]];
  const std::int64_t held = sequence.blocks + sequence.shared;
  const std::int64_t more = blocks_.blocks_for(sequence.computed + tokens) - held;
  if (more <= 0) return true;
  while (blocks_.available(kNoPrefix) < more) {
    const bool itself = place + 1 == running_.size();
    preempt_last(now);
    if (itself) return false;
  }
  blocks_.take(more);
  sequence.blocks += more;
  return true;
}

void Engine::preempt_last(Nanoseconds now) {
  const SequenceId id = running_.back();
  running_.pop_back();
  Sequence& sequence = sequences_[id];
  ++sequence.served.preemptions;
  preempted_ = true;
  if (config_.preemption == Preemption::swap) {
    copied_blocks_ += blocks_.blocks_for(sequence.computed);
    sequence.kept = Kept::on_host;
  } else {
    sequence.served.lost += sequence.computed;
    sequence.computed = 0;
  }
  drop_blocks(sequence);
  sequence.queued = now;
  waiting_.push_front(id);
}

void Engine::drop_blocks(Sequence& sequence) {
  blocks_.give_back(sequence.blocks);
  if (sequence.uses_prefix) blocks_.leave(sequence.request.prefix, sequence.shared);
  sequence.uses_prefix = false;
  sequence.blocks = 0;
  sequence.shared = 0;
}

void Engine::admit(Nanoseconds now) {
  while (!waiting_.empty() && budget_ > 0 && running() < config_.most_sequences) {
    const SequenceId id = waiting_.front();
    if (!try_admit(id, now)) return;
    waiting_.pop_front();
    running_.push_back(id);
    if (!sequences_[id].decodes()) {
      plan_prompt(id);
    } else if (config_.prompts == Prompts::chunked) {
      plan_decode(running_.size() - 1, now);
    }
  }
}

bool Engine::try_admit(SequenceId id, Nanoseconds now) {
  Sequence& sequence = sequences_[id];
  const bool brings = sequence.kept != Kept::nowhere;
  const std::int64_t prefix = brings ? kNoPrefix : sequence.request.prefix;
  const std::int64_t hits = prefix == kNoPrefix ? 0 : prefix_hits(sequence);
  const std::int64_t found = std::max(hits * config_.block_tokens,
                                      std::min(sequence.request.warm_tokens, sequence.known() - 1));
  const std::int64_t work = sequence.known() - (brings ? sequence.computed : found);
  if (config_.prompts == Prompts::whole && work > budget_) return false;
  // What decodes at once needs room for its draft, or it would be sent back at once.
  const bool decodes = work == 1 && sequence.generated > 0;
  const std::int64_t draft = decodes ? config_.speculation.draft_tokens : 0;
  const std::int64_t needed = blocks_.blocks_for(sequence.known() + draft) - hits;
  if (blocks_.available(prefix) < needed) return false;

  if (prefix != kNoPrefix) {
    blocks_.use(prefix, hits);
    sequence.uses_prefix = true;
  }
  blocks_.take(needed);
  sequence.blocks = needed;
  sequence.shared = hits;
  if (!brings) {
    sequence.computed = found;
    sequence.served.found += found;
  }
  if (sequence.kept == Kept::on_host) copied_blocks_ += blocks_.blocks_for(sequence.computed);
  sequence.kept = Kept::nowhere;
  sequence.served.waited += now - sequence.queued;
  if (sequence.served.admitted < 0) sequence.served.admitted = now;
  return true;
}

/// Blocks of its prefix that it can take over: the last token is computed in any case.
std::int64_t Engine::prefix_hits(const Sequence& sequence) const {
  const std::int64_t reusable =
      std::min(sequence.request.prefix_tokens, sequence.known() - 1) / config_.block_tokens;
  return std::min(blocks_.cached(sequence.request.prefix), reusable);
}

Nanoseconds Engine::duration() {
  const Nanoseconds copies = copied_blocks_ * config_.block_copy;
  return config_.host + copies + draft_time() + timers_.target.time(shape_);
}

Nanoseconds Engine::draft_time() {
  const std::int64_t length = config_.speculation.draft_tokens;
  if (length == 0 || timers_.draft == nullptr) return 0;
  // The draft model reads prompts as well, and then writes its draft token by token.
  Nanoseconds time = 0;
  if (!shape_.prefill.empty()) {
    llm::StepShape prompts;
    prompts.prefill = shape_.prefill;
    prompts.tokens = counts_.prompt_tokens;
    time += timers_.draft->time(prompts);
  }
  if (shape_.decode.sequences == 0) return time;
  llm::StepShape step;
  step.decode = shape_.decode;
  step.decode.tokens = 1;
  step.tokens = step.sampled = step.decode.sequences;
  return time + length * timers_.draft->time(step);
}

std::vector<SequenceId> Engine::end_step(Nanoseconds now) {
  busy_ = false;
  for (const Work& work : plan_) {
    Sequence& sequence = sequences_[work.id];
    sequence.served.computed += work.tokens;
    if (sequence.decodes()) {
      advance_decode(sequence, work.tokens);
    } else {
      advance_prompt(sequence, work.tokens, now);
    }
    if (sequence.done()) sequence.served.finished = now;
  }
  std::vector<SequenceId> gone;
  const auto kept = std::stable_partition(running_.begin(), running_.end(),
                                          [&](SequenceId id) { return !leaves(sequences_[id]); });
  gone.assign(kept, running_.end());
  running_.erase(kept, running_.end());
  for (const SequenceId id : gone) {
    if (sequences_[id].done()) {
      drop_blocks(sequences_[id]);
    } else {
      leaving_.push_back(id);
    }
  }
  return gone;
}

void Engine::advance_prompt(Sequence& sequence, std::int64_t tokens, Nanoseconds now) {
  sequence.computed += tokens;
  if (sequence.remaining() > 0) return;
  ++sequence.generated;
  if (sequence.generated == 1) first_token(sequence, now);
}

void Engine::advance_decode(Sequence& sequence, std::int64_t tokens) {
  std::int64_t accepted = 0;
  while (accepted < tokens - 1 && sequence.random.unit() < config_.speculation.acceptance) {
    ++accepted;
  }
  // A draft can go beyond the end of the answer.
  const std::int64_t gained = std::min(accepted + 1, sequence.request.output - sequence.generated);
  sequence.generated += gained;
  sequence.computed += gained;
  sequence.served.rejected += tokens - gained;
}

void Engine::first_token(Sequence& sequence, Nanoseconds now) {
  sequence.served.first_token = now;
  if (!sequence.uses_prefix) return;
  const std::int64_t whole = sequence.request.prefix_tokens / config_.block_tokens;
  if (whole <= sequence.shared) return;
  blocks_.extend(sequence.request.prefix, sequence.shared, whole);
  sequence.blocks -= whole - sequence.shared;
  sequence.shared = whole;
}

bool Engine::leaves(const Sequence& sequence) const {
  return sequence.done() || (role_ == Role::prefill && sequence.generated > 0);
}

void Engine::release(SequenceId id) {
  leaving_.erase(std::find(leaving_.begin(), leaving_.end(), id));
  drop_blocks(sequences_[id]);
}

void Engine::check() const {
  std::int64_t held = 0;
  for (const SequenceId id : running_) held += sequences_[id].blocks;
  for (const SequenceId id : leaving_) held += sequences_[id].blocks;
  blocks_.check(held);
}

}  // namespace systole::serve
