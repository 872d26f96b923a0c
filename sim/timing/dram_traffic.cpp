#include "timing/dram_traffic.hpp"

#include <algorithm>
#include <limits>
#include <random>

#include "base/checked.hpp"
#include "timing/dram_memory.hpp"
#include "timing/dram_run_model.hpp"

namespace systole::timing {

namespace {

/// Draws without std::uniform_..._distribution, whose numbers differ between standard libraries.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::int64_t below(std::int64_t limit) {
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(limit));
  }
  bool happens(double probability) {
    return static_cast<double>(engine_() >> 11) * 0x1p-53 < probability;
  }

 private:
  std::mt19937_64 engine_;
};

DramAccesses whole_stream(Bytes bytes, bool write) {
  return [bytes, write, given = false]() mutable -> std::optional<DramAccess> {
    if (given) return std::nullopt;
    given = true;
    return DramAccess{0, bytes, write, 0};
  };
}

/// Collects what one level needs, whichever it is.
class Driver {
 public:
  Driver(const config::MemoryConfig& memory, const DramDrive& drive)
      : memory_(memory),
        drive_(drive),
        seen_(static_cast<std::size_t>(memory.organisation.channels), 0) {
    outcome_.tick = compile_rules(memory).tick_fs;
  }

  DramOutcome tile(const DramAccesses& accesses) {
    DramRunModel model(memory_);
    watch(model);
    std::vector<MemoryRun> list;
    Cycles cycle = 0;
    const auto ask = [&] {
      list.front().window_bytes = std::numeric_limits<Bytes>::max();
      model.submit_list(list, cycle * clock());
      collect(model);
      list.clear();
    };
    while (const auto access = accesses()) {
      if (list.size() == kLongestList || (access->cycle != cycle && !list.empty())) ask();
      cycle = access->cycle;
      list.push_back(run_of(*access));
    }
    if (!list.empty()) ask();
    model.finish();
    outcome_.statistics = model.statistics();
    outcome_.steps = model.steps();
    return finished();
  }

  DramOutcome cycle(const DramAccesses& accesses) {
    DramMemory model(memory_);
    watch(model);
    const config::DramControllerConfig& controller = memory_.controller;
    const std::int64_t most =
        memory_.organisation.channels * (controller.read_queue + controller.write_queue);
    std::int64_t asked = 0;
    Femtoseconds now = 0;
    auto access = accesses();
    while (access || asked > answered_) {
      while (access && asked - answered_ < most && access->cycle * clock() <= now) {
        model.submit(run_of(*access), now);
        ++asked;
        collect(model);
        access = accesses();
      }
      now = next_time(model, access, asked - answered_ < most);
      model.advance(now);
      collect(model);
    }
    outcome_.statistics = model.statistics();
    outcome_.steps = outcome_.statistics.all_commands();
    return finished();
  }

 private:
  static constexpr std::size_t kLongestList = 1 << 14;

  Femtoseconds clock() const { return memory_.timing.tck_ps * 1000; }

  Femtoseconds next_time(const DramMemory& model, const std::optional<DramAccess>& access,
                         bool room) const {
    Femtoseconds time = model.next_event().value_or(std::numeric_limits<Femtoseconds>::max());
    if (access && room) time = std::min(time, access->cycle * clock());
    return time;
  }

  MemoryRun run_of(const DramAccess& access) {
    outcome_.bytes = checked_add(outcome_.bytes, access.bytes, "the bytes of the traffic");
    return {0, access.address, access.bytes, access.bytes, access.write};
  }

  /// The first commands of every channel; the first of all are among them.
  template <class Model>
  void watch(Model& model) {
    if (drive_.timeline == 0) return;
    model.on_command([this](const DramCommandRecord& record) {
      std::int64_t& seen = seen_[static_cast<std::size_t>(record.channel)];
      if (seen < drive_.timeline) outcome_.timeline.push_back(record);
      return ++seen < drive_.timeline;
    });
  }

  void collect(MemoryModel& model) {
    for (const MemoryAnswer& answer : model.take_answers()) {
      outcome_.time = std::max(outcome_.time, answer.at);
      ++answered_;
    }
  }

  DramOutcome finished() {
    std::stable_sort(outcome_.timeline.begin(), outcome_.timeline.end(),
                     [](const auto& a, const auto& b) { return a.tick < b.tick; });
    const auto most = static_cast<std::size_t>(drive_.timeline);
    if (outcome_.timeline.size() > most) outcome_.timeline.resize(most);
    return std::move(outcome_);
  }

  const config::MemoryConfig& memory_;
  DramDrive drive_;
  DramOutcome outcome_;
  std::int64_t answered_ = 0;
  std::vector<std::int64_t> seen_;  ///< commands, by channel
};

}  // namespace

DramAccesses accesses_of(const DramPattern& pattern, const config::MemoryConfig& memory) {
  const bool one_direction = pattern.reads == 0.0 || pattern.reads == 1.0;
  if (one_direction &&
      (pattern.kind == DramPatternKind::stream || pattern.kind == DramPatternKind::mixed)) {
    return whole_stream(pattern.bytes, pattern.reads == 0.0);
  }
  const Bytes burst = memory.burst_bytes();
  const Bytes capacity = memory.capacity_bytes();
  const std::int64_t count = ceil_div(pattern.bytes, burst);
  const Bytes step = pattern.kind == DramPatternKind::stride ? pattern.stride : burst;
  return [=, dice = Dice(pattern.seed),
          done = std::int64_t{0}]() mutable -> std::optional<DramAccess> {
    if (done == count) return std::nullopt;
    DramAccess access;
    access.bytes = burst;
    access.address = static_cast<Address>(pattern.kind == DramPatternKind::random
                                              ? dice.below(capacity / burst) * burst
                                              : done % (capacity / step) * step);
    access.write = !dice.happens(pattern.reads);
    ++done;
    return access;
  };
}

DramOutcome drive_dram(const config::MemoryConfig& memory, const DramAccesses& accesses,
                       const DramDrive& drive) {
  Driver driver(memory, drive);
  return drive.level == DramLevelOfDetail::tile ? driver.tile(accesses) : driver.cycle(accesses);
}

}  // namespace systole::timing
