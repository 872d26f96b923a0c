#include "serve/cluster.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "serve/books.hpp"

namespace systole::serve {

namespace {

enum class EventKind { step_ends, transfer_ends };

struct Event {
  Nanoseconds time = 0;
  std::int64_t number = 0;  ///< events of one instant happen in the order in which they were made
  EventKind kind = EventKind::step_ends;
  std::size_t which = 0;  ///< an engine, or a sequence
};

struct Later {
  bool operator()(const Event& a, const Event& b) const {
    return a.time != b.time ? a.time > b.time : a.number > b.number;
  }
};

/// An engine with what belongs to it in the cluster.
struct Member {
  Member(const EngineConfig& config, Role role, EngineTimers timers, Sequences& sequences)
      : engine(config, role, timers, sequences) {}

  Engine engine;
  std::size_t pool = 0;
  std::int64_t load = 0;  ///< requests that it was given and that have not left it
  Nanoseconds link_free = 0;
  std::int64_t steps = 0;
};

constexpr std::int64_t kStepsBetweenChecks = 256;
constexpr std::size_t kRequestsBetweenProgress = 256;

class Cluster {
 public:
  Cluster(const std::vector<Request>& requests, const ClusterConfig& config,
          const ClusterTimers& timers)
      : config_(config), timers_(timers) {
    sequences_.reserve(requests.size());
    // The golden ratio spreads seeds that are next to each other.
    for (std::size_t i = 0; i < requests.size(); ++i)
      sequences_.emplace_back(requests[i], config.seed + i * 0x9e3779b97f4a7c15);
    const std::int64_t prefill = config.prefill_engines;
    if (prefill == 0) {
      add_pool(Role::all, config.engines);
    } else {
      add_pool(Role::prefill, prefill);
      add_pool(Role::decode, config.engines - prefill);
    }
  }

  Outcome run() {
    while (arrived_ < sequences_.size() || !events_.empty()) {
      now_ = next_time();
      while (!events_.empty() && events_.top().time == now_) {
        const Event event = events_.top();
        events_.pop();
        handle(event);
      }
      while (arrived_ < sequences_.size() && sequences_[arrived_].request.arrival == now_) arrive();
      for (Member& member : members_) begin_step(member);
      record();
    }
    finish();
    return std::move(outcome_);
  }

 private:
  void add_pool(Role role, std::int64_t engines) {
    PoolOutcome pool;
    pool.role = role;
    pool.engines = engines;
    pool.blocks = engines * config_.engine.blocks;
    pool.steps_of_size.resize(static_cast<std::size_t>(config_.engine.most_sequences) + 1);
    first_of_pool_.push_back(members_.size());
    for (std::int64_t i = 0; i < engines; ++i) {
      members_.emplace_back(config_.engine, role, timers_.engine, sequences_);
      members_.back().pool = outcome_.pools.size();
    }
    outcome_.pools.push_back(std::move(pool));
  }

  Nanoseconds next_time() const {
    if (events_.empty()) return sequences_[arrived_].request.arrival;
    if (arrived_ == sequences_.size()) return events_.top().time;
    return std::min(events_.top().time, sequences_[arrived_].request.arrival);
  }

  void post(Nanoseconds time, EventKind kind, std::size_t which) {
    events_.push({time, ++posted_, kind, which});
  }

  /// The engine of a pool with the fewest requests, the first of several.
  Member& least_loaded(std::size_t pool) {
    std::size_t best = first_of_pool_[pool];
    for (std::size_t i = best + 1; i < members_.size() && members_[i].pool == pool; ++i) {
      if (members_[i].load < members_[best].load) best = i;
    }
    return members_[best];
  }

  void give(std::size_t pool, SequenceId id) {
    Member& member = least_loaded(pool);
    ++member.load;
    member.engine.submit(id, now_);
  }

  void arrive() {
    give(0, arrived_++);
    outcome_.in_system.set(now_, outcome_.in_system.value() + 1);
  }

  void handle(const Event& event) {
    if (event.kind == EventKind::step_ends) {
      end_step(event.which);
    } else {
      end_transfer(event.which);
    }
  }

