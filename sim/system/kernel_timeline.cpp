#include "system/kernel_timeline.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "timing/dram_constraints.hpp"

namespace systole::system {

namespace {

using hw::RecordedDramCommand;
using hw::RecordedSlice;
using result::TimelineTrack;

// Processes and threads are shown in the order of these numbers.
constexpr std::int32_t kChipProcess = 1;
constexpr std::int32_t kFirstCore = 10;
constexpr std::int32_t kFirstChannel = 10'000;
constexpr std::int32_t kLanes = 100;

std::string name_of(const RecordedSlice& slice) {
  const auto& size = slice.size;
  switch (slice.unit) {
    case program::Queue::load:
    case program::Queue::store:
      return fmt::format("{} {} [{}]", program::name_of(slice.unit),
                         systole::name_of(slice.operand), slice.slot);
    case program::Queue::compute:
      return fmt::format("{} x {} x {}", size[0], size[1], size[2]);
    case program::Queue::vector:
      break;
  }
  return "vector";
}

std::string arguments_of(const RecordedSlice& slice) {
  const auto& size = slice.size;
  const std::string cycles = fmt::format("\"cycles\":{}", slice.end - slice.begin);
  switch (slice.unit) {
    case program::Queue::load:
    case program::Queue::store:
      return cycles + fmt::format(",\"bytes\":{}", size[0]);
    case program::Queue::compute:
      return cycles + fmt::format(",\"m\":{},\"n\":{},\"k\":{},\"output_slot\":{}", size[0],
                                  size[1], size[2], slice.slot);
    case program::Queue::vector:
      break;
  }
  return cycles +
         fmt::format(",\"simple\":{},\"special\":{},\"reductions\":{}", size[0], size[1], size[2]);
}

/// How long a command keeps its bank busy with itself.
Cycles ticks_of(timing::DramCommand command, const config::DramTimings& timings) {
  using timing::DramCommand;
  switch (command) {
    case DramCommand::activate:
      return timings.trcd_rd;
    case DramCommand::precharge:
    case DramCommand::precharge_all:
      return timings.trp;
    case DramCommand::refresh_all:
      return timings.trfc;
    case DramCommand::refresh_bank:
      return timings.trfc_pb;
    default:
      return timings.tbl;
  }
}

}  // namespace

void KernelTimeline::write(const hw::Recording& recording, Cycles begin) {
  begin_ = begin;
  cycles_ = recording.cycles;
  for (const RecordedSlice& slice : recording.slices) write_slice(slice);
  for (const hw::RecordedFlow& flow : recording.flows) {
    const RecordedSlice& from = recording.slices[static_cast<std::size_t>(flow.from)];
    const RecordedSlice& to = recording.slices[static_cast<std::size_t>(flow.to)];
    sink_.flow({track_of(from), time(from.begin), time(from.end), track_of(to), time(to.begin)});
  }
  write_counters(recording);
  write_dram(recording);
}

void KernelTimeline::name_once(const TimelineTrack& track, const std::string& process,
                               const std::string& thread) {
  if (named_processes_.insert(track.process).second) sink_.name_process(track.process, process);
  if (named_threads_.insert({track.process, track.thread}).second) sink_.name_thread(track, thread);
}

TimelineTrack KernelTimeline::track_of(const RecordedSlice& slice) {
  const auto unit = static_cast<std::int32_t>(slice.unit);
  const TimelineTrack track{kFirstCore + slice.core, 1 + unit * kLanes + slice.lane};
  const std::string lane = slice.lane > 0 ? fmt::format(" {}", slice.lane + 1) : std::string();
  name_once(track, fmt::format("core {}", slice.core),
            std::string(program::name_of(slice.unit)) + lane);
  return track;
}

void KernelTimeline::write_slice(const RecordedSlice& slice) {
  const TimelineTrack track = track_of(slice);
  const bool stretch = slice.commands > 1;
  const std::string name = stretch ? std::string(program::name_of(slice.unit)) : name_of(slice);
  const std::string arguments = stretch ? fmt::format("\"cycles\":{},\"commands\":{}",
                                                      slice.end - slice.begin, slice.commands)
                                        : arguments_of(slice);
  sink_.slice({track, name, time(slice.begin), time(slice.end), arguments});
}

void KernelTimeline::write_counter(std::int32_t process, const std::string& name,
                                   const hw::TimeBuckets& buckets, double scale) {
  std::optional<double> shown;
  Cycles at = 0;
  for (const double rate : buckets.per_cycle(cycles_)) {
    const double value = rate * scale;
    if (shown != value) sink_.counter({process, name, time(at), value});
    shown = value;
    at += buckets.width();
  }
  if (shown && *shown != 0.0) sink_.counter({process, name, time(std::min(at, cycles_)), 0.0});
}

void KernelTimeline::write_counters(const hw::Recording& recording) {
  const double gb_per_s = static_cast<double>(clock_.hertz()) / 1e9;
  write_counter(kChipProcess, "read by cores, GB/s", recording.read_bytes, gb_per_s);
  write_counter(kChipProcess, "written by cores, GB/s", recording.written_bytes, gb_per_s);
  write_counter(kChipProcess, "bursts in flight", recording.bursts, 1.0);
  for (std::size_t core = 0; core < recording.filled_slots.size(); ++core) {
    for (const Operand operand : kOperands) {
      write_counter(kFirstCore + static_cast<std::int32_t>(core),
                    fmt::format("{} slots filled", systole::name_of(operand)),
                    recording.filled_slots[core][static_cast<std::size_t>(operand)], 1.0);
    }
  }
}

// A command's slice ends at the latest where its bank's next one begins.
void KernelTimeline::write_dram(const hw::Recording& recording) {
  if (recording.dram.empty() || !chip_.dram.banks) return;
  const Femtoseconds tick = timing::compile_rules(*chip_.dram.banks).tick_fs;
  const Femtoseconds begin = clock_.start_of(begin_);
  std::map<std::pair<std::int16_t, std::int32_t>, std::vector<const RecordedDramCommand*>> banks;
  for (const RecordedDramCommand& command : recording.dram)
    banks[{command.channel, command.bank}].push_back(&command);
  for (auto& [place, commands] : banks) {
    const TimelineTrack track{kFirstChannel + place.first, 1 + place.second};
    name_once(track, fmt::format("DRAM channel {}", place.first),
              fmt::format("bank {}", place.second));
    std::stable_sort(commands.begin(), commands.end(),
                     [](const auto* a, const auto* b) { return a->at < b->at; });
    for (std::size_t i = 0; i < commands.size(); ++i) {
      const RecordedDramCommand& command = *commands[i];
      Femtoseconds end = command.at + tick * ticks_of(command.command, chip_.dram.banks->timing);
      if (i + 1 < commands.size()) end = std::min(end, commands[i + 1]->at);
      sink_.slice({track, timing::name_of(command.command), begin + command.at, begin + end,
                   fmt::format("\"row\":{}", command.row)});
    }
  }
}

}  // namespace systole::system
