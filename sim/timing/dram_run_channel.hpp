// One channel at the `tile` level: runs of bursts in, the tick of their last data out, at once. The
// rules are those of DramController, written for plain state that is cheap to copy, without answers
// per burst; where a run goes on in open rows, whole passes over its banks are skipped once they
// take equal time.
#pragma once

#include <functional>
#include <vector>

#include "timing/dram_bank_times.hpp"
#include "timing/dram_channel_map.hpp"
#include "timing/dram_refresh_clock.hpp"
#include "timing/dram_run_queue.hpp"
#include "timing/dram_statistics.hpp"

namespace systole::timing {

/// Bursts of one channel that are asked for together.
struct DramWork {
  BurstRange bursts;
  bool write = false;
  Cycles arrival = 0;  ///< tick

  friend bool operator==(const DramWork& a, const DramWork& b) {
    return a.bursts.first == b.bursts.first && a.bursts.last == b.bursts.last &&
           a.write == b.write && a.arrival == b.arrival;
  }
};

/// What a memory's channels share.
struct DramRunContext {
  explicit DramRunContext(const config::MemoryConfig& memory);

  config::MemoryConfig memory;
  DramRules rules;
  DramChannelMap map;
};

class DramRunChannel {
 public:
  explicit DramRunChannel(const DramRunContext& context);

  /// Asks for `works` in their order, behind everything asked for before; none may be empty.
  /// Returns one past the tick of their last data.
  Cycles serve(const std::vector<DramWork>& works);
  /// Nothing more will overlap what was asked for so far: it counts, and is traced, to its end.
  void finish();
  /// Counts everything asked for so far as done.
  DramStatistics statistics() const;
  /// Commands that were worked out one by one.
  std::int64_t steps() const { return steps_; }
  /// Called for every command until it says that it has seen enough; nothing is skipped as long.
  /// The caller knows which channel this is.
  std::function<bool(const DramCommandRecord&)> trace;

 private:
  static constexpr std::int64_t kEverything = -1;

  struct Bank {
    std::int32_t promised = 0;
    bool refresh_due = false;
    Cycles last_use = 0;
  };
  enum class Source { none, promised, refresh, queue, idle_row };
  struct Plan {
    Source source = Source::none;
    DramCommand command = DramCommand::activate;
    std::int32_t bank = 0;
    std::int32_t position = 0;  ///< a slot of the queue, or a place among those promised
    Cycles tick = 0;
  };
  struct Pick {
    Plan plan;
    DramRunQueue::Slot slot = DramRunQueue::kNone;
  };
  /// Column commands in a row, for finding a steady pace.
  struct Streak {
    Cycles begin = 0;
    std::int64_t columns = 0;
    Cycles pace = 0;  ///< ticks that the window before took
    bool write = false;
  };
  struct PromisedEntry {
    DramWaiting entry;
    bool write = false;
  };
  /// Bursts in front of their queue.
  struct InLine {
    std::int64_t burst = 0;
    std::int64_t serial = 0;
    std::int32_t bursts = 1;
  };
  struct State {
    explicit State(const DramRunContext& context);

    DramBankTimes times;
    DramRefreshClock refresh;
    std::vector<Bank> banks;
    std::array<DramRunQueue, 2> queues;        ///< reads, writes
    std::array<std::vector<InLine>, 2> lines;  ///< in front of the queues, while those are full
    std::int64_t outstanding = 0;              ///< taken up and not served yet
    std::vector<PromisedEntry> promised;  ///< requests whose row is open for them, oldest first
    std::array<Cycles, 2> bus_free{};
    Cycles now = 0;
    Cycles skipped = 0;  ///< simulated time is ahead of `now` by these ticks
    bool draining = false;
    Streak streak;
  };
  struct Waited {
    Cycles latency = 0;
    std::int64_t bursts = 0;
  };
  struct Urgency {
    bool overdue = false;           ///< the oldest request has waited too long and goes first
    bool queue_is_stopped = false;  ///< for a promised request that has
  };
  struct BankSpan {
    std::int32_t first = 0;
    std::int32_t last = 0;
  };
  static constexpr std::int64_t kShortestWindow = 8;

