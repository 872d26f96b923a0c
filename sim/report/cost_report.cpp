#include "report/cost_report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/table.hpp"
#include "base/text.hpp"
#include "cost/actions.hpp"
#include "cost/area.hpp"
#include "cost/named_figures.hpp"
#include "cost/price.hpp"
#include "cost/resolve.hpp"

namespace systole::report {

namespace {

using Json = nlohmann::ordered_json;

double rounded(double value) { return *parse_double(six_digits(value)); }

std::string head_text(const config::Chip& chip) {
  const cost::Technology technology = cost::technology_of(chip);
  std::string text =
      fmt::format("{}: {}\ntechnology {} ({}), {}\n", chip.name, chip.description, technology.name,
                  technology.description, cost::reason_of_technology(chip));
  if (!chip.silicon.base_technology.empty()) {
    text += fmt::format("shared buffer, memory interfaces and links on dies of their own in {}\n",
                        chip.silicon.base_technology);
  }
  return text;
}

std::string share(double part, double whole) {
  return whole > 0.0 ? fmt::format("{:.1f}", 100.0 * part / whole) : "-";
}

std::string area_table(const cost::Area& area) {
  Table table({{"area", Align::left}, {"mm2"}, {"%"}, {"of what", Align::left}});
  const double whole = area.core_dies_mm2() + area.base_dies_mm2();
  for (const cost::AreaPart& part : area.parts) {
    table.row({part.name, fmt::format("{:.1f}", part.mm2), share(part.mm2, whole),
               part.basis + (part.on_base ? ", base dies" : "")});
  }
  table.rule();
  table.row({"all parts", fmt::format("{:.1f}", whole), share(whole, whole)});
  if (area.given_mm2 > 0.0) {
    table.row({"given", fmt::format("{:.1f}", area.given_mm2), "",
               "silicon.area_mm2, which counts in place of the parts"});
  }
  return table.text();
}

std::string usd(double value) { return fmt::format("{:.0f}", value); }

std::string price_table(const cost::Price& price) {
  Table table({{"price", Align::left}, {"low"}, {"nominal"}, {"high"}, {"of what", Align::left}});
  for (const cost::PricePart& part : price.parts) {
    table.row(
        {part.name, usd(part.usd.low), usd(part.usd.nominal), usd(part.usd.high), part.basis});
  }
  const cost::Spread total = price.total();
  table.rule();
  table.row({"USD", usd(total.low), usd(total.nominal), usd(total.high),
             "to make one chip: no design, no margin"});
  return table.text();
}

std::string published_line(const config::Chip& chip, const cost::Area& area) {
  if (chip.facts.die_mm2 <= 0.0 || area.given_mm2 > 0.0) return "";
  const double error = area.core_dies_mm2() / chip.facts.die_mm2 - 1.0;
  return fmt::format(
      "published {} mm2{}; the estimate differs by {:+.1f} %\n", six_digits(chip.facts.die_mm2),
      chip.silicon.base_technology.empty() ? "" : " (compared with the core dies)", 100.0 * error);
}

/// What each action costs, in the chip's default element type.
std::string actions_table(const config::Chip& chip) {
  const result::Counters nothing;
  Table table({{"action", Align::left}, {"pJ"}, {"per", Align::left}});
  for (const cost::Action& action :
       cost::ActionTable(chip).actions_of({nothing, chip.default_dtype, 0.0})) {
    const std::string one =
        action.unit == "ns" ? "ns" : action.unit.substr(0, action.unit.size() - 1);
    table.row(
        {action.component + " " + action.name, fmt::format("{:.3g}", action.picojoules), one});
  }
  return table.text();
}

std::string figures_table(const config::Chip& chip) {
  Table table({{"figure", Align::left}, {"value"}, {"unit", Align::left}, {"what", Align::left}});
  for (const cost::NamedFigure& figure : cost::named_figures(chip)) {
    table.row({std::string(figure.what.name), six_digits(figure.value),
               std::string(figure.what.unit), std::string(figure.what.description)});
  }
  return table.text();
}

/// Where the numbers behind a chip's cost are from, those that decide most.
std::string sources_text(const config::Chip& chip) {
  std::string text = "sources\n";
  const cost::Technology technology = cost::technology_of(chip);
  const std::string memory = cost::memory_kind_of(chip);
  const auto add = [&text](const std::vector<config::Provenance>& all, const std::string& path,
                           const std::string& label) {
    for (const config::Provenance& entry : all) {
      if (entry.path == path) text += fmt::format("  {}: {}\n", label, entry.source);
    }
  };
  for (const char* path : {"logic_mtr_per_mm2", "sram_cell_um2", "wafer_usd", "defects_per_cm2"}) {
    add(technology.provenance, path, technology.name + "." + path);
  }
  const cost::PartsTable& parts = cost::parts_table();
  for (const char* path : {"area.sram_over_cell", "area.logic_utilization", "area.integration"}) {
    add(parts.provenance, path, path);
  }
  add(parts.provenance, fmt::format("area.control_mm2.{}", name_of(chip.silicon.control)),
      fmt::format("area.control_mm2.{}", name_of(chip.silicon.control)));
  for (const char* key : {"phy_mm2", "usd_per_gb"}) {
    add(parts.provenance, memory + "." + key, memory + "." + key);
  }
  return text;
}

Json json_of(const cost::Spread& spread) {
  return {{"low", rounded(spread.low)},
          {"nominal", rounded(spread.nominal)},
          {"high", rounded(spread.high)}};
}

}  // namespace

std::string cost_text(const config::Chip& chip) {
  const cost::Area area = cost::area_of(chip);
  return head_text(chip) + "\n" + area_table(area) + published_line(chip, area) + "\n" +
         price_table(cost::price_of(chip)) + "\n" + actions_table(chip) + "\n" +
         figures_table(chip) + "\n" + sources_text(chip);
}

std::string cost_json(const config::Chip& chip) {
  Json json;
  json["schema"] = "systole.cost/1";
  json["chip"] = chip.name;
  json["technology"] = cost::technology_of(chip).name;
  const cost::Area area = cost::area_of(chip);
  json["area_mm2"] = rounded(area.total_mm2());
  json["published_die_mm2"] =
      chip.facts.die_mm2 > 0.0 ? Json(rounded(chip.facts.die_mm2)) : Json(nullptr);
  for (const cost::AreaPart& part : area.parts) {
    json["area"].push_back({{"part", part.name},
                            {"of", part.basis},
                            {"mm2", rounded(part.mm2)},
                            {"on_base_dies", part.on_base}});
  }
  const cost::Price price = cost::price_of(chip);
  json["price_usd"] = json_of(price.total());
  for (const cost::PricePart& part : price.parts) {
    json["price"].push_back({{"part", part.name}, {"of", part.basis}, {"usd", json_of(part.usd)}});
  }
  const result::Counters nothing;
  for (const cost::Action& action :
       cost::ActionTable(chip).actions_of({nothing, chip.default_dtype, 0.0})) {
    json["actions"].push_back({{"component", action.component},
                               {"action", action.name},
                               {"unit", action.unit},
                               {"picojoules", rounded(action.picojoules)}});
  }
  for (const cost::NamedFigure& figure : cost::named_figures(chip)) {
    json["figures"][std::string(figure.what.name)] = rounded(figure.value);
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace systole::report
