#include "config/software.hpp"

#include <algorithm>

#include "config/described_file.hpp"
#include "config/documenter.hpp"
#include "config/software_fields.hpp"

namespace systole::config {

SoftwareProfile read_software(const std::string& name_or_path) {
  return read_described<SoftwareProfile>(name_or_path, kSoftwareFolder);
}

std::string document_software() {
  Documenter documenter;
  const SoftwareProfile profile;
  describe(profile, documenter);
  return documenter.text();
}

Chip with_software(Chip chip, const SoftwareProfile& profile) {
  if (!profile.launch) return chip;
  chip.launch = *profile.launch;
  auto& known = chip.provenance;
  const auto is_launch = [](const Provenance& entry) {
    return entry.path == "launch.first_us" || entry.path == "launch.next_us";
  };
  known.erase(std::remove_if(known.begin(), known.end(), is_launch), known.end());
  for (const char* key : {"launch.first_us", "launch.next_us"}) {
    known.push_back({key, "software profile " + profile.name, "", ""});
  }
  return chip;
}

}  // namespace systole::config
