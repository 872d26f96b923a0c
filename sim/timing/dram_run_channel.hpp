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
  static constexpr std::int64_t kUnknown = -1;

  struct Entry {
    DramLocation location;
    Cycles arrival = 0;
    std::int64_t burst = 0;   ///< the channel's number of it
    std::int64_t serial = 0;  ///< of the call that asked for it
    bool counted = false;
  };
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
    std::size_t position = 0;
    Cycles tick = 0;
  };
  /// Column commands in a row, for finding a steady pace.
  struct Streak {
    Cycles begin = 0;
    std::int64_t columns = 0;
    Cycles pace = 0;  ///< ticks that the window before took
    bool write = false;
  };
  struct PromisedEntry {
    Entry entry;
    bool write = false;
  };
  struct State {
    explicit State(const DramRunContext& context);

    DramBankTimes times;
    DramRefreshClock refresh;
    std::vector<Bank> banks;
    std::array<std::vector<Entry>, 2> queues;  ///< reads, writes; oldest first
    std::array<std::vector<Entry>, 2> lines;   ///< in front of the queues, while those are full
    std::int64_t outstanding = 0;              ///< taken up and not served yet
    std::vector<PromisedEntry> promised;  ///< requests whose row is open for them, oldest first
    std::array<Cycles, 2> bus_free{};
    Cycles now = 0;
    Cycles skipped = 0;  ///< simulated time is ahead of `now` by these ticks
    bool draining = false;
    /// Waiting requests, by direction, whose row is not open; kUnknown after row commands.
    std::array<std::int64_t, 2> strangers{kUnknown, kUnknown};
    Streak streak;
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

  void run();
  void admit();
  void enter_queues();
  bool goes_to_arrival(const Plan& plan);
  void idle_until(Cycles tick);
  bool is_waiting() const;

  Plan make_plan();
  Urgency choose_direction();
  bool is_overdue(const Entry& entry) const { return state_.now - entry.arrival > wait_limit_; }
  static void consider(Plan& best, const Plan& candidate);
  void plan_promised(Plan& best) const;
  void plan_refresh(Plan& best) const;
  void plan_queue(Plan& best, bool overdue);
  void plan_idle_rows(Plan& best) const;
  bool is_candidate(std::int32_t at, bool hit);
  Cycles column_floor(std::int32_t bank, bool write) const;
  Cycles lowest_column_floor(bool write) const;
  Plan next_for(const Entry& entry, bool write) const;
  Cycles legal_at(DramCommand command, std::int32_t bank) const;
  bool row_is_wanted(const DramLocation& location) const;

  void carry_out(const Plan& plan);
  void serve_from_queue(const Plan& plan);
  void promise(const Entry& entry);
  void refresh(const Plan& plan);
  void finish(const Entry& entry, bool write, Plan plan);
  void apply(const Plan& plan, std::int32_t row);
  void classify(Entry& entry);
  void keep_pace(bool write, Cycles latency);
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
  std::int64_t window_;  ///< column commands after which a steady run repeats itself

  State state_;
  State base_;  ///< when the last burst of everything asked for had entered a queue
  std::vector<DramWork> pending_;
  std::size_t next_work_ = 0;
  std::int64_t serial_ = 0;
  Cycles done_ = 0;
  bool recording_ = false;
  DramStatistics statistics_;
  std::int64_t steps_ = 0;
  std::vector<Cycles> latencies_;  ///< of the latest window, for those that are skipped

  /// The latest scan of a queue that met a hit, or another request, at a bank.
  struct Seen {
    std::uint64_t hit = 0;
    std::uint64_t other = 0;
  };
  std::vector<Seen> seen_;
  std::uint64_t scan_ = 0;
};

}  // namespace systole::timing
