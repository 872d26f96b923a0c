// A link between chips, or between a chip and its host, as typed struct. A link is a YAML file of
// configs/links.
#pragma once

#include <string>
#include <vector>

#include "config/provenance.hpp"

namespace systole::config {

/// The folder of shipped links, as find_data_file and list_data_files name it.
constexpr const char* kLinkFolder = "configs/links";

struct LinkConfig {
  std::string name;
  std::string description;
  std::string standard;  ///< the family it belongs to: NVLink, PCIe ...
  /// 10^9 bytes per second that one chip can send over all its links of this kind; it receives as
  /// much at the same time.
  double bandwidth_gb_per_s = 0.0;
  std::int64_t links = 1;       ///< that `bandwidth_gb_per_s` is made of
  double latency_us = 1.0;      ///< from the first byte sent to the first byte received
  double efficiency = 1.0;      ///< payload that large transfers reach, over bandwidth_gb_per_s
  std::int64_t most_chips = 0;  ///< that one network of it joins; 0: not said
  std::vector<Provenance> provenance;
};

/// Reads a link from a file or by the name of a shipped one. Throws UserError with all mistakes.
LinkConfig read_link(const std::string& name_or_path);

/// The part of docs/configuration.md about links.
std::string document_links();

}  // namespace systole::config
