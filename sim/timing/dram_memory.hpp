// A whole memory at the level of its commands: runs are cut into bursts and spread over the
// channels.
#pragma once

#include <deque>
#include <memory>
#include <queue>
#include <utility>
#include <vector>

#include "timing/dram_address_map.hpp"
#include "timing/dram_controller.hpp"
#include "timing/memory_model.hpp"

namespace systole::timing {

/// Bursts of a run or list enter the queues in order, as many at once as its window allows. Runs
/// that meet a full queue wait for it in line and enter one burst at a time.
class DramMemory : public MemoryModel {
 public:
  explicit DramMemory(const config::MemoryConfig& memory);

  void submit(const MemoryRun& run, Femtoseconds now) override;
  void submit_list(const std::vector<MemoryRun>& runs, Femtoseconds now) override;
  std::optional<Femtoseconds> next_event() const override;
  void advance(Femtoseconds now) override;
  std::vector<MemoryAnswer> take_answers() override { return std::exchange(answers_, {}); }
  Femtoseconds busy() const override;

  DramStatistics statistics() const;
  void on_command(const std::function<void(const DramCommandRecord&)>& hook);

 private:
  /// A run, or a list of them.
  struct Run {
    std::vector<MemoryRun> pieces;
    std::size_t piece = 0;    ///< the one whose bursts enter now; past the last one when all have
    Address next = 0;         ///< the burst to enter next
    std::int64_t window = 1;  ///< bursts
    std::int64_t in_flight = 0;    ///< entered and not landed yet
    std::int64_t unanswered = 0;   ///< bursts whose answer is not known yet
    std::uint64_t generation = 0;  ///< tells apart the runs that use a slot one after the other
    bool in_line = false;
    Cycles last = 0;  ///< the latest answer
    bool has_entered() const { return piece == pieces.size(); }
    bool write() const { return pieces[piece].write; }  ///< of the burst to enter next
  };
  struct Channel {
    std::unique_ptr<DramController> controller;
    Cycles next = DramController::kNever;
    bool settled = true;  ///< `next` is up to date
    std::array<std::deque<std::size_t>, 2>
        lines;  ///< slots of reading and of writing runs that wait for room
  };
  /// A burst has landed: its run may enter another one.
  struct Landing {
    Cycles tick = 0;
    std::size_t slot = 0;
    std::uint64_t generation = 0;
    friend bool operator>(const Landing& a, const Landing& b) { return a.tick > b.tick; }
  };

  Address first_burst(const MemoryRun& piece) const;
  void step(Run& run) const;
  std::size_t free_slot();
  void feed(std::size_t slot, Cycles tick);
  void push(std::size_t slot, Channel& channel, const DramLocation& location, Cycles tick);
  void advance_channels(Cycles tick);
  void land(Cycles tick);
  void collect(Channel& channel);
  void serve_lines(Channel& channel, Cycles tick);
  void settle();
  Cycles next_tick() const;

  DramAddressMap map_;
  Address burst_bytes_;
  Femtoseconds tick_fs_;
  Femtoseconds clock_fs_;
  std::vector<Channel> channels_;
  std::vector<Run> runs_;
  std::vector<std::size_t> free_;
  std::priority_queue<Landing, std::vector<Landing>, std::greater<>> landings_;
  std::vector<MemoryAnswer> answers_;
};

}  // namespace systole::timing
