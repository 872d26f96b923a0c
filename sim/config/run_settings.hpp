// How a result came about, apart from its chip: the file run.yaml of a result directory. With
// resolved.yaml and workload.yaml beside it, it is enough to run again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/software.hpp"

namespace systole::config {

struct RunSettings {
  std::string name;     ///< the workload's
  std::string version;  ///< of the program that made the result
  std::string fidelity = "tile";
  std::string caches = "cold";
  std::int64_t seed = 1;
  std::string mapper = "best";
  bool given_mapping = false;  ///< mapping.yaml stands beside it and comes first
  std::string software;        ///< name of the profile, or empty
  HostConfig host;             ///< what the profile says; the chip has its launch costs already
  std::vector<Provenance> provenance;
};

/// Throws UserError with all mistakes of the file.
RunSettings parse_run_settings(const std::string& text, const std::string& file_name);
std::string write_run_settings(const RunSettings& settings);

}  // namespace systole::config
