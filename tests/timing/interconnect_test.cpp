#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "base/checked.hpp"
#include "support/machines.hpp"
#include "timing/interconnect_timing.hpp"

using namespace systole;
using config::Topology;
using timing::Endpoint;
using timing::InterconnectRoutes;
using timing::InterconnectTiming;
using Message = timing::InterconnectTiming::Message;
using Arrival = timing::InterconnectTiming::Arrival;

namespace {

config::InterconnectConfig network(Topology topology) {
  config::InterconnectConfig config;
  config.topology = topology;
  config.rows = 4;
  config.cols = 4;
  config.memory_ports = 4;
  config.interleave_bytes = 4096;
  config.width_bytes = 32;
  config.hop_latency_cycles = 3;
  config.packet_bytes = 256;
  return config;
}

Message from_memory(std::uint64_t id, Endpoint core, Address address, Bytes bytes, Cycles at = 0) {
  return {id, false, {core}, address, bytes, at, at};
}

Message to_memory(std::uint64_t id, Endpoint core, Address address, Bytes bytes, Cycles at = 0) {
  return {id, true, {core}, address, bytes, at, at};
}

/// Runs until the network is empty, from one announced event to the next.
std::vector<Arrival> drain(InterconnectTiming& net) {
  std::vector<Arrival> all;
  while (const auto next = net.next_event()) {
    for (const Arrival& arrival : net.advance(*next)) {
      CHECK(arrival.at == *next);  // never announced late
      all.push_back(arrival);
    }
  }
  return all;
}

Cycles whole_arrival(const std::vector<Arrival>& arrivals, std::uint64_t id) {
  for (const Arrival& arrival : arrivals) {
    if (arrival.id == id && arrival.whole) return arrival.at;
  }
  return -1;
}

}  // namespace

TEST_CASE("A mesh goes along the row, then the column: as many hops as the Manhattan distance") {
  const config::InterconnectConfig config = network(Topology::mesh);
  const InterconnectRoutes routes(config, 16);
  for (Endpoint from = 0; from < 16; ++from) {
    for (Endpoint to = 0; to < 16; ++to) {
      const auto distance = std::abs(from % 4 - to % 4) + std::abs(from / 4 - to / 4);
      CHECK(routes.path(from, to).size() == static_cast<std::size_t>(distance) + 2);
      CHECK(routes.latency(from, to) == (distance + 1) * config.hop_latency_cycles);
    }
  }
}

TEST_CASE("A ring goes the shorter way") {
  const InterconnectRoutes routes(network(Topology::ring), 16);
  for (Endpoint from = 0; from < 16; ++from) {
    for (Endpoint to = 0; to < 16; ++to) {
      const auto up = (to - from + 16) % 16;
      CHECK(routes.path(from, to).size() == static_cast<std::size_t>(std::min(up, 16 - up)) + 2);
    }
  }
}

TEST_CASE("Memory ports take turns every interleave_bytes and lie evenly on the routers") {
  const InterconnectRoutes routes(network(Topology::ring), 16);
  CHECK(routes.port_of(0) == 0);
  CHECK(routes.port_of(4096) == 1);
  CHECK(routes.port_of(4 * 4096 + 5) == 0);
  CHECK(routes.path(4, routes.memory_port(1)).size() == 2);
}

TEST_CASE("Alone, a message takes its hops and its bytes over the width") {
  const auto topology = GENERATE(Topology::crossbar, Topology::ring, Topology::mesh);
  const Bytes bytes = GENERATE(1, 31, 256, 257, 4096);
  InterconnectTiming net(network(topology), 16);
  net.send(from_memory(1, 15, 8192, bytes, 100));
  const auto arrivals = drain(net);
  REQUIRE(arrivals.size() == 1);
  const Cycles hops = net.routes().latency(net.routes().memory_port(2), 15);
  CHECK(arrivals[0].at == 100 + hops + ceil_div(bytes, 32));
  CHECK(net.statistics().waited == 0);
}

TEST_CASE("Bytes that come slower than a link carries them arrive right behind the last") {
  InterconnectTiming net(network(Topology::crossbar), 2);
  net.send({1, false, {0}, 0, 4096, 0, 1000});
  CHECK(drain(net).at(0).at == 1000 + 3 + 8);
}

TEST_CASE("Senders that share a port share its link evenly") {
  const std::int64_t senders = GENERATE(1, 2, 3, 8, 64);
  InterconnectTiming net(network(Topology::crossbar), 64);
  for (std::int64_t i = 0; i < senders; ++i) {
    net.send(to_memory(static_cast<std::uint64_t>(i), static_cast<Endpoint>(i), 0, 4096));
  }
  const auto arrivals = drain(net);
  const Cycles alone = 4096 / 32;
  Cycles first = 1'000'000, last = 0;
  for (std::int64_t i = 0; i < senders; ++i) {
    const Cycles at = whole_arrival(arrivals, static_cast<std::uint64_t>(i));
    first = std::min(first, at);
    last = std::max(last, at);
  }
  CHECK(last == 3 + senders * alone);
  CHECK(last - first <= senders * 256 / 32);  // everybody ends within one round of packets
}

