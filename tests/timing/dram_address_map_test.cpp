#include "timing/dram_address_map.hpp"

#include <random>

#include <catch2/catch.hpp>

using namespace systole;
using namespace systole::timing;

namespace {

config::MemoryConfig memory_with(const std::string& map,
                                 config::BankHash hash = config::BankHash::none) {
  config::MemoryConfig memory;
  memory.organisation = {2, 2, 2, 2, 4, 4, 64, 128, 64, 8, 0, 0};
  memory.controller.address_map = map;
  memory.controller.bank_hash = hash;
  return memory;
}

}  // namespace

TEST_CASE("Every address has one place, and every place one address") {
  const std::string map = GENERATE("RoBaRaCoCh", "RoRaBaCoBgCh", "RoCoBaBgSidPcRaCo4Ch",
                                   "ChRaSidPcBaBgRoCo", "CoRoBaRaCh");
  const config::BankHash hash =
      GENERATE(config::BankHash::none, config::BankHash::row_xor, config::BankHash::column_xor);
  const config::MemoryConfig memory = memory_with(map, hash);
  const DramAddressMap addresses(memory);
  CAPTURE(map, name_of(hash));
  std::mt19937_64 random{3};
  const auto bursts = static_cast<Address>(memory.capacity_bytes() / 64);
  for (int i = 0; i < 2000; ++i) {
    const Address address = random() % bursts * 64;
    const DramAddressMap::Target target = addresses.locate(address);
    REQUIRE(addresses.address_of(target) == address);
    REQUIRE(target.location.bank < memory.banks_per_channel());
    REQUIRE(target.location.row < memory.organisation.rows);
    REQUIRE(target.location.column < memory.bursts_per_row());
    REQUIRE(target.channel < memory.organisation.channels);
  }
}

TEST_CASE("The text reads from the most significant part down") {
  const DramAddressMap addresses(memory_with("RoBaRaCoCh"));
  CHECK(addresses.locate(0).channel == 0);
  CHECK(addresses.locate(64).channel == 1);
  CHECK(addresses.locate(63).channel == 0);
  CHECK(addresses.locate(2 * 64).location.column == 1);
  // Above the column: pseudo channel, stack id, rank, bank group, bank, row.
  const Address row_bytes = 2 * 16 * 64;
  CHECK(addresses.locate(row_bytes).location.bank == 64);
  CHECK(addresses.locate(row_bytes * 2).location.bank == 16);
  CHECK(addresses.locate(row_bytes * 4).location.bank == 32);
  CHECK(addresses.locate(row_bytes * 8).location.bank == 4);
  CHECK(addresses.locate(row_bytes * 32).location.bank == 1);
  CHECK(addresses.locate(row_bytes * 128).location.row == 1);
}

TEST_CASE("Addresses beyond the memory begin again") {
  const config::MemoryConfig memory = memory_with("RoBaRaCoCh");
  const DramAddressMap addresses(memory);
  const auto size = static_cast<Address>(memory.capacity_bytes());
  CHECK(addresses.locate(size + 640).location == addresses.locate(640).location);
}

TEST_CASE("Numbers of rows and channels need not be powers of two") {
  config::MemoryConfig memory = memory_with("RoBaRaCoCh");
  memory.organisation.channels = 5;
  memory.organisation.rows = 100;
  const DramAddressMap addresses(memory);
  for (Address burst = 0; burst < 100'000; burst += 7) {
    REQUIRE(addresses.address_of(addresses.locate(burst * 64)) == burst * 64);
  }
}
