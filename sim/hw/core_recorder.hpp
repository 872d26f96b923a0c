// Writes down what one core's queues do.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <vector>

#include "config/chip.hpp"
#include "hw/queue_observer.hpp"
#include "hw/recording.hpp"

namespace systole::hw {

/// How many events may still be written down, by all cores together.
struct EventBudget {
  std::int64_t left = 0;
  std::int64_t left_out = 0;
  bool take() {
    if (left == 0) {
      ++left_out;
      return false;
    }
    --left;
    return true;
  }
};

class CoreRecorder : public QueueObserver {
 public:
  struct Settings {
    std::int32_t number = 0;
    bool shown = true;    ///< else its transfers are counted, and nothing more
    bool merges = false;  ///< the level of units: stretches of work instead of commands
    config::DmaConfig dma;
  };
  CoreRecorder(const Settings& settings, EventBudget& budget)
      : settings_(settings), budget_(budget) {}

  void begin_run(Recording& recording, Cycles at);
  void end_run();

  void issued(const Issue& issue, const program::Action& action) override;
  void completed(program::Queue queue, std::uint64_t id, Cycles at) override;
  void retired(program::Queue queue, std::uint64_t id) override;
  void signalled(program::Queue queue, program::Token token) override;
  void waited(program::Queue queue, const program::Wait& wait) override;

 private:
  static constexpr std::int32_t kNone = -1;
  struct InFlight {
    std::uint64_t id = 0;
    std::int32_t slice = kNone;  ///< where it was written down
    Cycles begin = 0;
    program::Action action;
  };
  struct QueueState {
    std::deque<InFlight> in_flight;
    std::int32_t last_retired = kNone;
    std::vector<std::int32_t> waited_for;  ///< slices whose tokens the next command needed
    std::vector<Cycles> lanes;             ///< until when each is taken
    Cycles busy_until = 0;
    std::int32_t stretch = kNone;  ///< the latest slice
    std::int64_t unknown_ends = 0;
  };
  struct Span {
    Cycles begin = 0;
    Cycles end = 0;
  };
  struct SlotState {
    Cycles filled = -1;  ///< since when; -1: empty
    Cycles last_use = 0;
  };
  /// The slices behind a token's latest signals.
  struct TokenHistory {
    std::int64_t count = 0;
    std::deque<std::int32_t> latest;
  };

  QueueState& state_of(program::Queue queue) { return queues_[static_cast<std::size_t>(queue)]; }
  std::int32_t write_down(const Issue& issue, const program::Action& action);
  bool merged(const RecordedSlice& slice);
  static std::int16_t take_lane(QueueState& queue, Cycles begin, Cycles end);
  void ended(const InFlight& command, Cycles end);
  void count_transfer(const program::Region& region, TimeBuckets& bytes, const Span& span);
  void use_slots(const program::Action& action, const Span& span);
  void fill_slot(Operand operand, program::Slot slot, Cycles at);
  void use_slot(Operand operand, program::Slot slot, const Span& span);
  void empty_slot(Operand operand, SlotState& slot);

  Settings settings_;
  EventBudget& budget_;
  Recording* recording_ = nullptr;
  Cycles begin_ = 0;
  std::array<QueueState, 4> queues_;
  std::map<program::Token, TokenHistory> tokens_;
  std::array<std::map<program::Slot, SlotState>, 3> slots_;
};

}  // namespace systole::hw
