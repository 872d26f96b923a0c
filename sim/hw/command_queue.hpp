// An in-order queue of commands in front of a unit. Commands issue in order and complete in order;
// several may be in flight. Plain state: the core that owns the unit asks when something can happen
// next and waits for that.
#pragma once

#include <limits>
#include <optional>
#include <string>

#include "hw/queue_observer.hpp"
#include "hw/ring.hpp"
#include "hw/tokens.hpp"

namespace systole::hw {

/// Carries out what stands in a queue between its Signals and Waits.
class Executor {
 public:
  using Id = std::uint64_t;
  /// The cycle of completion is reported later, through CommandQueue::complete.
  static constexpr Cycles kLater = std::numeric_limits<Cycles>::max();

  virtual ~Executor() = default;
  /// Starts `action` in cycle `now` and returns the cycle in which it completes, or nothing when
  /// the unit has no room for it now.
  virtual std::optional<Cycles> execute(const program::Action& action, Id id, Cycles now) = 0;
};

class CommandQueue {
 public:
  CommandQueue(program::Queue which, Tokens& tokens, Executor& executor);

  bool has_room() const { return pending_.size() < kDepth; }
  void push(program::Action&& action) { pending_.push(std::move(action)); }

  /// Retires what is complete in cycle `now`, then issues what can be issued. False when there was
  /// nothing to do.
  bool advance(Cycles now) { return can_move(now) && move(now); }
  void complete(Executor::Id id, Cycles at);
  /// Tells `observer` of everything from now on; null: nobody.
  void watch(QueueObserver* observer) { observer_ = observer; }
  /// The next cycle in which something happens that others can see: the next Signal is given, or,
  /// as no Signal is on its way, everything is complete. Nothing when only a token or the executor
  /// can help.
  std::optional<Cycles> next_event() const;

  bool idle() const { return pending_.empty() && in_flight_.empty(); }
  /// The queue that ended the latest wait which held this queue up.
  program::Queue held_up_by() const { return held_up_by_; }
  /// One sentence for a person who looks for a deadlock.
  std::string describe() const;

 private:
  static constexpr std::size_t kDepth = 16;  // commands a sequencer may run ahead of the unit

  struct InFlight {
    Executor::Id id = 0;
    Cycles done_at = 0;
    program::Token signals = -1;  ///< for a Signal, which is done once it is at the head
  };

  /// False where nothing has happened since it was found out that nothing can be done.
  bool can_move(Cycles now) const {
    if (!in_flight_.empty() && in_flight_.front().done_at <= now) return true;
    return !pending_.empty() && stuck_since_ != tokens_.signals();
  }
  bool move(Cycles now);
  bool retire(Cycles now);
  bool issue(Cycles now);
  bool issue_wait(const program::Wait& wait);

  program::Queue which_;
  Tokens& tokens_;
  Executor& executor_;
  QueueObserver* observer_ = nullptr;
  Ring<program::Action> pending_;
  Ring<InFlight> in_flight_;
  Executor::Id next_id_ = 0;
  std::int64_t stuck_since_ = -1;  ///< signals given when the Wait at the head was looked at
  bool held_up_ = false;
  program::Queue held_up_by_ = program::Queue::load;
};

}  // namespace systole::hw