  /// A bank with a waiting row hit.
  struct Hit {
    Cycles ready = 0;
    DramRunQueue::Slot slot = DramRunQueue::kNone;
    std::int32_t bank = 0;
  };

  void run();
  bool serve_hits(bool all_entered);
  Cycles collect_hits();
  bool takes_hits_in_turn() const;
  Hit& first_hit();
  void serve_hit(Hit& hit, Cycles tick);
  bool take_up_hits();
  DramRunQueue::Slot next_hit(std::int32_t at, DramRunQueue::Slot from) const;
  Cycles on_rising_edge(Cycles tick) const;
  void admit();
  void enter_queues();
  std::int64_t pack_of(const BurstRange& bursts) const;
  bool goes_to_arrival(const Plan& plan);
  void idle_until(Cycles tick);
  bool is_waiting() const;

  Plan make_plan();
  Urgency choose_direction();
  bool is_overdue(const DramWaiting& entry) const {
    return state_.now - entry.arrival > wait_limit_;
  }
  static void consider(Plan& best, const Plan& candidate);
  void plan_promised(Plan& best) const;
  void plan_refresh(Plan& best) const;
  void plan_queue(Plan& best, bool overdue) const;
  void plan_idle_rows(Plan& best) const;
  void plan_bank(Pick& pick, std::int32_t at, bool only_oldest) const;
  void consider_waiting(Pick& pick, DramRunQueue::Slot slot) const;
  bool cannot_win(const Pick& pick, DramRunQueue::Slot slot, Cycles floor) const;
  Cycles column_floor(std::int32_t bank, bool write) const;
  Plan next_for(const DramWaiting& entry, bool write) const;
  Cycles legal_at(DramCommand command, std::int32_t bank) const;
  bool row_is_wanted(std::int32_t bank, std::int32_t row) const;

  void carry_out(const Plan& plan);
  void serve_from_queue(const Plan& plan);
  void promise(const DramWaiting& entry);
  void refresh(const Plan& plan);
  void finish(const DramWaiting& entry, bool write, Plan plan);
  void apply(const Plan& plan, std::int32_t row, std::int32_t bursts = 1);
  void classify(DramWaiting& entry);
  void count(const DramWaiting& entry, bool write, Cycles last);
  void keep_pace(const DramWaiting& entry, bool write, Cycles latency);
  std::int64_t steady_windows(bool write) const;
  void skip(std::int64_t windows, bool write);

  void mark_refresh(std::int32_t number, bool due);
  BankSpan banks_of_refresh(std::int32_t number) const;
  std::int32_t rank_of(std::int32_t bank) const { return bank / banks_per_rank_; }
  const Bank& bank(std::int32_t number) const {
    return state_.banks[static_cast<std::size_t>(number)];
  }
  Bank& bank(std::int32_t number) { return state_.banks[static_cast<std::size_t>(number)]; }

  const DramRunContext& context_;
  const config::DramControllerConfig& controller_;
  std::int32_t banks_per_rank_;
  Cycles wait_limit_;
  Cycles idle_limit_;
  std::int64_t window_;        ///< bursts after which a steady run repeats itself
  std::int64_t largest_pack_;  ///< bursts of a row that are worked out together

  State state_;
  State base_;  ///< when the last burst of everything asked for had entered a queue
  std::vector<DramWork> pending_;
  std::size_t next_work_ = 0;
  std::int64_t serial_ = 0;
  std::int64_t unserved_ = 0;  ///< bursts of this serial
  Cycles done_ = 0;
  bool recording_ = false;
  DramStatistics statistics_;
  std::int64_t steps_ = 0;
  std::vector<Waited> latencies_;  ///< of the latest window, for those that are skipped
  std::vector<Hit> hits_;          ///< while they are served in turn
};

}  // namespace systole::timing
