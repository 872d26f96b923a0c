// systole validate
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/output.hpp"
#include "app/progress.hpp"
#include "app/software.hpp"
#include "app/supervision.hpp"
#include "base/data_files.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "config/chip_io.hpp"
#include "report/validation_text.hpp"
#include "validate/select.hpp"

namespace systole::app {

namespace {

using validate::Measured;
using validate::Validation;

constexpr std::int64_t kMostJobs = 1024;
constexpr std::int64_t kMostEvery = 1'000'000;

std::vector<Measured> tables_from(const Arguments& arguments) {
  std::vector<std::string> files = arguments.all("measured");
  if (files.empty()) files = validate::own_tables();
  std::vector<Measured> rows;
  for (const std::string& file : files) {
    for (Measured& row : validate::read_measured(file)) rows.push_back(std::move(row));
  }
  return rows;
}

validate::PredictOptions options_from(const Arguments& arguments) {
  validate::PredictOptions options;
  options.fidelity = *system::fidelity_from(arguments.one("fidelity"));
  options.mapper.rules = *mapping::rules_from(arguments.one("mapper"));
  if (arguments.has("whole")) options.length = validate::Length::whole;
  options.jobs = *arguments.integer("jobs", 1, kMostJobs);
  options.host = host_cost(config::read_software(arguments.one("launch-software")).host);
  return options;
}

config::Chip chip_from(const std::string& name, const Arguments& arguments) {
  Diagnostics diagnostics;
  config::Chip chip = config::read_chip(name, arguments.all("set"), diagnostics);
  diagnostics.throw_if_errors();
  return chip;
}

/// Those of --chip, or every shipped chip that a table names.
std::vector<std::string> chips_from(const Arguments& arguments, const std::vector<Measured>& rows) {
  if (arguments.has("chip")) return arguments.all("chip");
  return validate::shipped_chips_of(rows);
}

/// Every so many rows of a chip.
std::vector<const Measured*> thinned(const std::vector<const Measured*>& rows, std::int64_t every) {
  std::vector<const Measured*> some;
  for (std::size_t i = 0; i < rows.size(); i += static_cast<std::size_t>(every)) {
    some.push_back(rows[i]);
  }
  return some;
}

void follow(const std::string& chip, const Arguments& arguments,
            validate::PredictOptions& options) {
  if (arguments.has("quiet") || !can_show_progress()) return;
  options.progress = [chip](std::size_t done, std::size_t total) {
    show_progress(chip, "rows", done, total);
  };
}

Validation validation_of(const Arguments& arguments, const std::vector<Measured>& rows) {
  validate::PredictOptions options = options_from(arguments);
  const std::int64_t every = *arguments.integer("every", 1, kMostEvery);
  Validation validation;
  for (const std::string& name : chips_from(arguments, rows)) {
    const config::Chip chip = chip_from(name, arguments);
    follow(chip.name, arguments, options);
    const auto mine = validate::rows_for(name, chip.name, rows);
    validate::add(validation, chip, thinned(mine, every), options);
    if (options.progress) clear_progress();
  }
  return validation;
}

int run(const Arguments& arguments) {
  arguments.refuse_together("json", "csv");
  const std::vector<Measured> rows = tables_from(arguments);
  const Validation validation = validation_of(arguments, rows);
  if (arguments.has("json")) {
    print(report::validation_json(validation));
  } else if (arguments.has("csv")) {
    print(report::validation_csv(validation));
  } else {
    print(report::validation_text(validation));
  }
  return kExitDone;
}

std::vector<Option> options() {
  Option chip{"chip", 0, "NAME|FILE",
              "a shipped chip or a YAML file; without it every shipped chip that a table names"};
  chip.completes = Completes::chip;
  chip.repeated = true;
  Option measured{"measured", 0, "FILE",
                  "a CSV of measured latencies; without it the tables that ship with the program"};
  measured.completes = Completes::file;
  measured.repeated = true;
  Option set{"set", 0, "KEY=VALUE", "changes the chips, as in --set clock_mhz=1400"};
  set.repeated = true;
  Option fidelity{"fidelity", 0, "LEVEL", "analytic (closed forms) or tile (events per tile)",
                  "tile"};
  fidelity.choices = {"analytic", "tile"};
  Option mapper{"mapper", 0, "NAME", "who decides tiles, order and cores", "best"};
  mapper.choices = mapping::names_of_mappers();
  Option launch{"launch-software", 0, "NAME|FILE",
                "the software profile of rows whose times include the launch", "cuda_eager"};
  launch.completes = Completes::software;
  return {chip,
          measured,
          set,
          fidelity,
          mapper,
          launch,
          {"every", 0, "N", "takes one of N rows only", "1"},
          {"whole", 0, "",
           "simulates long kernels to their end, not two shorter ones in their place; takes hours"},
          {"jobs", 'j', "N", "simulates N rows at a time", "2"},
          {"json", 0, "", "prints one JSON object and nothing else on standard output"},
          {"csv", 0, "", "prints every row, measured and predicted"},
          {"quiet", 'q', "", "no progress on standard error"},
          {"help", 'h', "", "this text"}};
}

}  // namespace

Command validate_command() {
  Command command;
  command.name = "validate";
  command.summary = "holds predictions against measured latencies";
  command.usage = {"[--chip NAME|FILE]... [--measured FILE.csv]... [options]"};
  command.description =
      "Simulates every row of tables of measured latencies and prints, by chip, kind of operator, "
      "element type and regime, how far the predictions are off: mean absolute percentage error "
      "(MAPE), median and 90th percentile of the absolute errors, bias (negative: predicted too "
      "fast) and the correlation of the logarithms; then the rows that are farthest off, and what "
      "bounds them in the simulation. docs/validation.md describes the columns of a table.";
  command.options = options();
  command.examples = {
      {"systole validate", "every chip that the shipped tables have figures of"},
      {"systole validate --chip my_gpu.yaml --measured my.csv", "a chip and figures of your own"},
      {"systole validate --chip h100_sxm --set clock_mhz=1600 --every 10 --csv",
       "every tenth row at another clock, row by row"}};
  command.run = run;
  return command;
}

}  // namespace systole::app
