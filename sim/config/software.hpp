// What stands between a model and a chip, as typed struct: launch costs, what the host takes,
// fusion and the kernels of a library. A software profile is a YAML file of configs/software; it
// joins a chip only where a run asks for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/chip.hpp"

namespace systole::config {

/// The folder of shipped profiles, as find_data_file and list_data_files name it.
constexpr const char* kSoftwareFolder = "configs/software";

/// What the host takes before the chip can begin.
struct HostConfig {
  double step_us = 0.0;    ///< once, before the first kernel of a run
  double kernel_us = 0.0;  ///< for each kernel that it issues, while the chip works on earlier ones
  /// The kernels of a run were recorded before and are issued by one call: only step_us is paid.
  bool graph_capture = false;
  /// From the end of a graph of kernels to the first kernel of the next one that waits behind it,
  /// in place of a launch; 0: as any launch.
  double graph_us = 0.0;
};

struct SoftwareProfile {
  std::string name;
  std::string description;
  HostConfig host;
  std::optional<LaunchConfig> launch;  ///< in place of the chip's own
  bool fusion = true;                  ///< operators are joined as inference engines do
  std::string mapper = "library";      ///< whose kernels: best, library or library:NAME
  std::vector<Provenance> provenance;
};

/// Reads a profile from a file or by the name of a shipped one. Throws UserError with all mistakes.
SoftwareProfile read_software(const std::string& name_or_path);

/// The part of docs/configuration.md about software profiles.
std::string document_software();

/// The chip with the profile's launch costs, whose sources name the profile.
Chip with_software(Chip chip, const SoftwareProfile& profile);

}  // namespace systole::config
