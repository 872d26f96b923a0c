#include "config/software.hpp"

#include <catch2/catch.hpp>

#include "base/data_files.hpp"
#include "base/error.hpp"
#include "config/link.hpp"
#include "config/run_settings.hpp"

using namespace systole;
using Catch::Matchers::Contains;

TEST_CASE("Every shipped software profile and link can be read, and every value has a source") {
  for (const std::string& name : list_data_files(config::kSoftwareFolder)) {
    const config::SoftwareProfile profile = config::read_software(name);
    CHECK(profile.name == name);
    CHECK_FALSE(profile.description.empty());
    for (const auto& entry : profile.provenance) CHECK_FALSE(entry.source.empty());
    const bool is_fitted = name.rfind("timed_", 0) == 0;  // says only what was fitted
    CHECK(profile.provenance.size() >= (is_fitted ? 1 : 5));
  }
  for (const std::string& name : list_data_files(config::kLinkFolder)) {
    const config::LinkConfig link = config::read_link(name);
    CHECK(link.name == name);
    CHECK(link.bandwidth_gb_per_s > 0.0);
    CHECK(link.provenance.size() == 5);
  }
}

TEST_CASE("A profile's launch costs take the place of the chip's, and their source says so") {
  config::Chip chip;
  chip.launch.first_us = 9.0;
  chip.provenance = {{"launch.first_us", "measured", "", ""}, {"clock_mhz", "known", "", ""}};
  config::SoftwareProfile profile;
  profile.name = "mine";
  CHECK(config::with_software(chip, profile).launch.first_us == 9.0);
  profile.launch = config::LaunchConfig{2.0, 1.0};
  const config::Chip joined = config::with_software(chip, profile);
  CHECK(joined.launch.first_us == 2.0);
  REQUIRE(joined.provenance.size() == 3);
  CHECK(joined.provenance[0].source == "known");
  CHECK(joined.provenance[1].source == "software profile mine");
}

TEST_CASE("A profile says how many vector lanes its kernels keep busy") {
  config::Chip chip;
  chip.core.vector.lanes = 64;
  config::SoftwareProfile profile;
  profile.name = "mine";
  CHECK(config::with_software(chip, profile).core.vector.lanes == 64);
  profile.vector_lanes = 48;
  const config::Chip joined = config::with_software(chip, profile);
  CHECK(joined.core.vector.lanes == 48);
  REQUIRE(joined.provenance.size() == 1);
  CHECK(joined.provenance[0].path == "core.vector.lanes");
}

TEST_CASE("The settings of a run are read as they were written") {
  config::RunSettings settings;
  settings.name = "net";
  settings.version = "1.2.3";
  settings.mapper = "library:cublas";
  settings.seed = 7;
  settings.host.step_us = 12.5;
  const auto again = config::parse_run_settings(config::write_run_settings(settings), "run.yaml");
  CHECK(again.name == "net");
  CHECK(again.version == "1.2.3");
  CHECK(again.mapper == "library:cublas");
  CHECK(again.seed == 7);
  CHECK(again.host.step_us == 12.5);
  CHECK_THROWS_WITH(config::parse_run_settings("mappr: best\n", "run.yaml"),
                    Contains("run.yaml:1:1: mappr: unknown key, did you mean 'mapper'"));
}
