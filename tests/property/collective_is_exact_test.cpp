// Without contention a simulated collective takes exactly what the closed forms say, to the
// femtosecond, on every topology and by every algorithm; and nothing is lost on the way.
#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "runner/collective.hpp"
#include "support/full_tests.hpp"
#include "timing/collective_steps.hpp"

using namespace systole;
using config::NetworkTopology;
using timing::CollectiveAlgorithm;
using timing::CollectiveKind;

namespace {

constexpr CollectiveKind kKinds[] = {CollectiveKind::all_reduce,     CollectiveKind::all_gather,
                                     CollectiveKind::reduce_scatter, CollectiveKind::all_to_all,
                                     CollectiveKind::broadcast,      CollectiveKind::send_receive};
constexpr CollectiveAlgorithm kAlgorithms[] = {CollectiveAlgorithm::ring, CollectiveAlgorithm::tree,
                                               CollectiveAlgorithm::direct,
                                               CollectiveAlgorithm::in_switch};

/// Values that divide nothing evenly.
config::NetworkLevel level_of(NetworkTopology topology, std::int64_t size,
                              const std::string& dims = "") {
  config::NetworkLevel level;
  level.link.bandwidth_gb_per_s = 97.3;
  level.link.efficiency = 0.93;
  level.link.latency_us = 0.713;
  level.topology = topology;
  level.size = size;
  level.dims = dims;
  level.algorithms.tree = true;
  level.simple = config::ProtocolConfig{1.7, 0.31, 0.94, 0.0};
  if (topology == NetworkTopology::switched) level.in_switch = config::InSwitchConfig{};
  return level;
}

config::NetworkConfig network_of(const config::NetworkLevel& level) {
  config::NetworkConfig network;
  network.name = "test";
  network.launch_us = 2.3;
  network.copy_gb_per_s = 411.0;
  network.chunk_kib = 37.0;
  network.level_1 = level;
  return network;
}

std::vector<config::NetworkConfig> networks() {
  std::vector<config::NetworkConfig> all;
  for (const std::int64_t size : {2, 3, 4, 7, 8}) {
    all.push_back(network_of(level_of(NetworkTopology::switched, size)));
    all.push_back(network_of(level_of(NetworkTopology::fully_connected, size)));
    all.push_back(network_of(level_of(NetworkTopology::ring, size)));
  }
  all.push_back(network_of(level_of(NetworkTopology::torus2d, 16, "4x4")));
  all.push_back(network_of(level_of(NetworkTopology::torus2d, 15, "5x3")));
  all.push_back(network_of(level_of(NetworkTopology::torus3d, 24, "2x3x4")));
  all.push_back(network_of(level_of(NetworkTopology::torus3d, 64, "4x4x4")));
  auto two_levels = network_of(level_of(NetworkTopology::switched, 4));
  two_levels.level_2 = level_of(NetworkTopology::switched, 3);
  two_levels.level_2->links_per_member = 4;
  all.push_back(two_levels);
  auto three_levels = network_of(level_of(NetworkTopology::fully_connected, 2));
  three_levels.level_2 = level_of(NetworkTopology::torus2d, 4, "2x2");
  three_levels.level_2->links_per_member = 4;
  three_levels.level_3 = level_of(NetworkTopology::switched, 2);
  three_levels.level_3->links_per_member = 8;
  all.push_back(three_levels);
  return all;
}

std::vector<timing::CollectiveJob> jobs_on(const config::NetworkConfig& network, Bytes bytes) {
  std::vector<timing::CollectiveJob> jobs;
  for (const CollectiveKind kind : kKinds) {
    for (const CollectiveAlgorithm algorithm : kAlgorithms) {
      timing::CollectiveJob job;
      job.request.kind = kind;
      job.request.bytes = bytes;
      job.request.ranks = network.chips();
      job.request.algorithm = algorithm;
      try {
        job.planned = timing::collective_time(network, job.request);
      } catch (const UserError&) {
        continue;  // the topology has no such algorithm
      }
      jobs.push_back(job);
    }
  }
  return jobs;
}

std::string text_of(const config::NetworkConfig& network, const timing::CollectiveJob& job) {
  return std::string(name_of(network.level_1.topology)) + " of " + std::to_string(network.chips()) +
         " " + std::string(name_of(job.request.kind)) + " " +
         std::string(name_of(*job.request.algorithm)) + " of " + std::to_string(job.request.bytes);
}

}  // namespace

