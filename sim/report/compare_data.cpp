#include <cstdlib>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "report/compare_table.hpp"

namespace systole::report {

namespace {

using Json = nlohmann::ordered_json;
using study::ComparisonRow;
using study::Contender;
using study::Part;
using study::PartOnChip;

double rounded(double value) { return std::strtod(six_digits(value).c_str(), nullptr); }

Json interval_json(const std::optional<study::Bounds>& bounds) {
  if (!bounds) return nullptr;
  return {{"low", rounded(bounds->low)}, {"high", rounded(bounds->high)}};
}

Json ranged_json(const study::Ranged& number) {
  return {{"nominal", rounded(number.nominal)}, {"interval", interval_json(number.bounds)}};
}

Json effects_json(const Contender& contender) {
  Json effects = Json::array();
  if (!contender.interval) return effects;
  for (const study::RangeEffect& effect : contender.interval->effects) {
    effects.push_back({{"key", effect.key},
                       {"low", effect.low},
                       {"high", effect.high},
                       {"seconds_at_low", rounded(effect.seconds_at_low)},
                       {"seconds_at_high", rounded(effect.seconds_at_high)}});
  }
  return effects;
}

Json row_json(const ComparisonRow& row, const Contender& contender) {
  Json causes = Json::object();
  for (const auto& [cause, cycles] : row.causes) causes[std::string(cause)] = cycles;
  Json json{{"chip", row.chip}, {"workload", row.workload}, {"cycles", row.cycles}};
  json["seconds"] = ranged_json(row.seconds);
  json["error_bar"] = interval_json(row.error_bar);
  json["speed"] = ranged_json(row.speed);
  json["ops_per_second"] = ranged_json(row.ops_per_second);
  json["compute_utilization"] = ranged_json(row.compute_utilization);
  json["dram_utilization"] = ranged_json(row.dram_utilization);
  json["roofline_share"] = ranged_json(row.roofline_share);
  json["cycles_by_cause"] = causes;
  json["ranges"] = effects_json(contender);
  const bool measured = row.measured_seconds > 0.0;
  json["measured_seconds"] = measured ? Json(rounded(row.measured_seconds)) : Json(nullptr);
  json["simulated_over_measured"] =
      measured ? Json(rounded(row.simulated_over_measured)) : Json(nullptr);
  json["notes"] = contender.result.notes;
  return json;
}

Json part_json(const Part& part, const std::vector<Contender>& contenders) {
  Json chips = Json::array();
  for (std::size_t i = 0; i < part.chips.size(); ++i) {
    const PartOnChip& chip = part.chips[i];
    chips.push_back({{"chip", contenders[i].result.chip},
                     {"seconds", rounded(chip.seconds)},
                     {"interval", interval_json(chip.bounds)},
                     {"speed", rounded(chip.speed)},
                     {"cause", chip.cause},
                     {"cause_share", rounded(chip.cause_share)}});
  }
  const bool measured = part.measured_seconds > 0.0;
  return {{"name", part.name},
          {"kind", part.kind},
          {"operators", part.operators},
          {"measured_seconds", measured ? Json(rounded(part.measured_seconds)) : Json(nullptr)},
          {"chips", chips}};
}

Json parts_json(const std::vector<Contender>& contenders, study::Grouping grouping) {
  Json parts = Json::array();
  for (const Part& part : study::parts_of(contenders, grouping)) {
    parts.push_back(part_json(part, contenders));
  }
  return parts;
}

std::string low_and_high(const std::optional<study::Bounds>& bounds) {
  return bounds ? six_digits(bounds->low) + "," + six_digits(bounds->high) : ",";
}

std::string csv_of_rows(const std::vector<ComparisonRow>& rows) {
  std::string text =
      "chip,workload,seconds,seconds_low,seconds_high,speed,speed_low,speed_high,ops_per_second,"
      "compute_utilization,dram_utilization,roofline_share,bound_by,measured_seconds,"
      "simulated_over_measured\n";
  for (const ComparisonRow& row : rows) {
    const bool measured = row.measured_seconds > 0.0;
    text += fmt::format(
        "{},{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_cell(row.chip), csv_cell(row.workload),
        six_digits(row.seconds.nominal), low_and_high(row.seconds.bounds),
        six_digits(row.speed.nominal), low_and_high(row.speed.bounds),
        six_digits(row.ops_per_second.nominal), six_digits(row.compute_utilization.nominal),
        six_digits(row.dram_utilization.nominal), six_digits(row.roofline_share.nominal),
        row.causes.empty() ? "" : row.causes.front().first,
        measured ? six_digits(row.measured_seconds) : "",
        measured ? six_digits(row.simulated_over_measured) : "");
  }
  return text;
}

std::string csv_of_operators(const std::vector<Contender>& group) {
  std::string text;
  for (const Part& part : study::parts_of(group, study::Grouping::by_operator)) {
    for (std::size_t i = 0; i < part.chips.size(); ++i) {
      const PartOnChip& chip = part.chips[i];
      text += fmt::format("{},{},{},{},{},{},{},{},{}\n", csv_cell(group[i].result.workload),
                          csv_cell(part.name), csv_cell(part.kind), csv_cell(group[i].result.chip),
                          six_digits(chip.seconds), low_and_high(chip.bounds),
                          six_digits(chip.speed), chip.cause,
                          part.measured_seconds > 0.0 ? six_digits(part.measured_seconds) : "");
    }
  }
  return text;
}

}  // namespace

std::string compare_csv(const std::vector<Contender>& contenders, CompareDetail detail) {
  if (detail == CompareDetail::totals) return csv_of_rows(study::rows_of(contenders));
  std::string text =
      "workload,operator,kind,chip,seconds,seconds_low,seconds_high,speed,bound_by,"
      "measured_seconds\n";
  for (const auto& group : by_workload(contenders)) text += csv_of_operators(group);
  return text;
}

std::string compare_json(const std::vector<Contender>& contenders, CompareDetail detail) {
  const std::vector<ComparisonRow> rows = study::rows_of(contenders);
  Json document{{"schema", kComparisonSchema}, {"runs", Json::array()}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    document["runs"].push_back(row_json(rows[i], contenders[i]));
  }
  if (detail == CompareDetail::operators) {
    document["workloads"] = Json::array();
    for (const auto& group : by_workload(contenders)) {
      document["workloads"].push_back(
          {{"workload", group.front().result.workload},
           {"kinds", parts_json(group, study::Grouping::by_kind)},
           {"operators", parts_json(group, study::Grouping::by_operator)}});
    }
  }
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace systole::report
