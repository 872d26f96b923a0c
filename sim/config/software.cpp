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

namespace {

/// The value comes from the profile, whatever the chip's file said.
void cite(Chip& chip, const std::string& key, const SoftwareProfile& profile) {
  auto& known = chip.provenance;
  const auto is_key = [&](const Provenance& entry) { return entry.path == key; };
  known.erase(std::remove_if(known.begin(), known.end(), is_key), known.end());
  known.push_back({key, "software profile " + profile.name, "", ""});
}

}  // namespace

Chip with_software(Chip chip, const SoftwareProfile& profile) {
  if (profile.launch) {
    chip.launch = *profile.launch;
    cite(chip, "launch.first_us", profile);
    cite(chip, "launch.next_us", profile);
  }
  if (profile.vector_lanes > 0 && chip.core.vector.lanes > 0) {
    chip.core.vector.lanes = profile.vector_lanes;
    cite(chip, "core.vector.lanes", profile);
  }
  return chip;
}

}  // namespace systole::config
