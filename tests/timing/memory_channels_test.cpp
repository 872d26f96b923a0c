#include "timing/memory_channels.hpp"

#include <catch2/catch.hpp>

using namespace systole;
using timing::BurstRun;
using timing::MemoryChannels;

namespace {

config::DramConfig dram_of(std::int64_t channels, double gb_per_s, double latency_ns) {
  config::DramConfig dram;
  dram.channels = channels;
  dram.channel_bandwidth_gb_per_s = gb_per_s;
  dram.latency_ns = latency_ns;
  dram.interleave_bytes = 256;
  return dram;
}

constexpr Femtoseconds kNanosecond = 1'000'000;

BurstRun run_of(Address address, Bytes bytes) { return {address, bytes, 64, 1'000'000'000}; }

}  // namespace

TEST_CASE("One channel delivers after its latency at its bandwidth") {
  MemoryChannels memory(dram_of(1, 10.0, 100.0));
  CHECK(memory.complete(run_of(0, 1000), 0) == 200 * kNanosecond);
  CHECK(memory.complete(run_of(0, 1000), 0) == 300 * kNanosecond);
  CHECK(memory.busy() == 200 * kNanosecond);
}

TEST_CASE("A run that covers whole rounds is shared evenly by the channels") {
  MemoryChannels memory(dram_of(4, 1.0, 0.0));
  CHECK(memory.complete(run_of(0, 4096), 0) == 1024 * kNanosecond);
}

TEST_CASE("Small runs on different channels do not wait for each other") {
  MemoryChannels memory(dram_of(2, 1.0, 0.0));
  CHECK(memory.complete(run_of(0, 256), 0) == 256 * kNanosecond);
  CHECK(memory.complete(run_of(256, 256), 0) == 256 * kNanosecond);
  CHECK(memory.complete(run_of(512, 256), 0) == 512 * kNanosecond);
}

TEST_CASE("Pieces that lie apart cost a channel time of their own") {
  config::DramConfig dram = dram_of(1, 1.0, 0.0);
  dram.piece_ns = 8.0;
  MemoryChannels memory(dram);
  BurstRun run = run_of(0, 256);
  CHECK(memory.complete(run, 0) == 256 * kNanosecond);
  run.piece_bytes = 128;
  CHECK(memory.complete(run, 1000 * kNanosecond) == (1256 + 2 * 8) * kNanosecond);
  CHECK(memory.bytes_per_second() == 1'000'000'000);
  CHECK(memory.bytes_per_second_in_pieces(128) == 1'000'000'000LL * 128 / 136);
  CHECK(memory.bytes_per_second_in_pieces(0) == memory.bytes_per_second());
}

TEST_CASE("Bandwidth is outstanding bytes over latency until the channel saturates") {
  const auto outstanding = GENERATE(1, 2, 4, 8);
  MemoryChannels memory(
      dram_of(1, 64.0, 99.0));  // a burst of 64 bytes takes 1 ns, a round trip 100 ns
  BurstRun run{0, 64 * 8000, 64, 64 * outstanding};
  const double seconds = static_cast<double>(memory.complete(run, 0)) * 1e-15;
  const double expected = outstanding * 64.0 / 100e-9;
  CHECK(static_cast<double>(run.bytes) / seconds == Approx(expected).epsilon(0.02));
}

TEST_CASE("A wide window reaches the channel's bandwidth") {
  CHECK(timing::windowed_transfer(1000, 100, 1, 99) == 99 + 1000);
  CHECK(timing::windowed_transfer(1000, 99, 1, 99) > 99 + 1000);
  CHECK(timing::windowed_transfer(1, 1, 5, 99) == 104);
}

TEST_CASE("An ideal memory answers at once") {
  config::DramConfig dram = dram_of(1, 1.0, 100.0);
  dram.model = config::DramModel::ideal;
  MemoryChannels memory(dram);
  CHECK(memory.complete(run_of(0, 1 << 30), 7) == 7);
  CHECK(memory.bytes_per_second() == 0);
}
