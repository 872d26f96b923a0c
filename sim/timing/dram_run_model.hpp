// A whole memory at the `tile` level: every run is answered when it is asked for.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "timing/dram_run_channel.hpp"
#include "timing/memory_model.hpp"

namespace systole::timing {

/// Runs are served in the order in which they are asked for, channel by channel; what a later run
/// asks for overlaps the end of the one before. The work of a run is in proportion to the rows that
/// it touches. Channels that have been asked for the same so far are worked out once.
class DramRunModel : public MemoryModel {
 public:
  explicit DramRunModel(const config::MemoryConfig& memory);

  void submit(const MemoryRun& run, Femtoseconds now) override;
  void submit_list(const std::vector<MemoryRun>& runs, Femtoseconds now) override;
  std::optional<Femtoseconds> next_event() const override { return std::nullopt; }
  void advance(Femtoseconds /*now*/) override {}
  std::vector<MemoryAnswer> take_answers() override { return std::exchange(answers_, {}); }
  Femtoseconds busy() const override;

  /// No further run will follow closely: everything is counted, and traced, to its end.
  void finish();
  DramStatistics statistics() const;
  /// Called for every command, channel by channel; a channel's calls end when it returns false.
  void on_command(const std::function<bool(const DramCommandRecord&)>& hook);
  /// Commands that were worked out one by one, the others followed from them.
  std::int64_t steps() const;

 private:
  /// Channels whose past is the same.
  struct Twins {
    DramRunChannel channel;
    std::vector<std::size_t> members;  ///< numbers of channels
  };

  void spread(const MemoryRun& run, Femtoseconds now);
  Femtoseconds window_limit(const std::vector<MemoryRun>& runs) const;
  void part(std::size_t twins);
  void part_all();

  DramRunContext context_;
  std::vector<std::unique_ptr<Twins>> twins_;
  std::vector<std::vector<DramWork>> works_;  ///< by channel, of the call in progress
  std::vector<MemoryAnswer> answers_;
};

}  // namespace systole::timing
