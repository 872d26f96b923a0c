// What can be turned up or down about a chip, one thing at a time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/chip.hpp"

namespace systole::study {

/// A value of the chip and how finely it can be changed.
struct KnobValue {
  std::string key;
  double value = 0.0;
  std::int64_t step = 0;  ///< whole multiples of it; 0: any number
  bool is_part = false;  ///< of the knob's first value: rounded down, so that parts never exceed it
};

enum class Better { more, less };

/// One thing about a chip; its values change together.
struct Knob {
  std::string name;  ///< "DRAM bandwidth"
  Better better = Better::more;
  std::vector<KnobValue> values;
};

/// Those that this chip has: clock, matrix rate, vector lanes, cores, SRAM, the cores' memory
/// ports, L2 size and bandwidth, DRAM bandwidth and latency, bursts in flight, launch cost.
std::vector<Knob> knobs_of(const config::Chip& chip);

/// A knob turned.
struct Change {
  std::string change;                 ///< "+10 % DRAM bandwidth"
  std::string key;                    ///< of the first value
  double factor = 1.0;                ///< of the first value, as near as its step allows
  std::vector<std::string> settings;  ///< "KEY=VALUE", as for --set
};

/// `factor` > 1 makes the chip better: more by it, or less by it where less is better. Whole
/// numbers are rounded away from the chip's own, parts of others excepted.
Change turned(const Knob& knob, double factor);

/// The changed chip; nothing where its keys would contradict each other or leave their ranges.
std::optional<config::Chip> with_change(const config::Chip& chip, const Change& change);

}  // namespace systole::study
