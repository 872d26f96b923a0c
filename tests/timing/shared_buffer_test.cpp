#include <numeric>

#include <catch2/catch.hpp>

#include "support/machines.hpp"
#include "timing/shared_buffer_timing.hpp"

using namespace systole;
using timing::Clock;
using timing::MemoryTransfer;
using timing::SharedBufferTiming;
using Answer = SharedBufferTiming::Answer;

namespace {

constexpr Femtoseconds kNanosecond = 1'000'000;
const Clock kGigahertz(1'000'000'000);

/// 4 KiB in blocks of 64 bytes: 16 sets of 2 ways in each of 2 slices.
config::SharedBufferConfig small_buffer() {
  config::SharedBufferConfig config;
  config.size_kib = 4;
  config.slices = 2;
  config.ways = 2;
  config.block_bytes = 64;
  config.bytes_per_cycle = 16;
  config.latency_cycles = 10;
  return config;
}

/// A buffer whose memory answers every fill at once.
class Probe {
 public:
  explicit Probe(const config::SharedBufferConfig& config) : timing(config, kGigahertz) {}

  Answer read(Address address, Bytes bytes, Operand operand = Operand::input) {
    return send(address, bytes, false, operand);
  }
  Answer write(Address address, Bytes bytes) { return send(address, bytes, true, Operand::output); }
  /// A read of core `number` of those that form clusters of two.
  Answer read_as(std::int64_t number, Address address, Bytes bytes) {
    cluster = {number / 2, number % 2, 2};
    const Answer answer = read(address, bytes);
    cluster = {};
    return answer;
  }
  Bytes hits() const { return timing.statistics().hit[0]; }

  SharedBufferTiming timing;
  Femtoseconds at = 0;
  bool memory_answers = true;
  program::ClusterPlace cluster;

 private:
  Answer send(Address address, Bytes bytes, bool write, Operand operand) {
    SharedBufferTiming::Request request;
    request.region.address = address;
    request.region.row_bytes = bytes;
    request.write = write;
    request.operand = operand;
    request.at = at;
    request.cluster = cluster;
    const Answer answer = timing.request(request);
    for (const MemoryTransfer& transfer : answer.transfers) {
      if (memory_answers && transfer.kind == MemoryTransfer::Kind::fill)
        timing.filled(transfer, at);
    }
    return answer;
  }
};

Bytes moved(const Answer& answer, MemoryTransfer::Kind kind) {
  Bytes bytes = 0;
  for (const MemoryTransfer& t : answer.transfers) bytes += t.kind == kind ? t.piece.bytes : 0;
  return bytes;
}

constexpr auto kFill = MemoryTransfer::Kind::fill;
constexpr auto kWriteBack = MemoryTransfer::Kind::write_back;
constexpr auto kDirectRead = MemoryTransfer::Kind::direct_read;

}  // namespace

TEST_CASE("A block is fetched once and found afterwards") {
  Probe probe(small_buffer());
  const Answer first = probe.read(128, 64);
  REQUIRE(first.transfers.size() == 1);
  CHECK(first.transfers[0].piece.address == 128);
  CHECK(first.looked_up == 10 * kNanosecond);
  const Answer second = probe.read(128, 64);
  CHECK(second.transfers.empty());
  CHECK(probe.hits() == 64);
}

TEST_CASE("Missing neighbours are fetched together, in whole blocks") {
  Probe probe(small_buffer());
  const Answer answer = probe.read(100, 1000);
  REQUIRE(answer.transfers.size() == 1);
  CHECK(answer.transfers[0].piece.address == 64);
  CHECK(answer.transfers[0].piece.bytes == 1152 - 64);
}

TEST_CASE("A hit takes the latency and the bytes over the slices it lies in") {
  Probe probe(small_buffer());
  probe.read(0, 1024);
  probe.at = 1000 * kNanosecond;
  CHECK(probe.read(0, 64).served == probe.at + (10 + 4) * kNanosecond);
  probe.at = 2000 * kNanosecond;
  CHECK(probe.read(0, 1024).served == probe.at + (10 + 32) * kNanosecond);
  // A second request at the same time waits for the slices.
  CHECK(probe.read(0, 1024).served == probe.at + (10 + 64) * kNanosecond);
}

TEST_CASE("What two cores of a cluster read leaves the slices once") {
  Probe probe(small_buffer());
  probe.read(0, 1024);
  probe.at = 1000 * kNanosecond;
  const Femtoseconds alone = probe.at + (10 + 32) * kNanosecond;
  CHECK(probe.read_as(0, 0, 1024).served == alone);
  CHECK(probe.read_as(1, 0, 1024).served == alone);
  CHECK(probe.timing.statistics().multicast[0] == 1024);
  CHECK(probe.hits() == 2048);
  // Another cluster, the same core again and other bytes wait for the slices.
  CHECK(probe.read_as(2, 0, 1024).served == alone + 32 * kNanosecond);
  CHECK(probe.read_as(0, 0, 1024).served == alone + 64 * kNanosecond);
  CHECK(probe.read_as(1, 0, 512).served == alone + 80 * kNanosecond);
  CHECK(probe.timing.statistics().multicast[0] == 1024);
}

TEST_CASE("A cluster's read is of no use to the next kernel") {
  Probe probe(small_buffer());
  probe.read_as(0, 0, 64);
  probe.timing.forget_clusters();
  probe.read_as(1, 0, 64);
  CHECK(probe.timing.statistics().multicast[0] == 0);
}

TEST_CASE("A large block lies in several slices, and all of them serve who asks for it") {
  config::SharedBufferConfig config = small_buffer();
  config.block_bytes = 1024;
  Probe probe(config);
  probe.read(0, 1024);
  probe.at = 1000 * kNanosecond;
  const Femtoseconds alone = probe.read(0, 1024).served;
  // As many bytes from blocks of a line, which lie in the same slices one by one.
  Probe lines(small_buffer());
  lines.read(0, 1024);
  lines.at = probe.at;
  CHECK(alone == lines.read(0, 1024).served);
  // The second one to ask waits for the slices as a whole.
  CHECK(probe.read(0, 1024).served - alone == alone - probe.at - 10 * kNanosecond);
}

TEST_CASE("The least recently used block of a set goes") {
  Probe probe(small_buffer());
  const Address set = 64 * 2 * 16;  // blocks this far apart meet in one set
  probe.read(0, 64);
  probe.read(set, 64);
  probe.read(0, 64);
  probe.read(2 * set, 64);  // pushes `set` out
  CHECK(probe.read(0, 64).transfers.empty());
  CHECK(probe.read(2 * set, 64).transfers.empty());
  CHECK(moved(probe.read(set, 64), kFill) == 64);
}

TEST_CASE("Written blocks are written back when they leave, once") {
  Probe probe(small_buffer());
  CHECK(probe.write(0, 4096).transfers.empty());
  CHECK(probe.timing.dirty_bytes() == 4096);
  const Answer answer = probe.read(8192, 4096);
  CHECK(moved(answer, kWriteBack) == 4096);
  CHECK(moved(answer, kFill) == 4096);
  REQUIRE(answer.transfers.size() == 2);
  CHECK(answer.transfers[0].kind == kWriteBack);
  CHECK(probe.timing.dirty_bytes() == 0);
  CHECK(moved(probe.read(16384, 4096), kWriteBack) == 0);
}

TEST_CASE("A write that leaves part of a block untouched fetches the block") {
  Probe probe(small_buffer());
  const Answer answer = probe.write(32, 96);  // half of block 0, all of block 1
  CHECK(moved(answer, kFill) == 64);
  CHECK(probe.timing.statistics().filled[2] == 64);
  CHECK(probe.timing.statistics().written[2] == 96);
}

TEST_CASE("Streams that bypass are not kept, but find what is there") {
  config::SharedBufferConfig config = small_buffer();
  config.bypass_weight = true;
  Probe probe(config);
  CHECK(moved(probe.read(0, 100, Operand::weight), kDirectRead) == 100);
  CHECK(moved(probe.read(0, 100, Operand::weight), kDirectRead) == 100);
  probe.read(0, 128, Operand::input);
  CHECK(probe.read(0, 100, Operand::weight).transfers.empty());
  CHECK(probe.timing.statistics().hit[1] == 100);
}

TEST_CASE("A block on its way is waited for, not fetched twice, and not pushed out") {
  Probe probe(small_buffer());
  probe.memory_answers = false;
  const Address set = 64 * 2 * 16;
  const Answer first = probe.read(0, 64);
  const Answer again = probe.read(0, 64);
  CHECK(again.transfers.empty());
  REQUIRE(again.waits_for.size() == 1);
  CHECK(again.waits_for[0] == first.transfers.at(0).fill);
  probe.read(set, 64);
  CHECK(moved(probe.read(2 * set, 64), kDirectRead) == 64);
  probe.timing.filled(first.transfers[0], 500 * kNanosecond);
  const Answer late = probe.read(0, 64);
  CHECK(late.waits_for.empty());
  CHECK(late.served == 500 * kNanosecond);
}

TEST_CASE("Strided rows touch only the blocks they lie in") {
  SharedBufferTiming buffer(small_buffer(), kGigahertz);
  SharedBufferTiming::Request request;
  request.region.rows = 8;
  request.region.row_bytes = 16;
  request.region.stride_bytes = 256;
  const Answer answer = buffer.request(request);
  CHECK(answer.transfers.size() == 8);
  CHECK(moved(answer, kFill) == 8 * 64);
}

TEST_CASE("Whatever is asked, bytes asked are bytes found, fetched, written or passed") {
  config::SharedBufferConfig config = small_buffer();
  config.bypass_weight = GENERATE(false, true);
  SharedBufferTiming buffer(config, kGigahertz);
  test::Dice dice(3);
  Bytes asked = 0, filled = 0, written_back = 0, passed = 0;
  for (int i = 0; i < 5000; ++i) {
    SharedBufferTiming::Request request;
    request.region.address = static_cast<Address>(dice.between(0, 20000));
    request.region.rows = dice.between(1, 4);
    request.region.row_bytes = dice.between(1, 300);
    request.region.stride_bytes = dice.between(0, 600);
    request.write = dice.between(0, 2) == 0;
    request.operand = kOperands[static_cast<std::size_t>(dice.between(0, 2))];
    request.at = i * 50 * kNanosecond;
    asked += request.region.bytes();
    const Answer answer = buffer.request(request);
    for (const MemoryTransfer& t : answer.transfers) {
      if (t.kind == kFill && dice.between(0, 9) > 0) buffer.filled(t, request.at);
    }
    filled += moved(answer, kFill);
    written_back += moved(answer, kWriteBack);
    passed += moved(answer, kDirectRead) + moved(answer, MemoryTransfer::Kind::direct_write);
  }
  const auto& s = buffer.statistics();
  const auto sum = [](const std::array<Bytes, 3>& v) { return v[0] + v[1] + v[2]; };
  CHECK(sum(s.hit) + sum(s.missed) + sum(s.written) + sum(s.passed_read) + sum(s.passed_written) ==
        asked);
  CHECK(sum(s.filled) == filled);
  CHECK(sum(s.written_back) == written_back);
  CHECK(sum(s.passed_read) + sum(s.passed_written) == passed);
  CHECK(sum(s.hit) > 0);
}
