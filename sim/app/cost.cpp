// systole cost
#include "app/arguments.hpp"
#include "app/output.hpp"
#include "app/supervision.hpp"
#include "base/data_files.hpp"
#include "base/error.hpp"
#include "config/chip_io.hpp"
#include "report/cost_report.hpp"

namespace systole::app {

namespace {

using report::TableForm;

std::vector<config::Chip> shipped_chips() {
  Diagnostics diagnostics;
  std::vector<config::Chip> chips;
  for (const std::string& name : list_data_files(config::kChipFolder)) {
    chips.push_back(config::read_chip(name, {}, diagnostics));
  }
  diagnostics.throw_if_errors();
  return chips;
}

std::string checks_text(TableForm form) {
  const std::vector<config::Chip> chips = shipped_chips();
  const std::vector<cost::AreaSample> areas = cost::check_area(chips);
  const std::vector<report::PowerSample> powers = report::check_power(chips);
  return report::area_check_table(areas, form) + "\n" + report::area_check_sentence(areas) + "\n" +
         report::power_check_table(powers, form) + "\n" + report::power_check_sentence(powers);
}

int cost(const Arguments& arguments) {
  const TableForm form = arguments.has("markdown") ? TableForm::markdown : TableForm::plain;
  if (arguments.has("check")) {
    print(checks_text(form));
    return kExitDone;
  }
  if (arguments.has("figures")) {
    print(report::figure_names_table(form));
    return kExitDone;
  }
  Diagnostics diagnostics;
  const config::Chip chip =
      config::read_chip(arguments.one("chip"), arguments.all("set"), diagnostics);
  diagnostics.throw_if_errors();
  print(arguments.has("json") ? report::cost_json(chip) : report::cost_text(chip));
  return kExitDone;
}

std::vector<Option> options() {
  Option chip{"chip", 0, "NAME|FILE", "a shipped chip ('systole list chips') or a YAML file"};
  chip.completes = Completes::chip;
  Option set{"set", 0, "KEY=VALUE", "changes the chip, as in --set core.count=64"};
  set.repeated = true;
  return {chip,
          set,
          {"check", 0, "", "areas and powers of shipped chips beside the published ones"},
          {"figures", 0, "", "the figures that constraints and objectives can name"},
          {"markdown", 0, "", "with --check or --figures: tables as docs/cost.md has them"},
          {"json", 0, "", "prints JSON and nothing else on standard output"},
          {"help", 'h', "", "this text"}};
}

}  // namespace

Command cost_command() {
  Command command;
  command.name = "cost";
  command.summary = "estimates a chip's area, price and figures, part by part";
  command.usage = {"--chip NAME|FILE [--set KEY=VALUE]... [--json]", "--check [--markdown]",
                   "--figures [--markdown]"};
  command.description =
      "Counts what is on a chip's dies and multiplies by a table of its technology: area by part, "
      "a price range for making one chip (dies, memory, package and test; no design, no margin), "
      "and the figures that sweeps can constrain. The chip's section 'silicon' says what is made "
      "and not used. What a workload spends is part of 'systole run'. '--check' shows how far the "
      "estimates are from published dies and powers.";
  command.options = options();
  command.examples = {
      {"systole cost --chip h100_sxm", "area and price of an H100 by part, with sources"},
      {"systole cost --chip h100_sxm --set core.count=66 --json", "half of its cores"},
      {"systole cost --check", "how good the estimates are"}};
  command.run = cost;
  return command;
}

}  // namespace systole::app