TEST_CASE("Senders to different ports of a crossbar do not meet") {
  InterconnectTiming net(network(Topology::crossbar), 4);
  for (std::uint64_t i = 0; i < 4; ++i)
    net.send(to_memory(i, static_cast<Endpoint>(i), i * 4096, 4096));
  for (const Arrival& arrival : drain(net)) {
    if (arrival.whole) CHECK(arrival.at == 3 + 128);
  }
}

TEST_CASE("A small message is not held up by a large one for longer than a packet") {
  InterconnectTiming net(network(Topology::crossbar), 2);
  net.send(to_memory(1, 0, 0, 4096));
  net.send(to_memory(2, 1, 64, 64, 50));
  const auto arrivals = drain(net);
  CHECK(whole_arrival(arrivals, 2) <= 50 + 3 + 8 + 2);
  CHECK(whole_arrival(arrivals, 1) == 3 + 128 + 2);
}

TEST_CASE("In a mesh, messages that cross the same link slow each other and no others") {
  config::InterconnectConfig config = network(Topology::mesh);
  InterconnectTiming net(config, 16);
  net.send(to_memory(1, 3, 0, 4096));          // row 0, from the east end to port 0 in the west
  net.send(to_memory(2, 2, 0, 4096));          // joins it
  net.send(to_memory(3, 15, 3 * 4096, 4096));  // row 3, port 3
  const auto arrivals = drain(net);
  CHECK(whole_arrival(arrivals, 3) == 128 + net.routes().latency(15, net.routes().memory_port(3)));
  CHECK(whole_arrival(arrivals, 1) > 240);
  CHECK(std::max(whole_arrival(arrivals, 1), whole_arrival(arrivals, 2)) <= 256 + 16);
}

TEST_CASE("A multicast crosses every link once and delivers to everybody") {
  const auto topology = GENERATE(Topology::crossbar, Topology::ring, Topology::mesh);
  config::InterconnectConfig config = network(topology);
  std::vector<Endpoint> all;
  for (Endpoint core = 0; core < 16; ++core) all.push_back(core);
  InterconnectTiming once(config, 16);
  once.send({1, false, all, 0, 4096, 0, 0});
  const Cycles with = drain(once).at(0).at;
  config.multicast = false;
  InterconnectTiming many(config, 16);
  many.send({1, false, all, 0, 4096, 0, 0});
  const Cycles without = drain(many).at(0).at;

  CHECK(once.statistics().injected == 4096);
  CHECK(once.statistics().delivered == 16 * 4096);
  CHECK(many.statistics().injected == 16 * 4096);
  CHECK(many.statistics().delivered == 16 * 4096);
  // One link into the network, one out of it for every core, and a tree of the links between 16
  // routers.
  const std::int64_t between = topology == Topology::crossbar ? 0 : 15;
  CHECK(once.statistics().over_links == (1 + 16 + between) * 4096);
  CHECK(many.statistics().over_links > once.statistics().over_links);
  CHECK(without >= 16 * 128);
  CHECK(with <= 128 + 3 * 17);
}

TEST_CASE("Messages between one core and one port stay in order") {
  InterconnectTiming net(network(Topology::mesh), 16);
  for (std::uint64_t i = 0; i < 50; ++i)
    net.send(to_memory(i, 9, 64 * i, 64, static_cast<Cycles>(i)));
  std::uint64_t expected = 0;
  for (const Arrival& arrival : drain(net)) {
    if (arrival.whole) CHECK(arrival.id == expected++);
  }
  CHECK(expected == 50);
}

TEST_CASE("How often the network is asked changes nothing, and every byte arrives") {
  const auto topology = GENERATE(Topology::crossbar, Topology::ring, Topology::mesh);
  const auto arrivals_with_step = [&](Cycles step) {
    InterconnectTiming net(network(topology), 16);
    test::Dice dice(5);
    std::vector<Arrival> all;
    const auto take = [&](Cycles now) {
      for (const Arrival& arrival : net.advance(now)) all.push_back(arrival);
    };
    Bytes sent = 0;
    Cycles now = 0;
    for (std::uint64_t id = 0; id < 300; ++id) {
      now += dice.between(0, 30);
      while (step == 0 && net.next_event() && *net.next_event() < now) take(*net.next_event());
      take(now);
      Message message{id,
                      dice.between(0, 1) == 0,
                      {static_cast<Endpoint>(dice.between(0, 15))},
                      static_cast<Address>(dice.between(0, 99999)),
                      dice.between(1, 9000),
                      now,
                      0};
      message.end = now + dice.between(0, 200);
      sent += message.bytes;
      net.send(message);
    }
    while (net.next_event()) take(*net.next_event() + step);
    CHECK(net.statistics().delivered == sent);
    return all;
  };
  const auto often = arrivals_with_step(0);
  const auto rarely = arrivals_with_step(5000);
  REQUIRE(often.size() == rarely.size());
  for (std::size_t i = 0; i < often.size(); ++i) {
    CHECK(often[i].id == rarely[i].id);
    CHECK(often[i].at == rarely[i].at);
  }
}
