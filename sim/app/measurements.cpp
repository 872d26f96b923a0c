#include "app/measurements.hpp"

#include <algorithm>

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

constexpr std::int64_t kMostJobs = 1024;
constexpr std::int64_t kMostEvery = 1'000'000;

}  // namespace

std::vector<Measured> measured_rows(const Arguments& arguments) {
  std::vector<std::string> files = arguments.all("measured");
  if (files.empty()) files = validate::own_tables();
  std::vector<Measured> rows;
  for (const std::string& file : files) {
    for (Measured& row : validate::read_measured(file)) rows.push_back(std::move(row));
  }
  return rows;
}

validate::PredictOptions predict_options(const Arguments& arguments, const config::Chip& chip) {
  validate::PredictOptions options;
  options.fidelity = *system::fidelity_from(arguments.one("fidelity"));
  options.mapper.rules = kernels_for(arguments, chip, std::nullopt);
  if (arguments.one("caches") == "cold") options.caches = system::Caches::cold;
  if (arguments.has("whole")) options.length = validate::Length::whole;
  options.jobs = *arguments.integer("jobs", 1, kMostJobs);
  return options;
}

config::Chip measured_chip(const std::string& name, const Arguments& arguments) {
  Diagnostics diagnostics;
  config::Chip chip = config::read_chip(name, arguments.all("set"), diagnostics);
  diagnostics.throw_if_errors();
  return chip;
}

std::function<system::HostCost(const Measured&)> launch_host(const std::string& name_or_path,
                                                             const config::Chip& chip,
                                                             const Arguments& arguments) {
  const auto given = arguments.find("launch-software");
  const std::vector<std::string> shipped = list_data_files(config::kSoftwareFolder);
  std::vector<std::string> names;
  if (study::version_of(chip) == study::kCalibrated) {
    names = validate::names_of(name_or_path, chip.name);
  }
  const auto profile_of = [given, shipped, names](const Measured& row) -> std::string {
    if (given) return *given;
    for (const std::string& name : names) {
      std::string fitted = fmt::format("timed_{}_{}", name, row.kind);
      if (std::find(shipped.begin(), shipped.end(), fitted) != shipped.end()) return fitted;
    }
    return row.issue == validate::Issue::graph ? "cuda_graph" : "cuda_eager";
  };
  return [profile_of](const Measured& row) {
    return host_cost(config::read_software(profile_of(row)).host);
  };
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
  Option launch{
      "launch-software", 0, "NAME|FILE",
      "the software profile of rows whose times include launches; without it the one that was "
      "fitted with the chip, or cuda_eager (rows replayed as graphs: cuda_graph)"};
  launch.completes = Completes::software;
  return {
      chip,
      measured,
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
