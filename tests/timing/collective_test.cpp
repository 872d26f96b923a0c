#include "timing/collective.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "config/network.hpp"

using namespace systole;
using Catch::Matchers::Contains;
using timing::CollectiveAlgorithm;
using timing::CollectiveKind;
using timing::CollectiveRequest;

namespace {

/// A port of 100 GB/s, 1 us from chip to chip, and no software: 1 MB takes 10 us.
config::NetworkConfig plain(config::NetworkTopology topology, std::int64_t size,
                            const std::string& dims = "") {
  config::NetworkConfig network;
  network.name = "plain";
  network.level_1.link.bandwidth_gb_per_s = 100.0;
  network.level_1.link.latency_us = 1.0;
  network.level_1.topology = topology;
  network.level_1.size = size;
  network.level_1.dims = dims;
  network.level_1.algorithms.tree = true;
  return network;
}

double microseconds(const config::NetworkConfig& network, CollectiveKind kind, std::int64_t ranks,
                    std::optional<CollectiveAlgorithm> algorithm = std::nullopt) {
  CollectiveRequest request;
  request.kind = kind;
  request.bytes = 8'000'000;
  request.ranks = ranks;
  request.algorithm = algorithm;
  return static_cast<double>(timing::collective_time(network, request).time) * 1e-9;
}

}  // namespace

TEST_CASE("Closed forms on a switch are those of the literature") {
  const auto network = plain(config::NetworkTopology::switched, 8);
  // 8 MB over eight ranks: shares of 1 MB, 10 us each.
  CHECK(microseconds(network, CollectiveKind::all_reduce, 8, CollectiveAlgorithm::ring) ==
        Approx(14 * 11.0));
  CHECK(microseconds(network, CollectiveKind::all_gather, 8, CollectiveAlgorithm::ring) ==
        Approx(7 * 11.0));
  CHECK(microseconds(network, CollectiveKind::all_gather, 8, CollectiveAlgorithm::direct) ==
        Approx(1.0 + 7 * 10.0));
  CHECK(microseconds(network, CollectiveKind::all_reduce, 8, CollectiveAlgorithm::tree) ==
        Approx(6 * 1.0 + 14 * 10.0));
  CHECK(microseconds(network, CollectiveKind::all_to_all, 8) == Approx(1.0 + 7 * 10.0));
  CHECK(microseconds(network, CollectiveKind::broadcast, 8, CollectiveAlgorithm::tree) ==
        Approx(3 * 81.0));
  CHECK(microseconds(network, CollectiveKind::send_receive, 2) == Approx(81.0));
}

TEST_CASE("A full mesh has a link for each pair, a torus two for each dimension") {
  const auto mesh = plain(config::NetworkTopology::fully_connected, 5);
  CHECK(microseconds(mesh, CollectiveKind::all_gather, 5) == Approx(1.0 + 1.6 * 40.0));
  const auto ring = plain(config::NetworkTopology::ring, 8);
  // Half a share each way, at half of the bandwidth: as long as a whole share at all of it.
  CHECK(microseconds(ring, CollectiveKind::all_gather, 8) == Approx(7 * 11.0));
  // Two lanes at a time, each with half of the buffer over half of the links.
  const auto torus = plain(config::NetworkTopology::torus2d, 16, "4x4");
  CHECK(microseconds(torus, CollectiveKind::all_gather, 16) ==
        Approx(2 * 3 * 1.0 + 8.0 * 10.0 * 15.0 / 16.0));
  // Opposite chips of a ring are reached both ways: 16/8 shares cross each link.
  CHECK(microseconds(ring, CollectiveKind::all_to_all, 8) == Approx(4 * 1.0 + 8 * 20.0));
}

TEST_CASE("Levels follow one another, and only a share crosses the outer one") {
  auto network = plain(config::NetworkTopology::switched, 4);
  network.level_2 = network.level_1;
  network.level_2->size = 2;
  network.level_2->links_per_member = 4;
  const auto ring = CollectiveAlgorithm::ring;
  CHECK(microseconds(network, CollectiveKind::all_reduce, 8, ring) ==
        Approx(2 * 3 * (1.0 + 20.0) + 2 * (1.0 + 10.0)));
  // One outer link for four chips: a quarter of the rate.
  network.level_2->links_per_member = 1;
  CHECK(microseconds(network, CollectiveKind::all_reduce, 8, ring) ==
        Approx(2 * 3 * (1.0 + 20.0) + 2 * (1.0 + 40.0)));
  CollectiveRequest apart;
  apart.ranks = 2;
  apart.stride = 4;
  apart.bytes = 1'000'000;
  apart.algorithm = ring;
  const auto time = timing::collective_time(network, apart);
  REQUIRE(time.plan.stages.size() == 1);
  CHECK(time.plan.stages.front().level == 1);
}

TEST_CASE("The algorithm and the protocol follow the size") {
  auto network = plain(config::NetworkTopology::switched, 8);
  network.level_1.algorithms.direct = false;
  network.level_1.ll = config::ProtocolConfig{0.0, 0.0, 0.25, 0.0};
  network.level_1.simple.step_us = 5.0;
  CollectiveRequest request;
  request.ranks = 8;
  request.bytes = 1024;
  CHECK(timing::collective_time(network, request).plan.stages.front().protocol ==
        timing::Protocol::ll);
  request.bytes = 1 << 30;
  CHECK(timing::collective_time(network, request).plan.stages.front().protocol ==
        timing::Protocol::simple);
  CHECK(timing::collective_time(network, request).bound == timing::CollectiveBound::bandwidth);
}

TEST_CASE("No time is below the bound of the links, and larger is never faster") {
  for (const char* name : {"hgx_h100", "dgx_a100", "tpu_v5e_pod", "ascend_910b_node", "hgx_h100_ib",
                           "cloudmatrix_384", "mi300x_node", "tpu_v5p_pod"}) {
    const auto network = config::read_network(name);
    for (const auto kind : {CollectiveKind::all_reduce, CollectiveKind::all_gather,
                            CollectiveKind::all_to_all, CollectiveKind::broadcast}) {
      Femtoseconds before = 0;
      for (Bytes bytes = 1; bytes < (Bytes{1} << 34); bytes *= 4) {
        CollectiveRequest request;
        request.kind = kind;
        request.bytes = bytes;
        request.ranks = network.chips();
        const auto time = timing::collective_time(network, request);
        INFO(name << " " << timing::name_of(kind) << " " << bytes);
        CHECK(time.time >= time.lower_bound);
        CHECK(time.time >= before);
        CHECK(time.time == time.launch + time.copy + time.latency + time.transfer);
        before = time.time;
      }
    }
  }
}

TEST_CASE("What a network cannot do is said") {
  const auto torus = plain(config::NetworkTopology::torus2d, 32, "4x8");
  const auto plain8 = plain(config::NetworkTopology::switched, 8);
  CHECK_THROWS_WITH(microseconds(torus, CollectiveKind::all_gather, 3), Contains("4, 32"));
  CHECK_THROWS_WITH(microseconds(plain8, CollectiveKind::all_gather, 9), Contains("8 chips"));
  CHECK_THROWS_WITH(
      microseconds(plain8, CollectiveKind::all_reduce, 8, CollectiveAlgorithm::in_switch),
      Contains("no in_switch"));
  CHECK(microseconds(plain8, CollectiveKind::all_reduce, 1) == 0.0);
}
