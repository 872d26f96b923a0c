#include "report/span.hpp"

#include <fmt/format.h>

#include "base/table.hpp"
#include "base/text.hpp"

namespace systole::report {

std::string seconds_span(const std::optional<study::Bounds>& bounds) {
  if (!bounds) return "no data";
  return human_seconds(bounds->low) + " to " + human_seconds(bounds->high);
}

std::string error_bar_text(const std::optional<study::Bounds>& bar) {
  return bar ? seconds_span(bar) : "not validated";
}

std::string widest_effect(const study::Interval& interval) {
  const study::RangeEffect& widest = interval.effects.front();
  return fmt::format("{} matters most: at {} {}, at {} {}", widest.key, widest.low,
                     human_seconds(widest.seconds_at_low), widest.high,
                     human_seconds(widest.seconds_at_high));
}

std::string effects_table(const study::Interval& interval) {
  Table table({{"value that is a range", Align::left},
               {"low"},
               {"high"},
               {"time at low"},
               {"time at high"}});
  for (const study::RangeEffect& effect : interval.effects) {
    table.row({effect.key, effect.low, effect.high, human_seconds(effect.seconds_at_low),
               human_seconds(effect.seconds_at_high)});
  }
  return table.text();
}

}  // namespace systole::report
