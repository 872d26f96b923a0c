#include "validate/select.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/data_files.hpp"
#include "base/text.hpp"
#include "config/chip_io.hpp"
#include "config/network.hpp"

namespace systole::validate {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> chips_of(const std::vector<Measured>& rows) {
  std::vector<std::string> names;
  for (const Measured& row : rows) {
    if (row.chip.empty() || std::find(names.begin(), names.end(), row.chip) != names.end())
      continue;
    names.push_back(row.chip);
  }
  return names;
}

std::vector<const Measured*> rows_named(const std::string& name,
                                        const std::vector<Measured>& rows) {
  std::vector<const Measured*> mine;
  for (const Measured& row : rows) {
    if (row.chip == name) mine.push_back(&row);
  }
  return mine;
}

}  // namespace

std::vector<std::string> shipped_networks_of(const std::vector<std::string>& chips) {
  std::vector<config::NetworkConfig> networks;
  for (const std::string& name : list_data_files(config::kNetworkFolder)) {
    networks.push_back(config::read_network(name));
  }
  for (const std::string& chip : chips) {
    std::vector<std::string> names;
    for (const config::NetworkConfig& network : networks) {
      if (network.chip == chip && !network.level_2) names.push_back(network.name);
    }
    if (!names.empty()) return names;  // files are listed by name: NAME before NAME_calibrated
  }
  return {};
}

std::vector<std::string> names_of(const std::string& name_or_path, const std::string& chip) {
  std::vector<std::string> names{chip};
  for (const std::string& file : config::files_of_chip(name_or_path)) {
    names.push_back(fs::path(file).stem().string());
  }
  return names;
}

std::vector<std::string> own_tables() {
  std::vector<std::string> files;
  const fs::path folder = fs::path(data_root()) / kTableFolder;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(folder, missing)) {
    const fs::path& path = entry.path();
    if (path.extension() == ".csv" && path.stem() != "sources") files.push_back(path.string());
  }
  std::sort(files.begin(), files.end());
  if (!files.empty()) return files;
  throw UserError(fmt::format(
      "{}: no tables of measured latencies are there; name some with --measured FILE.csv",
      folder.string()));
}

std::vector<std::string> shipped_chips_of(const std::vector<Measured>& rows) {
  const std::vector<std::string> shipped = list_data_files(config::kChipFolder);
  std::vector<std::string> names;
  for (const std::string& chip : chips_of(rows)) {
    for (const std::string& name : {chip, chip + "_calibrated"}) {
      if (std::find(shipped.begin(), shipped.end(), name) != shipped.end()) names.push_back(name);
    }
  }
  if (!names.empty()) return names;
  throw UserError(fmt::format(
      "the rows are of no shipped chip ({}): name the chip that they were measured on with --chip",
      fmt::join(chips_of(rows), ", ")));
}

std::vector<const Measured*> rows_for(const std::string& name_or_path, const std::string& chip,
                                      const std::vector<Measured>& rows) {
  std::vector<const Measured*> mine = rows_named("", rows);
  for (const std::string& name : names_of(name_or_path, chip)) {
    const std::vector<const Measured*> named = rows_named(name, rows);
    mine.insert(mine.end(), named.begin(), named.end());
    if (!named.empty()) break;
  }
  if (!mine.empty()) return mine;
  const std::vector<std::string> chips = chips_of(rows);
  throw UserError(fmt::format("no row is of {}{}: the column 'chip' names {}", chip,
                              suggestion(chip, chips), fmt::join(chips, ", ")));
}

}  // namespace systole::validate
