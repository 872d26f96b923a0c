// systole rules
#include "app/arguments.hpp"
#include "app/output.hpp"
#include "app/supervision.hpp"
#include "base/error.hpp"
#include "config/chip_io.hpp"
#include "report/rules_report.hpp"

namespace systole::app {

namespace {

config::Market market_of(const Arguments& arguments, const config::Chip& chip) {
  const auto market = arguments.find("market");
  if (!market) return chip.facts.market;
  return *market == "other" ? config::Market::other : config::Market::datacenter;
}

/// What was changed is no longer what the vendor states.
cost::Basis basis_of(const Arguments& arguments) {
  const bool changed = !arguments.all("set").empty();
  return changed || arguments.has("parameters") ? cost::Basis::parameters : cost::Basis::stated;
}

int rules(const Arguments& arguments) {
  const std::vector<cost::Rule>& all = cost::shipped_rules();
  if (arguments.has("list")) {
    print(report::rules_markdown(all));
    return kExitDone;
  }
  Diagnostics diagnostics;
  const config::Chip chip =
      config::read_chip(arguments.one("chip"), arguments.all("set"), diagnostics);
  diagnostics.throw_if_errors();
  const report::Judgement judgement{
      chip.name, {cost::rule_figures(chip, basis_of(arguments)), market_of(arguments, chip)}, all};
  print(arguments.has("json") ? report::rules_json(judgement) : report::rules_text(judgement));
  return kExitDone;
}

std::vector<Option> options() {
  Option chip{"chip", 0, "NAME|FILE", "a shipped chip ('systole list chips') or a YAML file"};
  chip.completes = Completes::chip;
  Option market{"market", 0, "datacenter|other",
                "what the chip is designed or marketed for; default: what its file says"};
  market.choices = {"datacenter", "other"};
  Option set{"set", 0, "KEY=VALUE", "changes the chip; its figures are then from its parameters"};
  set.repeated = true;
  return {chip,
          market,
          set,
          {"parameters", 0, "", "figures from the chip's parameters, not from what is stated"},
          {"list", 0, "", "all rules with thresholds, citation and uncertainty, as Markdown"},
          {"json", 0, "", "prints JSON and nothing else on standard output"},
          {"help", 'h', "", "this text"}};
}

}  // namespace

Command rules_command() {
  Command command;
  command.name = "rules";
  command.summary = "computes the figures that export rules ask of a chip, and what they say";
  command.usage = {"--chip NAME|FILE [--market datacenter|other] [--set KEY=VALUE]... [--json]",
                   "--list"};
  command.description =
      "Total processing performance (TPP), performance density over non-planar logic dies, memory "
      "and interconnect bandwidth, and the outcome under each dated rule of configs/rules, with "
      "its citation and what is uncertain about it. 'reported' is not law. Figures are those that "
      "the vendor states, else worked out from the chip's parameters. It is not legal advice.";
  command.options = options();
  command.examples = {
      {"systole rules --chip h20", "what each rule says to an H20"},
      {"systole rules --chip rtx_4090_d --market datacenter", "and if it were for data centers"},
      {"systole rules --chip h20 --set core.count=80 --json", "two more cores, for a script"}};
  command.run = rules;
  return command;
}

}  // namespace systole::app
