#include "report/why_text.hpp"

#include <fmt/format.h>

#include "base/table.hpp"
#include "base/text.hpp"
#include "report/facts.hpp"
#include "result/members.hpp"
#include "study/statistics.hpp"

namespace systole::report {

namespace {

using study::CauseGroup;
using study::Explanation;
using study::Sensitivity;
using study::SpeedUp;

std::string time_text(Cycles cycles, const result::Result& result) {
  return human_seconds(study::seconds_of(cycles, result.machine));
}

std::string head(const result::Result& result, Cycles whole) {
  return fmt::format("{} on {} ({}): {}\n", result.workload, result.chip, result.fidelity,
                     time_text(whole, result));
}

/// The largest cause in words, and the others in numbers.
std::string causes_text(const result::Result& result, Cycles whole) {
  std::string text = "\nwhy\n\n";
  Table table({{"bound by", Align::left}, {"time"}, {"% of run"}, {"because", Align::left}});
  for (const auto& [cause, cycles] : study::cycles_by_cause(result)) {
    table.row({std::string(cause), time_text(cycles, result), percent(cycles, whole),
               std::string(study::meaning_of(cause))});
  }
  return text + table.text();
}

std::string categories_text(const result::Result& result, Cycles whole) {
  Table table({{"cycles", Align::left}, {"count"}, {"% of run"}, {"what they are", Align::left}});
  const result::CycleBreakdown breakdown = result::totals_of(result).breakdown;
  for (const result::CycleCategory& category : result::cycle_categories()) {
    const Cycles cycles = breakdown.*category.member;
    if (cycles == 0) continue;
    table.row({std::string(category.name), std::to_string(cycles), percent(cycles, whole),
               std::string(category.description)});
  }
  return "\nwhere the cycles went\n\n" + table.text();
}

std::vector<std::string> cells_of(const CauseGroup& group, const result::Result& result,
                                  Cycles whole) {
  std::vector<std::string> cells{group.kind, std::string(group.cause),
                                 std::to_string(group.operators), time_text(group.cycles, result),
                                 percent(group.cycles, whole)};
  for (const double busy : group.busy) cells.push_back(percent(busy, 1.0));
  cells.push_back(percent(group.idle, 1.0));
  return cells;
}

std::string groups_text(const result::Result& result, Cycles whole) {
  std::vector<Column> columns{
      {"kind", Align::left}, {"bound by", Align::left}, {"n"}, {"time"}, {"% of run"}};
  for (std::size_t i = 0; i + 1 < result::kBounds.size(); ++i) {
    columns.push_back({std::string(result::kBounds[i]) + " %"});
  }
  columns.push_back({"idle cores %"});
  Table table(std::move(columns));
  for (const CauseGroup& group : study::causes_of(result)) {
    table.row(cells_of(group, result, whole));
  }
  return "\noperators, and how busy each resource is while they run\n\n" + table.text();
}

std::string settings_text(const study::Change& change) {
  std::string text;
  for (const std::string& setting : change.settings) text += " --set " + setting;
  constexpr std::size_t kMostSettings = 2;
  return change.settings.size() <= kMostSettings ? text.substr(1) : change.key + " and its likes";
}

std::string sensitivities_text(const Explanation& why) {
  Table table({{"change", Align::left}, {"time"}, {"change of time"}, {"as", Align::left}});
  for (const Sensitivity& s : why.sensitivities) {
    table.row({s.change.change, human_seconds(s.seconds),
               fmt::format("{:+.2f} %", 100.0 * s.time_change), settings_text(s.change)});
  }
  return "\nwhat a change of the chip would give, each simulated\n\n" + table.text();
}

std::string limit_text(const SpeedUp& answer, double seconds) {
  const double gain = answer.most.seconds > 0.0 ? seconds / answer.most.seconds : 0.0;
  return fmt::format("{:.2f} x at {}", gain, answer.most.change.change);
}

std::string speed_ups_text(const Explanation& why, double seconds) {
  Table table(
      {{"turning", Align::left}, {"it takes", Align::left}, {"then"}, {"at most", Align::left}});
  bool any = false;
  for (const SpeedUp& answer : why.speed_ups) {
    any = any || answer.reaches.has_value();
    table.row({answer.knob, answer.reaches ? answer.reaches->change.change : "not enough",
               answer.reaches ? human_seconds(answer.reaches->seconds) : "",
               limit_text(answer, seconds)});
  }
  std::string text = fmt::format("\nwhat single change would give {:g} x\n\n", why.target);
  if (!any) text += fmt::format("None, up to {:g} times.\n\n", study::kLargestChange);
  return text + table.text();
}

}  // namespace

std::string why_text(const Explanation& why) {
  const Cycles whole = result::totals_of(why.result).cycles;
  std::string text = head(why.result, whole) + causes_text(why.result, whole) +
                     categories_text(why.result, whole) + groups_text(why.result, whole);
  if (!why.sensitivities.empty()) text += sensitivities_text(why);
  if (!why.speed_ups.empty()) text += speed_ups_text(why, study::seconds_of(why.result));
  return text;
}

}  // namespace systole::report
