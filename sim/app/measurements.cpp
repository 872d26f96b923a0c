#include "app/measurements.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "app/kernels.hpp"
#include "app/software.hpp"
#include "base/data_files.hpp"
#include "base/error.hpp"
#include "config/chip_io.hpp"
#include "study/residuals.hpp"
#include "validate/select.hpp"

namespace systole::app {

namespace {

using validate::Measured;
using validate::Timing;

constexpr std::int64_t kMostJobs = 1024;
constexpr std::int64_t kMostEvery = 1'000'000;

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_of_kernels_alone(const Measured& row) {
  return row.timing == Timing::kernel && row.issue == validate::Issue::in_turn;
}

/// What fitted profiles are called after: a graph, a call to an operator, a framework, an engine.
std::string stack_of(const Measured& row) {
  if (row.issue == validate::Issue::graph) return "graph";
  const bool is_operator = row.timing == Timing::kernel || row.timing == Timing::launch_included;
  return is_operator ? row.kind : std::string(name_of(row.timing));
}

/// Those of the sources that --source names.
std::vector<Measured> rows_from(const std::vector<Measured>& rows,
                                const std::vector<std::string>& sources) {
  std::vector<Measured> some;
  std::set<std::string> known;
  for (const Measured& row : rows) {
    known.insert(row.source);
    if (contains(sources, row.source)) some.push_back(row);
  }
  if (!some.empty()) return some;
  throw UserError(fmt::format("--source {}: no row is from there; the tables have rows of {}",
                              fmt::join(sources, ", "), fmt::join(known, ", ")));
}

}  // namespace

std::vector<Measured> measured_rows(const Arguments& arguments) {
  std::vector<std::string> files = arguments.all("measured");
  if (files.empty()) files = validate::own_tables();
  std::vector<Measured> rows;
  for (const std::string& file : files) {
    for (Measured& row : validate::read_measured(file)) rows.push_back(std::move(row));
  }
  const std::vector<std::string> sources = arguments.all("source");
  return sources.empty() ? rows : rows_from(rows, sources);
}

validate::PredictOptions predict_options(const Arguments& arguments, const config::Chip& chip) {
  validate::PredictOptions options;
  options.fidelity = *system::fidelity_from(arguments.one("fidelity"));
  options.mapper.rules = kernels_for(arguments, chip, std::nullopt);
  if (arguments.one("caches") == "cold") options.caches = system::Caches::cold;
  if (arguments.has("whole")) options.length = validate::Length::whole;
  options.jobs = *arguments.integer("jobs", 1, kMostJobs);
  options.remembered = std::make_shared<validate::Remembered>();
  return options;
}

config::Chip measured_chip(const std::string& name, const Arguments& arguments) {
  Diagnostics diagnostics;
  config::Chip chip = config::read_chip(name, arguments.all("set"), diagnostics);
  diagnostics.throw_if_errors();
  return chip;
}

SoftwareOfRow software_of_rows(const std::string& name_or_path, const config::Chip& chip,
                               const Arguments& arguments) {
  std::optional<config::SoftwareProfile> given;
  if (const auto name = arguments.find("launch-software")) given = config::read_software(*name);
  const std::vector<std::string> shipped = list_data_files(config::kSoftwareFolder);
  std::vector<std::string> names;
  if (study::version_of(chip) == study::kCalibrated) {
    names = validate::names_of(name_or_path, chip.name);
  }
  return [=](const Measured& row) -> std::optional<config::SoftwareProfile> {
    if (is_of_kernels_alone(row)) return std::nullopt;
    if (given) return given;
    for (const std::string& name : names) {
      const std::string fitted = fmt::format("timed_{}_{}", name, stack_of(row));
      if (contains(shipped, fitted)) return config::read_software(fitted);
    }
    if (row.timing == Timing::serving) return std::nullopt;
    const bool is_graph = row.issue == validate::Issue::graph;
    return config::read_software(is_graph ? "cuda_graph" : "cuda_eager");
  };
}

std::vector<config::NetworkConfig> networks_of(const std::string& name_or_path,
                                               const config::Chip& chip,
                                               const Arguments& arguments) {
  std::vector<config::NetworkConfig> networks;
  for (const std::string& word : arguments.all("network")) {
    const std::size_t equals = word.find('=');
    const bool is_of_another =
        equals != std::string::npos && word.substr(0, equals) != name_or_path;
    if (is_of_another) continue;
    networks.push_back(
        config::read_network(equals == std::string::npos ? word : word.substr(equals + 1)));
  }
  if (!networks.empty()) return networks;
  for (const std::string& name :
       validate::shipped_networks_of(validate::names_of(name_or_path, chip.name))) {
    networks.push_back(config::read_network(name));
  }
  return networks;
}

std::optional<config::NetworkConfig> network_beside(
    const config::Chip& chip, const std::vector<config::NetworkConfig>& networks) {
  if (networks.empty()) return std::nullopt;
  const bool is_calibrated = study::version_of(chip) == study::kCalibrated;
  return is_calibrated ? networks.back() : networks.front();
}

std::vector<const Measured*> thinned(const std::vector<const Measured*>& rows,
                                     const Arguments& arguments) {
  const auto every = static_cast<std::size_t>(*arguments.integer("every", 1, kMostEvery));
  std::vector<const Measured*> some;
  for (std::size_t i = 0; i < rows.size(); i += every) some.push_back(rows[i]);
  return some;
}

std::vector<Option> measurement_options() {
  Option chip{"chip", 0, "NAME|FILE",
              "a shipped chip or a YAML file; without it every shipped chip that a table names"};
  chip.completes = Completes::chip;
  chip.repeated = true;
  Option measured{"measured", 0, "FILE",
                  "a CSV of measured latencies; without it the tables that ship with the program"};
  measured.completes = Completes::file;
  measured.repeated = true;
  Option source{"source", 0, "NAME",
                "takes only rows whose column 'source' says so, as in --source pts"};
  source.repeated = true;
  Option set{"set", 0, "KEY=VALUE", "changes the chips, as in --set clock_mhz=1400"};
  set.repeated = true;
  Option fidelity{"fidelity", 0, "LEVEL", "analytic (closed forms) or tile (events per tile)",
                  "tile"};
  fidelity.choices = {"analytic", "tile"};
  Option caches{"caches", 0, "warm|cold",
                "what the shared buffer holds when a row begins: what a run of the same row left, "
                "or nothing",
                "warm"};
  caches.choices = {"warm", "cold"};
  Option launch{"launch-software", 0, "NAME|FILE",
                "the software profile of rows whose times include more than kernels; without it "
                "the one that was fitted with the chip, or cuda_eager (rows replayed as graphs: "
                "cuda_graph; serving engines: none)"};
  launch.completes = Completes::software;
  Option network{"network", 0, "[CHIP=]NAME|FILE",
                 "joins chips, for exchanges and models on several; without it the shipped "
                 "networks that are made of the chip"};
  network.completes = Completes::network;
  network.repeated = true;
  return {
      chip,
      measured,
      source,
      network,
      set,
      fidelity,
      mapper_option(),
      caches,
      launch,
      {"every", 0, "N", "takes one of N rows only", "1"},
      {"whole", 0, "",
       "simulates long kernels to their end, not two shorter ones in their place; takes hours"},
      {"jobs", 'j', "N", "simulates N rows at a time", "2"},
  };
}

}  // namespace systole::app
