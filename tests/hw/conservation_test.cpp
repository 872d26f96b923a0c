// Conservation under load: 64 initiators, the interconnect, the shared buffer and the DRAM.
#include <cmath>

#include <catch2/catch.hpp>

#include "hw/dram.hpp"
#include "hw/interconnect.hpp"
#include "hw/shared_buffer.hpp"
#include "support/in_child.hpp"
#include "support/load_generators.hpp"
#include "support/machines.hpp"

using namespace systole;

namespace {

constexpr std::int64_t kInitiators = 64;
constexpr std::int64_t kWindow = 4;
constexpr Bytes kLargest = 512;
constexpr Bytes kBlock = 128;
constexpr Address kSpan = 8 << 20;
constexpr Address kAddresses = kSpan + 4096;  // the last request may reach over the end

config::Chip chip_with(config::Topology topology) {
  config::Chip chip;
  chip.interconnect.topology = topology;
  chip.interconnect.rows = 8;
  chip.interconnect.cols = 8;
  chip.interconnect.memory_ports = 8;
  chip.interconnect.interleave_bytes = 512;
  chip.shared_buffer.size_kib = 1024;
  chip.shared_buffer.slices = 8;
  chip.shared_buffer.block_bytes = kBlock;
  chip.dram.channels = 8;
  chip.dram.channel_bandwidth_gb_per_s = 32.0;
  chip.dram.interleave_bytes = 512;
  return chip;
}

/// For every 64-byte line and initiator: the latest request that passed. A later conflicting one
/// must have a larger number.
class ArrivalOrder {
 public:
  std::int64_t violations = 0;

  void see(const tlm::tlm_generic_payload& payload) {
    const auto* origin = payload.get_extension<test::OriginExtension>();
    for (unsigned offset = 0; offset < payload.get_data_length(); offset += 64) {
      const Address line = (payload.get_address() + offset) / 64;
      Latest& latest = latest_[line * kInitiators + static_cast<Address>(origin->initiator)];
      const bool late =
          origin->number < latest.write || (payload.is_write() && origin->number < latest.read);
      violations += late;
      auto& own = payload.is_write() ? latest.write : latest.read;
      own = std::max(own, static_cast<std::int32_t>(origin->number));
    }
  }

 private:
  struct Latest {
    std::int32_t read = 0;
    std::int32_t write = 0;
  };
  std::vector<Latest> latest_ = std::vector<Latest>(kAddresses / 64 * kInitiators);
};

/// How often each block was written in the buffer, and which of these versions the DRAM has.
class BlockVersions {
 public:
  std::int64_t stale_fills = 0;

  void written(const tlm::tlm_generic_payload& payload) {
    for_each_block(payload, [&](Version& version) { ++version.buffer; });
  }
  void at_dram(const tlm::tlm_generic_payload& payload) {
    for_each_block(payload, [&](Version& version) {
      if (payload.is_write())
        version.dram = version.buffer;
      else
        stale_fills += version.dram != version.buffer;
    });
  }

