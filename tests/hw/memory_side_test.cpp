// The interconnect and the shared buffer as modules: closed forms of one request, Little's law,
// multicast.
#include <catch2/catch.hpp>

#include "base/checked.hpp"
#include "hw/dram.hpp"
#include "hw/interconnect.hpp"
#include "hw/request_order.hpp"
#include "hw/shared_buffer.hpp"
#include "support/in_child.hpp"
#include "support/load_generators.hpp"

using namespace systole;

namespace {

constexpr Femtoseconds kNanosecond = 1'000'000;

/// One initiator with one request at a time, so that latencies are plain sums.
struct Requests {
  std::int64_t count = 1;
  std::int64_t window = 1;
  Bytes bytes = 64;
  int write_percent = 0;
  Address span = 1 << 20;
  std::vector<std::int32_t> also_to;  ///< multicast
};

config::Chip chip_with(bool network, bool buffer) {
  config::Chip chip;
  if (network) chip.interconnect.topology = config::Topology::crossbar;
  chip.interconnect.width_bytes = 32;
  chip.interconnect.hop_latency_cycles = 5;
  chip.interconnect.packet_bytes = 128;
  if (buffer) chip.shared_buffer.size_kib = 64;
  chip.shared_buffer.latency_cycles = 20;
  chip.shared_buffer.bytes_per_cycle = 64;
  chip.shared_buffer.block_bytes = 64;
  chip.dram.channel_bandwidth_gb_per_s = 64.0;
  chip.dram.latency_ns = 100.0;
  return chip;
}

struct Outcome {
  Femtoseconds longest = 0;
  Femtoseconds finished = 0;
  Bytes bytes = 0;
  Bytes injected = 0;
  Bytes delivered = 0;
  Bytes hit = 0;
  Bytes missed = 0;
};

test::Numbers simulate(const config::Chip& config, const Requests& requests) {
  sc_core::sc_set_time_resolution(1.0, sc_core::SC_FS);
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  const timing::Clock clock = timing::Clock::from_mhz(config.clock_mhz);
  hw::Simulation simulation;
  hw::Dram dram("dram", config.dram);
  std::unique_ptr<hw::SharedBuffer> buffer;
  std::unique_ptr<hw::Interconnect> net;
  test::Tap tap("tap");
  if (config.shared_buffer.exists()) {
    buffer = std::make_unique<hw::SharedBuffer>("buffer", config.shared_buffer, clock,
                                                hw::SharedBuffer::Behind{0, 64'000'000'000});
    buffer->memory().socket.bind(dram.socket);
    tap.out.bind(buffer->socket);
  } else {
    tap.out.bind(dram.socket);
  }
  test::LoadGenerator::Settings settings;
  settings.count = requests.count;
  settings.window = requests.window;
  settings.span = requests.span;
  settings.largest = requests.bytes;
  settings.write_percent = requests.write_percent;
  settings.sequential = true;
  settings.also_to = requests.also_to;
  test::LoadGenerator generator("generator", settings);
  std::vector<std::unique_ptr<test::LoadGenerator>> idle;
  if (config.interconnect.exists()) {
    constexpr std::int64_t kCores = 8;
    net = std::make_unique<hw::Interconnect>("net", config.interconnect,
                                             hw::Interconnect::Parts{simulation, kCores, 0, 0});
    generator.socket.bind(net->cores);
    for (std::int64_t i = 1; i < kCores; ++i) {
      idle.push_back(std::make_unique<test::LoadGenerator>(("idle" + std::to_string(i)).c_str(),
                                                           test::LoadGenerator::Settings{}));
      idle.back()->socket.bind(net->cores);
    }
    net->memory.bind(tap.in);
  } else {
    generator.socket.bind(tap.in);
  }
  sc_core::sc_start();
  simulation.rethrow();
  const auto hit = buffer ? buffer->statistics().hit[0] : 0;
  const auto missed = buffer ? buffer->statistics().missed[0] : 0;
  return {generator.longest,
          generator.finished_at,
          generator.bytes,
          net ? net->statistics().injected : 0,
          net ? net->statistics().delivered : 0,
          hit,
          missed};
}

Outcome run(const config::Chip& chip, const Requests& requests) {
  const test::Numbers n = test::in_child([&] { return simulate(chip, requests); });
  return {n.at(0), n.at(1), n.at(2), n.at(3), n.at(4), n.at(5), n.at(6)};
}

}  // namespace

TEST_CASE("One read takes the sum of its way: hops, buffer, memory, hops, bytes over the width") {
  const bool network = GENERATE(false, true);
  const bool buffer = GENERATE(false, true);
  CAPTURE(network, buffer);
  const Outcome got = run(chip_with(network, buffer), {});
  Femtoseconds expected = (100 + 1) * kNanosecond;  // latency, and 64 bytes at 64 GB/s
  if (buffer) expected += 20 * kNanosecond;
  if (network) expected += (5 + 5 + 2) * kNanosecond;
  CHECK(got.longest == expected);
}

TEST_CASE("One write takes its bytes, its hops, the memory and the way back") {
  Requests requests;
  requests.write_percent = 100;
  const Outcome to_dram = run(chip_with(true, false), requests);
  CHECK(to_dram.longest == (5 + 2 + 101 + 5) * kNanosecond);
  // The buffer takes a write over, so the memory is not waited for.
  const Outcome to_buffer = run(chip_with(true, true), requests);
  CHECK(to_buffer.longest == (5 + 2 + 20 + 1 + 5) * kNanosecond);
}

TEST_CASE("A long read is carried by the network while it comes from the memory") {
  Requests requests;
  requests.bytes = 4096;
  // Hop, look-up and latency; the first packet of 128 bytes at 64 GB/s; hop; 4096 bytes at 32 a
  // cycle.
  CHECK(run(chip_with(true, true), requests).longest == (5 + 20 + 100 + 2 + 5 + 128) * kNanosecond);
}

TEST_CASE("A hit saves the memory's time, and hits and misses are what was asked") {
  Requests requests;
  requests.count = 100;
  requests.span = 6400;  // a hundred blocks
  const Outcome once = run(chip_with(false, true), requests);
  CHECK(once.missed == 6400);
  CHECK(once.hit == 0);
  requests.count = 200;
  const Outcome twice = run(chip_with(false, true), requests);
  CHECK(twice.missed == 6400);
  CHECK(twice.hit == 6400);
  CHECK(twice.finished == once.finished + 100 * (20 + 1) * kNanosecond);
}

TEST_CASE("Bandwidth is outstanding bytes over latency until the narrowest part is full") {
  const std::int64_t window = GENERATE(1, 2, 4, 8, 16, 32, 128, 256);
  Requests requests;
  requests.count = 4000;
  requests.window = window;
  const config::Chip chip = chip_with(true, false);
  const Outcome got = run(chip, requests);
  const double gb_per_s = static_cast<double>(got.bytes) / static_cast<double>(got.finished) * 1e6;
  const double round_trip = 5 + 101 + 5 + 2;  // ns
  const double by_littles_law = static_cast<double>(window) * 64.0 / round_trip;
  constexpr double kWidth = 32.0;  // GB/s: 32 bytes at 1 GHz
  CAPTURE(window);
  CHECK(gb_per_s == Approx(std::min(by_littles_law, kWidth)).epsilon(0.05));
}

TEST_CASE("A multicast delivers to every receiver what the memory gave once") {
  Requests requests;
  requests.count = 50;
  requests.bytes = 256;
  requests.also_to = {1, 2, 5, 7};
  config::Chip chip = chip_with(true, true);
  const Outcome got = run(chip, requests);
  CHECK(got.bytes == 50 * 256);
  CHECK(got.injected == 50 * 256);
  CHECK(got.delivered == 5 * 50 * 256);  // hits and fills times the fan-out
  CHECK(got.hit + got.missed == 50 * 256);
  chip.interconnect.multicast = false;
  const Outcome copied = run(chip, requests);
  CHECK(copied.injected == 5 * 50 * 256);
  CHECK(copied.finished > got.finished);
}

TEST_CASE("A multicast to a core that does not exist is a broken promise of ours") {
  Requests requests;
  requests.also_to = {8};
  CHECK_THROWS_WITH(run(chip_with(true, false), requests), Catch::Contains("core 8"));
}

TEST_CASE("Requests that touch the same bytes pass in order, others do not wait") {
  hw::RequestOrder order(2);
  order.made(0, 1, {0, 64}, true);
  order.made(0, 2, {32, 64}, false);
  order.made(0, 3, {64, 64}, true);
  order.made(0, 4, {1000, 64}, false);
  order.made(1, 5, {0, 64}, true);
  CHECK_FALSE(order.may_pass(0, 2));
  CHECK_FALSE(order.may_pass(0, 3));
  CHECK(order.may_pass(0, 4));
  CHECK(order.may_pass(1, 5));
  CHECK(order.passed(0, 4).empty());
  CHECK(order.may_pass(0, 1));
  CHECK(order.passed(0, 1) == std::vector<hw::RequestOrder::Id>{2});
  CHECK(order.passed(0, 2) == std::vector<hw::RequestOrder::Id>{3});
}

TEST_CASE("Reads of the same bytes do not wait for each other") {
  hw::RequestOrder order(1);
  order.made(0, 1, {0, 64}, false);
  order.made(0, 2, {0, 64}, false);
  CHECK(order.may_pass(0, 2));
}
