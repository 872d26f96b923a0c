// systole validate
#include <algorithm>
#include <filesystem>

#include "app/arguments.hpp"
#include "app/measurements.hpp"
#include "app/output.hpp"
#include "app/progress.hpp"
#include "app/supervision.hpp"
#include "base/data_files.hpp"
#include "report/validation_svg.hpp"
#include "report/validation_text.hpp"
#include "validate/residual_table.hpp"
#include "validate/select.hpp"

namespace systole::app {

namespace {

using validate::Measured;
using validate::Validation;

/// Those of --chip, or every shipped chip that a table names.
std::vector<std::string> chips_from(const Arguments& arguments, const std::vector<Measured>& rows) {
  if (arguments.has("chip")) return arguments.all("chip");
  return validate::shipped_chips_of(rows);
}

void follow(const std::string& chip, const Arguments& arguments,
            validate::PredictOptions& options) {
  if (arguments.has("quiet") || !can_show_progress()) return;
  options.progress = [line = TimedProgress(chip)](std::size_t done, std::size_t total) {
    line.show("rows", done, total);
  };
}

using Rows = std::vector<const Measured*>;

/// Whose rows: exchanges are of networks, whatever chips they join.
enum class Of { chips, networks };

Rows only(const Rows& rows, Of whose) {
  Rows some;
  for (const Measured* row : rows) {
    if (row->exchange.has_value() == (whose == Of::networks)) some.push_back(row);
  }
  return some;
}

bool has(const Validation& validation, const std::string& network) {
  const auto& rows = validation.rows;
  return std::any_of(rows.begin(), rows.end(), [&](const validate::Compared& row) {
    return row.row->exchange && row.chip == network;
  });
}

/// Each network once, also where a chip and its calibrated version both ask for it.
void add_exchanges(Validation& validation, const config::Chip& chip, const Rows& exchanges,
                   validate::PredictOptions options,
                   const std::vector<config::NetworkConfig>& networks) {
  if (networks.empty()) return validate::add(validation, chip, exchanges, options);
  for (const config::NetworkConfig& network : networks) {
    if (has(validation, network.name)) continue;
    options.network = network;
    validate::add(validation, chip, exchanges, options);
  }
}

Validation validation_of(const Arguments& arguments, const std::vector<Measured>& rows) {
  Validation validation;
  for (const std::string& name : chips_from(arguments, rows)) {
    const config::Chip chip = measured_chip(name, arguments);
    validate::PredictOptions options = predict_options(arguments, chip);
    const std::vector<config::NetworkConfig> networks = networks_of(name, chip, arguments);
    options.software = software_of_rows(name, chip, arguments);
    options.network = network_beside(chip, networks);
    follow(chip.name, arguments, options);
    const Rows mine = thinned(validate::rows_for(name, chip.name, rows), arguments);
    validate::add(validation, chip, only(mine, Of::chips), options);
    add_exchanges(validation, chip, only(mine, Of::networks), options, networks);
    if (options.progress) clear_progress();
  }
  return validation;
}

/// Those of the file's residuals that this validation says nothing about stay.
std::string residuals_with(const Validation& validation, const std::string& file) {
  const study::Residuals before = std::filesystem::exists(file)
                                      ? study::parse_residuals(read_file(file), file)
                                      : study::Residuals({});
  return study::write_residuals(before.replaced_by(validate::residuals_of(validation.rows)));
}

int run(const Arguments& arguments) {
  arguments.refuse_together("json", "csv");
  arguments.refuse_together("json", "markdown");
  arguments.refuse_together("csv", "markdown");
  const std::vector<Measured> rows = measured_rows(arguments);
  const Validation validation = validation_of(arguments, rows);
  if (const auto file = arguments.find("residuals")) {
    write_file_atomically(*file, residuals_with(validation, *file));
  }
  if (const auto prefix = arguments.find("svg")) {
    write_file_atomically(*prefix + "_scatter.svg", report::validation_scatter(validation));
    write_file_atomically(*prefix + "_errors.svg", report::validation_histogram(validation));
  }
  if (arguments.has("json")) {
    print(report::validation_json(validation));
  } else if (arguments.has("csv")) {
    print(report::validation_csv(validation));
  } else if (arguments.has("markdown")) {
    print(report::validation_markdown(validation));
  } else {
    print(report::validation_text(validation));
  }
  return kExitDone;
}

std::vector<Option> options() {
  std::vector<Option> list = measurement_options();
  Option residuals{"residuals", 0, "FILE",
                   "writes the table of residuals that the error bars of predictions come from"};
  residuals.completes = Completes::file;
  Option svg{"svg", 0, "PREFIX", "writes PREFIX_scatter.svg and PREFIX_errors.svg"};
  svg.completes = Completes::file;
  const std::vector<Option> more{
      svg,
      residuals,
      {"markdown", 0, "", "prints the tables as Markdown"},
      {"json", 0, "", "prints one JSON object and nothing else on standard output"},
      {"csv", 0, "", "prints every row, measured and predicted"},
      {"quiet", 'q', "", "no progress on standard error"},
      {"help", 'h', "", "this text"}};
  list.insert(list.end(), more.begin(), more.end());
  return list;
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
