// The rules of an engine once more, as slowly and plainly as they can be said: every block of the
// cache is an entry of an array that names its owner, and every step looks at everything.
#pragma once

#include <algorithm>
#include <vector>

#include "serve/fixtures.hpp"

namespace systole::test {

class Reference {
 public:
  struct Answer {
    Nanoseconds admitted = -1;
    Nanoseconds first_token = -1;
    Nanoseconds finished = -1;
    std::int64_t preemptions = 0;
    bool operator==(const Answer& other) const {
      return admitted == other.admitted && first_token == other.first_token &&
             finished == other.finished && preemptions == other.preemptions;
    }
  };

  Reference(std::vector<Request> requests, const serve::EngineConfig& config)
      : requests_(std::move(requests)),
        config_(config),
        owner_(static_cast<std::size_t>(config.blocks), kNobody),
        answers_(requests_.size()),
        made_(requests_.size(), 0),
        cached_(requests_.size(), 0) {}

  std::vector<Answer> run() {
    Nanoseconds now = 0;
    std::size_t arrived = 0;
    while (arrived < requests_.size() || !queue_.empty() || !batch_.empty()) {
      while (arrived < requests_.size() && requests_[arrived].arrival <= now)
        queue_.push_back(arrived++);
      if (queue_.empty() && batch_.empty()) {
        now = requests_[arrived].arrival;
        continue;
      }
      now = step(now);
    }
    return answers_;
  }

 private:
  static constexpr std::size_t kNobody = static_cast<std::size_t>(-1);
  struct Piece {
    std::size_t who;
    std::int64_t tokens;
  };

  std::int64_t known(std::size_t who) const { return requests_[who].input + made_[who]; }
  std::int64_t blocks_of(std::size_t who) const {
    return std::count(owner_.begin(), owner_.end(), who);
  }
  std::int64_t wanted_blocks(std::int64_t tokens) const {
    return (tokens + config_.block_tokens - 1) / config_.block_tokens;
  }
  bool take_one(std::size_t who) {
    const auto free = std::find(owner_.begin(), owner_.end(), kNobody);
    if (free == owner_.end()) return false;
    *free = who;
    return true;
  }
  void drop(std::size_t who) { std::replace(owner_.begin(), owner_.end(), who, kNobody); }

  Nanoseconds step(Nanoseconds now) {
    std::vector<Piece> pieces;
    std::int64_t left = config_.token_budget;
    bool thrown_out = false;
    for (std::size_t i = 0; i < batch_.size() && left > 0; ++i) {
      const std::size_t who = batch_[i];
      const std::int64_t tokens = std::min(left, known(who) - cached_[who]);
      bool room = true;
      while (room && blocks_of(who) < wanted_blocks(cached_[who] + tokens)) {
        if (take_one(who)) continue;
        thrown_out = true;
        room = batch_.back() != who;
        throw_out_last();
      }
      if (!room) break;
      pieces.push_back({who, tokens});
      left -= tokens;
    }
    while (!thrown_out && left > 0 && !queue_.empty() &&
           static_cast<std::int64_t>(batch_.size()) < config_.most_sequences) {
      const std::size_t who = queue_.front();
      if (std::count(owner_.begin(), owner_.end(), kNobody) < wanted_blocks(known(who))) break;
      while (blocks_of(who) < wanted_blocks(known(who))) take_one(who);
      queue_.erase(queue_.begin());
      batch_.push_back(who);
      if (answers_[who].admitted < 0) answers_[who].admitted = now;
      const std::int64_t tokens = std::min(left, known(who));
      pieces.push_back({who, tokens});
      left -= tokens;
    }
    return finish(now, pieces);
  }

  void throw_out_last() {
    const std::size_t who = batch_.back();
    batch_.pop_back();
    drop(who);
    cached_[who] = 0;
    ++answers_[who].preemptions;
    queue_.insert(queue_.begin(), who);
  }

  bool decodes(const Piece& piece) const {
    return made_[piece.who] > 0 && known(piece.who) - cached_[piece.who] == 1;
  }

  Nanoseconds finish(Nanoseconds now, const std::vector<Piece>& pieces) {
    llm::StepShape shape;
    for (const Piece& piece : pieces) {
      shape.tokens += piece.tokens;
      if (cached_[piece.who] + piece.tokens == known(piece.who)) ++shape.sampled;
      if (decodes(piece)) {
        ++shape.decode.sequences;
        shape.decode.context += cached_[piece.who];
      } else {
        shape.prefill.push_back({piece.tokens, cached_[piece.who]});
      }
    }
    now += timer_.time(shape);
    for (const Piece& piece : pieces) {
      cached_[piece.who] += piece.tokens;
      if (cached_[piece.who] < known(piece.who)) continue;
      if (++made_[piece.who] == 1) answers_[piece.who].first_token = now;
      if (made_[piece.who] < requests_[piece.who].output) continue;
      answers_[piece.who].finished = now;
      drop(piece.who);
      batch_.erase(std::find(batch_.begin(), batch_.end(), piece.who));
    }
    return now;
  }

  std::vector<Request> requests_;
  serve::EngineConfig config_;
  std::vector<std::size_t> owner_;  ///< of each block
  std::vector<Answer> answers_;
  std::vector<std::int64_t> made_;
  std::vector<std::int64_t> cached_;
  std::vector<std::size_t> queue_;
  std::vector<std::size_t> batch_;
  CountingTimer timer_;
};

}  // namespace systole::test
