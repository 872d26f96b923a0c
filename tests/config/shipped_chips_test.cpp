#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

#include "base/data_files.hpp"
#include "config/chip_fields.hpp"
#include "config/chip_io.hpp"

using namespace systole;
using namespace systole::config;

namespace {

/// Whether `path` belongs to a part that this chip does not have or that is not modelled for it.
bool is_absent(const Chip& chip, const std::string& path) {
  const auto inside = [&](const std::string& prefix) { return path.rfind(prefix, 0) == 0; };
  if (!chip.interconnect.exists() && inside("interconnect.")) return true;
  if (!chip.shared_buffer.exists() && inside("shared_buffer.")) return true;
  if (!chip.dram.banks && path == "dram.stacks") return true;
  const bool banking = inside("core.sram.bank") || path == "core.sram.ports";
  if (chip.core.sram.banks == 0 && banking) return true;
  return chip.core.dma.alignment_bytes == 1 && path == "core.dma.alignment_bytes";
}

/// Dotted paths of the numbers of a struct.
class NumberPaths {
 public:
  void field(const char* key, std::int64_t, const Range&, const char*) { add(key); }
  void field(const char* key, double, const Interval&, const char*) { add(key); }
  template <class Value>
  void field(const char*, const Value&, const char*) {}
  template <class Struct>
  void section(const char* key, const Struct& value, const char*) {
    const std::string before = prefix_;
    prefix_ += std::string(key) + ".";
    describe(value, *this);
    prefix_ = before;
  }
  /// A memory's file cites its own sources.
  template <class Struct>
  void optional_section(const char*, const std::optional<Struct>&, const char*) {}
  std::vector<std::string> paths;

 private:
  void add(const char* key) { paths.push_back(prefix_ + key); }
  std::string prefix_;
};

}  // namespace

TEST_CASE("Every shipped chip reads clean, and every number cites its source") {
  const std::vector<std::string> names = list_data_files(kChipFolder);
  REQUIRE(names.size() >= 6);
  for (const std::string& name : names) {
    CAPTURE(name);
    Diagnostics diagnostics;
    const Chip chip = read_chip(name, {}, diagnostics);
    CHECK(diagnostics.errors().empty());
    CHECK(diagnostics.notes().empty());
    CHECK(chip.name == name);
    CHECK_FALSE(chip.description.empty());

    std::set<std::string> sourced;
    for (const Provenance& entry : chip.provenance) {
      CAPTURE(entry.path);
      CHECK(entry.source.size() >= 5);
      sourced.insert(entry.path);
    }
    NumberPaths numbers;
    describe(chip, numbers);
    CHECK(numbers.paths.size() >= 18);
    for (const std::string& path : numbers.paths) {
      CAPTURE(path);
      CHECK((sourced.count(path) == 1 || is_absent(chip, path)));
    }
  }
}

TEST_CASE("A shipped chip written out and read again is the same chip") {
  for (const std::string& name : list_data_files(kChipFolder)) {
    CAPTURE(name);
    Diagnostics diagnostics;
    const std::string written = write_chip(read_chip(name, {}, diagnostics));
    const Chip again = parse_chip(written, "resolved.yaml", {}, diagnostics);
    CHECK(diagnostics.errors().empty());
    CHECK(write_chip(again) == written);
  }
}

TEST_CASE("The peak rates of the shipped chips are those of their papers") {
  Diagnostics diagnostics;
  const auto peak_tera_ops = [&](const char* name) {
    const Chip chip = read_chip(name, {}, diagnostics);
    const MatrixUnitConfig& array = chip.core.matrix;
    return 2e-6 * chip.clock_mhz * static_cast<double>(array.rows * array.cols);
  };
  // Jouppi et al., ISCA 2017: 92 TOPS.
  CHECK(peak_tera_ops("tpu_v1_like") == Approx(92.0).epsilon(0.005));
  // Chen et al., JSSC 2017: 33.6 GMAC/s.
  CHECK(peak_tera_ops("eyeriss_like") == Approx(0.0672).epsilon(1e-9));
  // Jouppi et al., CACM 2020: 123 TFLOPS for four arrays.
  CHECK(4.0 * peak_tera_ops("cloud_npu") == Approx(123.0).epsilon(0.005));
}