 private:
  struct Version {
    std::int32_t buffer = 0;
    std::int32_t dram = 0;
  };
  template <class Visit>
  void for_each_block(const tlm::tlm_generic_payload& payload, const Visit& visit) {
    const Address first = payload.get_address() / kBlock;
    const Address last = (payload.get_address() + payload.get_data_length() - 1) / kBlock;
    for (Address block = first; block <= last; ++block)
      visit(versions_[static_cast<std::size_t>(block)]);
  }
  std::vector<Version> versions_ = std::vector<Version>(kAddresses / kBlock);
};

struct Outcome {
  std::int64_t answered, unexpected, disorder, stale_fills, longest, first_finished, last_finished,
      asked_bytes, delivered, buffer_bytes, dram_bytes, filled_and_written_back, longest_link_wait;
};

/// Elaborates the machine, runs it dry and returns what happened.
test::Numbers run(const config::Chip& config, std::int64_t transactions, bool watched) {
  sc_core::sc_set_time_resolution(1.0, sc_core::SC_FS);
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  const timing::Clock clock = timing::Clock::from_mhz(config.clock_mhz);
  hw::Simulation simulation;
  hw::Interconnect net("net", config.interconnect, {simulation, kInitiators, 0, 0});
  hw::SharedBuffer buffer("buffer", config.shared_buffer, clock, hw::SharedBuffer::Behind{});
  hw::Dram dram("dram", config.dram);
  test::Tap before("before");
  test::Tap after("after");
  ArrivalOrder order;
  BlockVersions versions;
  if (watched) {
    before.seen = [&](const auto& payload) { order.see(payload); };
    before.passed = [&](const auto& payload) {
      if (payload.is_write()) versions.written(payload);
    };
    after.seen = [&](const auto& payload) { versions.at_dram(payload); };
  }
  std::vector<std::unique_ptr<test::LoadGenerator>> generators;
  for (std::int64_t i = 0; i < kInitiators; ++i) {
    test::LoadGenerator::Settings settings;
    settings.initiator = i;
    settings.count = transactions / kInitiators;
    settings.window = kWindow;
    settings.span = kSpan;
    settings.largest = kLargest;
    generators.push_back(
        std::make_unique<test::LoadGenerator>(("initiator" + std::to_string(i)).c_str(), settings));
    generators.back()->socket.bind(net.cores);
  }
  net.memory.bind(before.in);
  before.out.bind(buffer.socket);
  buffer.memory().socket.bind(after.in);
  after.out.bind(dram.socket);
  sc_core::sc_start();
  simulation.rethrow();

  Outcome out{};
  out.first_finished = generators.front()->finished_at;
  for (const auto& generator : generators) {
    out.answered += generator->answered;
    out.unexpected += generator->unexpected;
    out.asked_bytes += generator->bytes;
    out.longest = std::max(out.longest, generator->longest);
    out.first_finished = std::min(out.first_finished, generator->finished_at);
    out.last_finished = std::max(out.last_finished, generator->finished_at);
  }
  const auto sum = [](const std::array<Bytes, 3>& v) { return v[0] + v[1] + v[2]; };
  const auto& s = buffer.statistics();
  out.disorder = order.violations;
  out.stale_fills = versions.stale_fills;
  out.delivered = net.statistics().delivered;
  out.buffer_bytes =
      sum(s.hit) + sum(s.missed) + sum(s.written) + sum(s.passed_read) + sum(s.passed_written);
  out.dram_bytes = sum(buffer.traffic().read) + sum(buffer.traffic().written);
  out.filled_and_written_back =
      sum(s.filled) + sum(s.written_back) + sum(s.passed_read) + sum(s.passed_written);
  out.longest_link_wait = net.statistics().longest_wait;
  return {out.answered,         out.unexpected,     out.disorder,      out.stale_fills,
          out.longest,          out.first_finished, out.last_finished, out.asked_bytes,
          out.delivered,        out.buffer_bytes,   out.dram_bytes,    out.filled_and_written_back,
          out.longest_link_wait};
}

Outcome load(config::Topology topology, std::int64_t transactions, bool watched) {
  const test::Numbers n =
      test::in_child([&] { return run(chip_with(topology), transactions, watched); });
  return {n.at(0), n.at(1), n.at(2), n.at(3),  n.at(4),  n.at(5), n.at(6),
          n.at(7), n.at(8), n.at(9), n.at(10), n.at(11), n.at(12)};
}

/// What everybody else has in flight, each byte with its block fetched and another written back,
/// through one channel in the worst case, and the unloaded way; twice, because a request may meet
/// two such queues.
Femtoseconds longest_fair_wait(const config::Chip& chip) {
  const Bytes blocks = kLargest / kBlock + 1;
  const Bytes in_flight = kInitiators * kWindow * blocks * 2 * kBlock;
  const Femtoseconds queue = timing::transfer_time(
      in_flight, static_cast<std::int64_t>(chip.dram.channel_bandwidth_gb_per_s * 1e9));
  constexpr Femtoseconds kUnloaded =
      400'000'000;  // 100 ns of DRAM, 20 of buffer, up to 64 hops twice
  return 2 * queue + kUnloaded;
}

/// By how much the ends of equal initiators may differ. Each makes as many requests, of drawn
/// sizes: 64 to 512 bytes in steps of 64 have a relative standard deviation of 0.51, their sum over
/// n requests one of 0.51 / sqrt(n). Drawn banks, directions and neighbours vary about as much
/// again, and of 64 initiators the first and the last are five deviations apart. An arbiter that
/// prefers anybody by a part in a hundred exceeds this once there are millions.
double fair_spread(std::int64_t requests_of_each) {
  constexpr double kOfSizes = 0.51;
  return 2 * 5 * kOfSizes / std::sqrt(static_cast<double>(requests_of_each));
}

void check(const Outcome& got, std::int64_t transactions, const config::Chip& chip) {
  CHECK(got.answered == transactions / kInitiators * kInitiators);
  CHECK(got.unexpected == 0);
  CHECK(got.disorder == 0);
  CHECK(got.stale_fills == 0);
  CHECK(got.delivered == got.asked_bytes);
  CHECK(got.buffer_bytes == got.asked_bytes);
  CHECK(got.dram_bytes == got.filled_and_written_back);
  CHECK(got.longest <= longest_fair_wait(chip));
  const auto last = static_cast<double>(got.last_finished);
  const double spread = static_cast<double>(got.last_finished - got.first_finished) / last;
  CAPTURE(spread);
  CHECK(spread <= fair_spread(transactions / kInitiators));
}

}  // namespace

TEST_CASE(
    "Under load every transaction is answered once, in order per address, and nobody starves") {
  const auto topology =
      GENERATE(config::Topology::crossbar, config::Topology::ring, config::Topology::mesh);
  CAPTURE(name_of(topology));
  check(load(topology, 100'000, true), 100'000, chip_with(topology));
}

TEST_CASE("Ten million transactions of 64 initiators are conserved") {
  if (!test::full_tests()) return;
  check(load(config::Topology::crossbar, 10'000'000, true), 10'000'000,
        chip_with(config::Topology::crossbar));
}
