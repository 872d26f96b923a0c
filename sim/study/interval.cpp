#include "study/interval.hpp"

#include "base/text.hpp"
#include "study/statistics.hpp"

namespace systole::study {

namespace {

/// Facts and quoted clocks are no part of the machine.
bool is_of_the_machine(const config::Provenance& entry) {
  return !starts_with(entry.path, "facts.") && !starts_with(entry.path, "clocks.");
}

std::vector<RangeEffect> ranges_of(const config::Chip& chip) {
  std::vector<RangeEffect> ranges;
  for (const config::Provenance& entry : chip.provenance) {
    if (entry.low.empty() || !is_of_the_machine(entry)) continue;
    ranges.push_back({entry.path, entry.low, entry.high, 0.0, 0.0});
  }
  return ranges;
}

/// The results at both ends of each range, low before high.
std::vector<result::Result> simulate_ends(const config::Chip& chip, const Simulate& simulate,
                                          std::vector<RangeEffect>& ranges) {
  std::vector<config::Chip> chips;
  for (const RangeEffect& range : ranges) {
    chips.push_back(changed(chip, {range.key + "=" + range.low}));
    chips.push_back(changed(chip, {range.key + "=" + range.high}));
  }
  std::vector<result::Result> results = simulate(chips);
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    ranges[i].seconds_at_low = seconds_of(results.at(2 * i));
    ranges[i].seconds_at_high = seconds_of(results.at(2 * i + 1));
  }
  return results;
}

/// Ends that make no difference fall to the low one for the fastest chip and the high one for the
/// slowest.
struct Extremes {
  std::vector<std::string> fastest;
  std::vector<std::string> slowest;
};

Extremes extremes_of(const std::vector<RangeEffect>& ranges) {
  Extremes settings;
  for (const RangeEffect& range : ranges) {
    const std::string low = range.key + "=" + range.low;
    const std::string high = range.key + "=" + range.high;
    const bool low_is_fast = range.seconds_at_low <= range.seconds_at_high;
    settings.fastest.push_back(low_is_fast ? low : high);
    settings.slowest.push_back(low_is_fast ? high : low);
  }
  return settings;
}

}  // namespace

Bounds Interval::seconds(const result::Result& nominal) const {
  return of(nominal, [](const result::Result& r) { return seconds_of(r); });
}

Bounds Interval::operator_seconds(const result::Result& nominal, std::size_t index) const {
  return of(nominal, [index](const result::Result& r) {
    return seconds_of(r.operators.at(index).cycles, r.machine);
  });
}

std::optional<Interval> interval_of(const config::Chip& chip, const Simulate& simulate) {
  std::vector<RangeEffect> ranges = ranges_of(chip);
  if (ranges.empty()) return std::nullopt;
  std::vector<result::Result> ends = simulate_ends(chip, simulate, ranges);
  if (ranges.size() > 1) {
    const Extremes extremes = extremes_of(ranges);
    ends = simulate({changed(chip, extremes.fastest), changed(chip, extremes.slowest)});
  }
  std::stable_sort(ranges.begin(), ranges.end(), [](const RangeEffect& a, const RangeEffect& b) {
    return a.slowest() - a.fastest() > b.slowest() - b.fastest();
  });
  return Interval{std::move(ends.at(0)), std::move(ends.at(1)), std::move(ranges)};
}

}  // namespace systole::study
