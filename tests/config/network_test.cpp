#include "config/network.hpp"

#include <catch2/catch.hpp>

#include "base/data_files.hpp"
#include "base/error.hpp"

using namespace systole;
using Catch::Matchers::Contains;

namespace {

const char* const kSmall = R"(
level_1:
  link: {bandwidth_gb_per_s: 100, latency_us: 1}
  topology: torus2d
  size: 8
  dims: 4x2
)";

std::string mistakes_of(const std::string& text) {
  Diagnostics diagnostics;
  config::parse_network(text, "net.yaml", {}, diagnostics);
  std::string all;
  for (const std::string& error : diagnostics.errors()) all += error + "\n";
  return all;
}

}  // namespace

TEST_CASE("Every shipped network can be read, and every value has a source") {
  const auto names = list_data_files(config::kNetworkFolder);
  REQUIRE(names.size() >= 18);
  for (const std::string& name : names) {
    INFO(name);
    const config::NetworkConfig network = config::read_network(name);
    CHECK(network.name == name);
    CHECK_FALSE(network.description.empty());
    CHECK_FALSE(network.library.empty());
    CHECK(network.chips() >= 8);
    for (const auto& level : network.levels()) {
      CHECK(level.link.bandwidth_gb_per_s > 0.0);
      CHECK_FALSE(level.link.name.empty());
    }
    for (const auto& entry : network.provenance) {
      INFO(entry.path);
      CHECK_FALSE(entry.source.empty());
    }
    CHECK(network.provenance.size() >= 14);
  }
}

TEST_CASE("A network is written with its links and read again as it was") {
  const auto network = config::read_network("hgx_h100_ib");
  Diagnostics diagnostics;
  const std::string text = config::write_network(network);
  const auto again = config::parse_network(text, "again.yaml", {}, diagnostics);
  diagnostics.throw_if_errors();
  CHECK(config::write_network(again) == text);
  CHECK(again.level_2->link.name == "infiniband_ndr");
  CHECK(again.level_2->links_per_member == 8);
  CHECK(again.chips() == 256);
}

TEST_CASE("A link is named, based on another, or overridden") {
  const auto named = config::read_network("dgx_a100", {"level_1.link=nvlink4"});
  CHECK(named.level_1.link.bandwidth_gb_per_s == 450.0);
  const auto changed = config::read_network("dgx_a100", {"level_1.link.latency_us=7"});
  CHECK(changed.level_1.link.latency_us == 7.0);
  CHECK(changed.level_1.link.bandwidth_gb_per_s == 300.0);
  Diagnostics diagnostics;
  const auto based = config::parse_network(
      "level_1: {link: {base: nvlink3, latency_us: 2}, size: 8}", "n.yaml", {}, diagnostics);
  diagnostics.throw_if_errors();
  CHECK(based.level_1.link.latency_us == 2.0);
  CHECK(based.level_1.link.bandwidth_gb_per_s == 300.0);
}

TEST_CASE("Mistakes in a network say where they are and what was expected") {
  CHECK(mistakes_of(kSmall).empty());
  CHECK_THAT(mistakes_of("level_1: {link: nvlnk3, size: 8}"),
             Contains("level_1.link") && Contains("nvlink3"));
  CHECK_THAT(mistakes_of("level_1: {size: 8}"), Contains("expected a link"));
  CHECK_THAT(mistakes_of("level_1: {link: nvlink3, topology: hypercube, size: 8}"),
             Contains("switch, fully_connected, ring"));
  CHECK_THAT(mistakes_of("level_1: {link: ici_v4, topology: torus3d, size: 64, dims: 4x4}"),
             Contains("net.yaml:1:") && Contains("expected 4x4x4, 3 numbers"));
  CHECK_THAT(mistakes_of("level_1: {link: ici_v4, topology: torus3d, size: 60, dims: 4x4x4}"),
             Contains("64 members, but size says 60"));
  CHECK_THAT(mistakes_of("level_1: {link: nvlink3, size: 8, dims: 4x2}"),
             Contains("only a torus has dims"));
  CHECK_THAT(mistakes_of("level_1: {link: ici_v4, topology: ring, size: 8, in_switch: {}}"),
             Contains("only a switch adds up"));
  CHECK_THAT(mistakes_of("level_1: {link: nvlink3, sizes: 8}"), Contains("did you mean"));
}
