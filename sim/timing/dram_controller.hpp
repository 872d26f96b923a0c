// The controller of one channel. Plain state: it knows when its next command is legal, and nothing
// happens in between.
//
// What comes first when several commands become legal at the same time:
//   1. requests whose row was opened for them (the row stays open until they are served, so none is
//   opened in vain)
//   2. refreshes that are due; the banks concerned take no other requests meanwhile
//   3. the read queue, or the write queue while writes drain, as the scheduler decides
//   4. rows that have been idle too long (page policy `timeout`)
#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <vector>

#include "timing/dram_refresh.hpp"
#include "timing/dram_scheduler.hpp"
#include "timing/dram_statistics.hpp"

namespace systole::timing {

class DramController {
 public:
  static constexpr Cycles kNever = std::numeric_limits<Cycles>::max();

  struct Answer {
    std::uint64_t id = 0;
    Cycles tick =
        0;  ///< one past the last data; ahead of the tick at which the answer becomes known
  };

  explicit DramController(const config::MemoryConfig& memory, int channel = 0);
  DramController(const DramController&) = delete;
  DramController& operator=(const DramController&) = delete;

  bool has_room(bool write) const { return !(write ? writes_ : reads_).full(); }
  /// There must be room, and `advance(now)` must have been called.
  void push(const DramRequest& request, Cycles now);

  /// The tick of the next command, or a tick before it at which to look again; kNever while no
  /// request waits.
  Cycles next_event();
  /// Issues every command up to and including tick `now`. Rows are refreshed even while nothing
  /// waits.
  void advance(Cycles now);
  /// What became known since it was last emptied; the caller empties it.
  std::vector<Answer>& answers() { return answers_; }

  bool idle() const { return reads_.empty() && writes_.empty() && promised_.empty(); }
  const DramRules& rules() const { return rules_; }
  const DramStatistics& statistics() const { return statistics_; }
  /// Called for every command that is issued.
  std::function<void(const DramCommandRecord&)> trace;

 private:
  enum class Source { none, promised, refresh, queue, idle_row, wake };
  struct Plan {
    Source source = Source::none;
    std::size_t position = 0;  ///< of the request in its queue
    DramStep step;
  };

  bool forward(const DramRequest& request, Cycles now);
  std::int32_t hold_for_reads(const DramRequest& write);
  DramEntry* find_promised(const DramLocation& location, bool write);

  void make_plan();
  void consider(Source source, std::size_t position, const DramStep& step);
  void plan_promised();
  void plan_queue();
  void plan_idle_rows();
  void choose_direction();
  bool is_overdue(const DramEntry& entry) const { return now_ - entry.arrival > wait_limit_; }
  bool row_is_wanted(const DramLocation& location) const;

  void carry_out(const Plan& plan);
  void serve(DramQueue& queue, const Plan& plan);
  void promise(const DramEntry& entry);
  void finish(const DramEntry& entry, DramStep step);
  void issue(const DramStep& step, const DramLocation& location);
  void classify(DramEntry& entry);

  config::DramControllerConfig config_;
  int channel_;
  DramRules rules_;
  DramTopology topology_;
  DramBanks banks_;
  std::unique_ptr<DramScheduler> scheduler_;
  std::unique_ptr<DramRefresher> refresher_;
  Cycles wait_limit_;
  Cycles idle_limit_;

  DramQueue reads_;
  DramQueue writes_;
  std::vector<DramEntry> promised_;  ///< requests whose row is open for them, oldest first
  std::int64_t held_writes_ = 0;  ///< pairs of a waiting read and a younger write to the same burst
  bool draining_ = false;         ///< serving the write queue
  std::optional<std::size_t> overdue_;
  bool queue_is_stopped_ = false;  ///< a promised request is overdue

  Cycles now_ = 0;
  bool planned_ = false;
  Plan plan_;
  std::vector<Answer> answers_;
  DramStatistics statistics_;
};

}  // namespace systole::timing
