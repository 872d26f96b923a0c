#include <set>

#include <catch2/catch.hpp>

#include "base/data_files.hpp"
#include "config/address_map.hpp"
#include "config/memory_fields.hpp"
#include "config/memory_io.hpp"

using namespace systole;
using namespace systole::config;

namespace {

/// Dotted paths of the integers of a section.
class IntegerPaths {
 public:
  explicit IntegerPaths(std::string section) : section_(std::move(section)) {}
  void field(const char* key, std::int64_t, const Range&, const char*) {
    paths.push_back(section_ + "." + key);
  }
  template <class... Rest>
  void field(const char*, const Rest&...) {}
  std::vector<std::string> paths;

 private:
  std::string section_;
};

MemoryConfig shipped(const std::string& name) {
  Diagnostics diagnostics;
  MemoryConfig memory = read_memory(name, {}, diagnostics);
  INFO(name);
  CHECK(diagnostics.errors().empty());
  CHECK(diagnostics.notes().empty());
  return memory;
}

double peak_gb_per_s(const std::string& name) {
  return shipped(name).peak_bytes_per_second() * 1e-9;
}

}  // namespace

TEST_CASE("The promised memories ship") {
  const std::vector<std::string> names = list_data_files(kMemoryFolder);
  const std::set<std::string> have(names.begin(), names.end());
  for (const char* name : {"ddr3_1600", "ddr4_2400", "ddr4_3200", "ddr5_4800", "lpddr4_3200",
                           "lpddr5_6400", "gddr6", "gddr7", "hbm2", "hbm2e", "hbm3", "hbm3e"}) {
    CAPTURE(name);
    CHECK(have.count(name) == 1);
  }
}

TEST_CASE("Every shipped memory reads clean, and every timing cites its source") {
  for (const std::string& name : list_data_files(kMemoryFolder)) {
    CAPTURE(name);
    const MemoryConfig memory = shipped(name);
    CHECK(memory.name == name);
    CHECK_FALSE(memory.description.empty());
    CHECK_FALSE(memory.standard.empty());
    CHECK_NOTHROW(address_fields(memory));
    CHECK(memory.organisation.capacity_mib > 0);

    std::set<std::string> sourced;
    for (const Provenance& entry : memory.provenance) {
      CAPTURE(entry.path);
      CHECK(entry.source.size() >= 5);
      sourced.insert(entry.path);
    }
    IntegerPaths timings("timing");
    describe(memory.timing, timings);
    CHECK(timings.paths.size() >= 36);
    for (const std::string& path : timings.paths) {
      CAPTURE(path);
      CHECK(sourced.count(path) == 1);
    }
  }
}

TEST_CASE("A shipped memory written out and read again is the same memory") {
  for (const std::string& name : list_data_files(kMemoryFolder)) {
    CAPTURE(name);
    Diagnostics diagnostics;
    const std::string written = write_memory(shipped(name));
    const MemoryConfig again = parse_memory(written, "resolved.yaml", {}, diagnostics);
    CHECK(diagnostics.errors().empty());
    CHECK(write_memory(again) == written);
  }
}

TEST_CASE("The shipped memories have the peaks of their names") {
  CHECK(peak_gb_per_s("ddr3_1600") == Approx(12.8).epsilon(0.001));
  CHECK(peak_gb_per_s("ddr4_2400") == Approx(19.2).epsilon(0.001));
  CHECK(peak_gb_per_s("ddr4_3200") == Approx(25.6).epsilon(0.001));
  CHECK(peak_gb_per_s("ddr5_4800") == Approx(38.4).epsilon(0.003));
  CHECK(peak_gb_per_s("lpddr4_3200") == Approx(12.8).epsilon(0.001));
  CHECK(peak_gb_per_s("lpddr5_6400") == Approx(51.2).epsilon(0.001));
  CHECK(peak_gb_per_s("gddr6") == Approx(56.0).epsilon(0.002));
  CHECK(peak_gb_per_s("gddr7") == Approx(112.0).epsilon(0.002));
  CHECK(peak_gb_per_s("hbm2") == Approx(256.0).epsilon(0.001));
  CHECK(peak_gb_per_s("hbm2e") == Approx(409.6).epsilon(0.001));
  CHECK(peak_gb_per_s("hbm3") == Approx(819.2).epsilon(0.001));
  CHECK(peak_gb_per_s("hbm3e") == Approx(1228.8).epsilon(0.002));
}