TEST_CASE("A collective alone takes what its closed form says, rank by rank and one for all") {
  std::vector<Bytes> sizes{100'003};
  if (test::full_tests())
    sizes = {0, 1, 17, 100'003, 4096, 65'537, 1'000'003, 48'000'000, 1LL << 31};
  for (const auto& network : networks()) {
    for (const Bytes bytes : sizes) {
      for (const timing::CollectiveJob& job : jobs_on(network, bytes)) {
        INFO(text_of(network, job));
        const auto whole = runner::run_in_child(network, {job}, {true});
        REQUIRE(whole.ends.size() == 1);
        CHECK(whole.ends.front() == job.planned.time);
        if (!timing::ranks_are_alike(network, job.planned.plan)) continue;
        const auto one = runner::run_in_child(network, {job}, {});
        CHECK(one.ends.front() == job.planned.time);
        CHECK(one.payload * one.ranks_per_chip == whole.payload);
        CHECK(one.wire * one.ranks_per_chip == whole.wire);
      }
    }
  }
}

TEST_CASE("Every chip sends and receives what the algorithm says, and no link loses a byte") {
  const auto network = network_of(level_of(NetworkTopology::switched, 8));
  timing::CollectiveJob job;
  job.request.bytes = 8'000'000;
  job.request.ranks = 8;
  job.request.algorithm = CollectiveAlgorithm::ring;
  job.planned = timing::collective_time(network, job.request);
  const auto run = runner::run_in_child(network, {job}, {true});
  REQUIRE(run.chips.size() == 8);
  for (const auto& chip : run.chips) {
    CHECK(chip.sent == 14'000'000);
    CHECK(chip.received == 14'000'000);
  }
  REQUIRE(run.links.size() == 16);
  for (const auto& link : run.links) {
    CHECK(link.bytes_in == link.bytes_out);
    CHECK(link.messages == 14);
    CHECK(link.waited == 0);
  }
}

TEST_CASE("Two rings that share their links take as long as both, one beside the other does not") {
  auto network = network_of(level_of(NetworkTopology::switched, 8));
  network.level_1.simple.step_us = 0.0;
  network.level_1.link.latency_us = 0.0;
  network.level_1.simple.start_us = network.launch_us = network.copy_gb_per_s = 0.0;
  timing::CollectiveJob job;
  job.request.bytes = 80'000'000;
  job.request.ranks = 4;
  job.request.algorithm = CollectiveAlgorithm::ring;
  job.planned = timing::collective_time(network, job.request);
  timing::CollectiveJob beside = job;
  beside.first_chip = 4;
  const auto apart = runner::run_in_child(network, {job, beside});
  CHECK(apart.ends[0] == job.planned.time);
  CHECK(apart.ends[1] == job.planned.time);
  const auto together = runner::run_in_child(network, {job, job});
  CHECK(together.ends[1] == 2 * job.planned.time);
  CHECK(together.ends[0] < together.ends[1]);
}

TEST_CASE("Chips that share a port take turns at it") {
  auto network = network_of(level_of(NetworkTopology::switched, 4));
  network.level_2 = level_of(NetworkTopology::switched, 2);
  timing::CollectiveJob job;
  job.request.bytes = 64'000'000;
  job.request.ranks = 8;
  job.request.algorithm = CollectiveAlgorithm::ring;
  job.planned = timing::collective_time(network, job.request);
  const auto run = runner::run_in_child(network, {job});
  Femtoseconds waited = 0;
  for (const auto& link : run.links) waited += link.waited;
  CHECK(waited > 0);
  // Latencies of one hide behind the bytes of others, so it is a little faster than the closed
  // form.
  CHECK(run.ends.front() <= job.planned.time);
  CHECK(run.ends.front() > job.planned.time / 100 * 95);
}
