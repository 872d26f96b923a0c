#include "report/compare_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/table.hpp"
#include "base/text.hpp"
#include "report/facts.hpp"
#include "report/span.hpp"

namespace systole::report {

namespace {

using study::ComparisonRow;
using study::Contender;
using study::Part;
using study::PartOnChip;

constexpr std::size_t kOperatorRows = 30;
constexpr int kAfterInterval = 4;  ///< where the column of error bars stands

std::string percent_of(const study::Ranged& share) {
  if (!share.bounds) return percent(share.nominal, 1.0);
  return percent(share.bounds->low, 1.0) + " to " + percent(share.bounds->high, 1.0);
}

std::string speed_text(const study::Ranged& speed) {
  if (!speed.bounds) return fmt::format("{:.2f}", speed.nominal);
  return fmt::format("{:.2f} to {:.2f}", speed.bounds->low, speed.bounds->high);
}

std::string throughput_text(const study::Ranged& rate) {
  const auto text = [](double ops) { return human_count(ops) + "op/s"; };
  if (!rate.bounds) return text(rate.nominal);
  return text(rate.bounds->low) + " to " + text(rate.bounds->high);
}

std::string causes_text(const ComparisonRow& row) {
  std::vector<Share> shares;
  for (const auto& [cause, cycles] : row.causes) shares.emplace_back(cause, cycles);
  return in_shares(shares, row.cycles);
}

bool any_measured(const std::vector<ComparisonRow>& rows) {
  return std::any_of(rows.begin(), rows.end(),
                     [](const ComparisonRow& row) { return row.measured_seconds > 0.0; });
}

bool any_validated(const std::vector<ComparisonRow>& rows) {
  return std::any_of(rows.begin(), rows.end(),
                     [](const ComparisonRow& row) { return row.error_bar.has_value(); });
}

std::vector<Column> columns(bool measured, bool validated) {
  std::vector<Column> list{{"chip", Align::left},
                           {"workload", Align::left},
                           {"time"},
                           {"interval"},
                           {"speed"},
                           {"throughput"},
                           {"util %"},
                           {"DRAM %"},
                           {"roofline %"}};
  if (measured) list.insert(list.end(), {{"measured"}, {"sim/meas"}});
  list.push_back({"bound by", Align::left});
  if (validated) list.insert(list.begin() + kAfterInterval, {"error bar"});
  return list;
}

std::vector<std::string> cells_of(const ComparisonRow& row, bool measured, bool validated) {
  std::vector<std::string> cells{row.chip,
                                 row.workload,
                                 human_seconds(row.seconds.nominal),
                                 seconds_span(row.seconds.bounds),
                                 speed_text(row.speed),
                                 throughput_text(row.ops_per_second),
                                 percent_of(row.compute_utilization),
                                 percent_of(row.dram_utilization),
                                 percent_of(row.roofline_share)};
  if (measured) {
    const bool known = row.measured_seconds > 0.0;
    cells.push_back(known ? human_seconds(row.measured_seconds) : "");
    cells.push_back(known ? fmt::format("{:.2f}", row.simulated_over_measured) : "");
  }
  cells.push_back(causes_text(row));
  if (validated) cells.insert(cells.begin() + kAfterInterval, error_bar_text(row.error_bar));
  return cells;
}

std::string totals_table(const std::vector<ComparisonRow>& rows) {
  const bool measured = any_measured(rows);
  const bool validated = any_validated(rows);
  Table table(columns(measured, validated));
  for (const ComparisonRow& row : rows) table.row(cells_of(row, measured, validated));
  return table.text();
}

/// What the columns cannot say.
std::string remarks(const std::vector<Contender>& contenders) {
  std::string text;
  for (const Contender& c : contenders) {
    if (!c.interval) continue;
    text +=
        fmt::format("{} on {}: {}\n", c.result.workload, c.result.chip, widest_effect(*c.interval));
  }
  const auto has_none = [](const Contender& c) {
    return !c.interval && !c.result.error_bar.is_known();
  };
  if (std::any_of(contenders.begin(), contenders.end(), has_none)) {
    text +=
        "no data: no range of the chip's file was simulated, and there are no measured residuals "
        "for an error bar\n";
  }
  return text.empty() ? "" : "\n" + text;
}

std::string cause_text(const PartOnChip& part, bool several) {
  if (!several) return part.cause;
  return fmt::format("{} {} %", part.cause, percent(part.cause_share, 1.0));
}

std::vector<Column> part_columns(const std::vector<Contender>& contenders, const char* title,
                                 bool measured) {
  std::vector<Column> list{{title, Align::left}, {"n"}};
  if (measured) list.push_back({"measured"});
  for (const Contender& contender : contenders) {
    list.push_back({contender.result.chip});
    if (contender.interval) list.push_back({"interval"});
    if (&contender != &contenders.front()) list.push_back({"speed"});
    list.push_back({"reason", Align::left});
  }
  return list;
}

std::vector<std::string> part_cells(const Part& part, bool measured, bool kinds) {
  std::vector<std::string> cells{part.name, std::to_string(part.operators)};
  if (measured)
    cells.push_back(part.measured_seconds > 0 ? human_seconds(part.measured_seconds) : "");
  for (const PartOnChip& chip : part.chips) {
    cells.push_back(human_seconds(chip.seconds));
    if (chip.bounds) cells.push_back(seconds_span(chip.bounds));
    if (&chip != &part.chips.front()) cells.push_back(fmt::format("{:.2f}", chip.speed));
    cells.push_back(cause_text(chip, kinds));
  }
  return cells;
}

std::string parts_table(const std::vector<Contender>& contenders, study::Grouping grouping) {
  const std::vector<Part> parts = study::parts_of(contenders, grouping);
  const bool measured = std::any_of(parts.begin(), parts.end(),
                                    [](const Part& part) { return part.measured_seconds > 0.0; });
  const bool kinds = grouping == study::Grouping::by_kind;
  Table table(part_columns(contenders, kinds ? "kind" : "operator", measured));
  const std::size_t rows = kinds ? parts.size() : std::min(parts.size(), kOperatorRows);
  for (std::size_t i = 0; i < rows; ++i) table.row(part_cells(parts[i], measured, kinds));
  const std::string what =
      kinds ? "by kind of operator"
            : fmt::format("{} of {} operators, longest first", rows, parts.size());
  return fmt::format("\n{}, {}\n\n{}", contenders.front().result.workload, what, table.text());
}

}  // namespace

std::vector<std::vector<Contender>> by_workload(const std::vector<Contender>& contenders) {
  std::vector<std::vector<Contender>> groups;
  for (const Contender& contender : contenders) {
    const auto same = [&](const std::vector<Contender>& group) {
      return group.front().result.workload == contender.result.workload;
    };
    const auto group = std::find_if(groups.begin(), groups.end(), same);
    group == groups.end() ? groups.push_back({contender}) : group->push_back(contender);
  }
  return groups;
}

std::string compare_text(const std::vector<Contender>& contenders, CompareDetail detail) {
  std::string text = totals_table(study::rows_of(contenders)) + remarks(contenders);
  if (detail == CompareDetail::totals) return text;
  for (const std::vector<Contender>& group : by_workload(contenders)) {
    text += parts_table(group, study::Grouping::by_kind);
    text += parts_table(group, study::Grouping::by_operator);
  }
  return text;
}

}  // namespace systole::report