  void begin_step(Member& member) {
    if (member.engine.is_busy()) return;
    const auto time = member.engine.begin_step(now_);
    if (!time) return;
    const auto index = static_cast<std::size_t>(&member - members_.data());
    post(now_ + *time, EventKind::step_ends, index);
    PoolOutcome& pool = outcome_.pools[member.pool];
    const StepCounts& counts = member.engine.counts();
    ++pool.steps;
    pool.busy += *time;
    pool.prompt_tokens += counts.prompt_tokens;
    pool.decode_tokens += counts.decode_tokens;
    ++pool.steps_of_size[static_cast<std::size_t>(counts.sequences)];
    if (++member.steps % kStepsBetweenChecks == 0) member.engine.check();
  }

  void end_step(std::size_t index) {
    Member& member = members_[index];
    for (const SequenceId id : member.engine.end_step(now_)) {
      if (sequences_[id].done()) {
        --member.load;
        leave_system();
      } else {
        begin_transfer(member, id);
      }
    }
  }

  void leave_system() {
    outcome_.in_system.set(now_, outcome_.in_system.value() - 1);
    if (++done_ % kRequestsBetweenProgress == 0 && timers_.progress) timers_.progress(done_);
  }

  /// One transfer after the other leaves an engine.
  void begin_transfer(Member& member, SequenceId id) {
    const auto bytes = static_cast<double>(
        checked_mul(sequences_[id].computed, timers_.engine.target.kv_memory().bytes_per_token,
                    "bytes of keys and values"));
    const double seconds = bytes / config_.link.bytes_per_second;
    const auto time = static_cast<Nanoseconds>(std::ceil(seconds * llm::kNanosecondsPerSecond));
    const Nanoseconds begin = std::max(now_, member.link_free);
    member.link_free = begin + time;
    const Nanoseconds end = begin + time + config_.link.latency;
    outcome_.transferring += end - now_;
    origins_.resize(sequences_.size());
    origins_[id] = static_cast<std::size_t>(&member - members_.data());
    post(end, EventKind::transfer_ends, id);
  }

  void end_transfer(SequenceId id) {
    Member& origin = members_[origins_[id]];
    origin.engine.release(id);
    --origin.load;
    sequences_[id].kept = Kept::arrived;
    give(1, id);
  }

  /// What the pools hold from now on.
  void record() {
    for (std::size_t i = 0; i < outcome_.pools.size(); ++i) {
      std::int64_t waiting = 0;
      std::int64_t running = 0;
      std::int64_t blocks = 0;
      for (const Member& member : members_) {
        if (member.pool != i) continue;
        waiting += member.engine.waiting();
        running += member.engine.running();
        blocks += member.engine.blocks().busy();
      }
      outcome_.pools[i].waiting.set(now_, waiting);
      outcome_.pools[i].running.set(now_, running);
      outcome_.pools[i].used_blocks.set(now_, blocks);
    }
  }

  void finish() {
    if (done_ < sequences_.size()) {
      throw ModelError(fmt::format("serve: {} of {} requests were never served",
                                   sequences_.size() - done_, sequences_.size()));
    }
    outcome_.end = now_;
    for (const Member& member : members_) {
      member.engine.check();
      if (member.engine.blocks().busy() != 0) throw ModelError("serve: KV blocks were left over");
    }
    outcome_.requests.reserve(sequences_.size());
    outcome_.served.reserve(sequences_.size());
    for (const Sequence& sequence : sequences_) {
      outcome_.requests.push_back(sequence.request);
      outcome_.served.push_back(sequence.served);
    }
    check_books(outcome_);
  }

  const ClusterConfig& config_;
  const ClusterTimers& timers_;
  Sequences sequences_;
  std::vector<Member> members_;
  std::vector<std::size_t> first_of_pool_;
  std::vector<std::size_t> origins_;  ///< of sequences on their way: the engine they come from
  std::priority_queue<Event, std::vector<Event>, Later> events_;
  Outcome outcome_;
  Nanoseconds now_ = 0;
  std::int64_t posted_ = 0;
  std::size_t arrived_ = 0;
  std::size_t done_ = 0;
};

}  // namespace

Outcome serve(const std::vector<Request>& requests, const ClusterConfig& config,
              const ClusterTimers& timers) {
  check_can_serve(requests, config);
  return Cluster(requests, config, timers).run();
}

}  // namespace systole::serve
