#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>

#include "base/data_files.hpp"
#include "config/chip_fields.hpp"
#include "config/chip_io.hpp"

using namespace systole;
using namespace systole::config;

namespace {

bool starts_with_any(const std::string& path, std::initializer_list<const char*> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const char* prefix) { return path.rfind(prefix, 0) == 0; });
}

/// Keys of the kind of matrix unit that a chip does not have, and rates that are as described.
bool is_absent_of_matrix(const MatrixUnitConfig& unit, const std::string& path) {
  const bool systolic = unit.kind == MatrixUnitKind::systolic;
  if (starts_with_any(path, {"core.matrix.rates."})) {
    return unit.rates.of(*dtype_from(path.substr(path.rfind('.') + 1))) == 1.0;
  }
  if (systolic) {
    return starts_with_any(path, {"core.matrix.units", "core.matrix.step_", "core.matrix.latency",
                                  "core.matrix.feed_bytes"});
  }
  const bool in_blocks = unit.block_m > 1 && unit.block_n > 1;
  if (!in_blocks && path == "core.matrix.feed_bytes_per_cycle") return true;
  return path == "core.matrix.rows" || path == "core.matrix.cols";
}

/// Whether `path` belongs to a part that this chip does not have.
bool is_absent(const Chip& chip, const std::string& path) {
  if (!chip.interconnect.exists() && starts_with_any(path, {"interconnect."})) return true;
  if (!chip.shared_buffer.exists() && starts_with_any(path, {"shared_buffer."})) return true;
  if (chip.shared_buffer.copies == 1 && path == "shared_buffer.copies") return true;
  if (chip.core.vector.lanes == 0 && starts_with_any(path, {"core.vector."})) return true;
  const bool launches = chip.launch.first_us > 0 || chip.launch.next_us > 0;
  if (!launches && starts_with_any(path, {"launch."})) return true;
  if (!chip.dram.banks && path == "dram.stacks") return true;
  const bool banking = starts_with_any(path, {"core.sram.bank", "core.sram.ports"});
  if (chip.core.sram.banks == 0 && banking) return true;
  if (chip.core.dma.bytes_per_cycle == 0 && path == "core.dma.bytes_per_cycle") return true;
  if (chip.core.dma.alignment_bytes == 1 && path == "core.dma.alignment_bytes") return true;
  return is_absent_of_matrix(chip.core.matrix, path);
}

/// Dotted paths of the numbers of a struct, but for facts that are 0: not published.
class NumberPaths {
 public:
  void field(const char* key, std::int64_t value, const Range&, const char*) {
    add(key, static_cast<double>(value));
  }
  void field(const char* key, double value, const Interval&, const char*) { add(key, value); }
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
  void add(const char* key, double value) {
    const bool may_be_unknown = starts_with_any(prefix_, {"facts.", "clocks."});
    if (may_be_unknown && value == 0.0) return;
    // What a chip does not have, or the one die that most have, needs no source.
    if (prefix_ == "silicon." && value == (std::string(key) == "dies" ? 1.0 : 0.0)) return;
    if (is_free(prefix_ + key, value)) return;
    paths.push_back(prefix_ + key);
  }
  /// Costs of kernels that a file leaves out: nothing is padded, waits, or is lost.
  static bool is_free(const std::string& path, double value) {
    static const std::map<std::string, double> kFree{{"core.matrix.block_m", 1},
                                                     {"core.matrix.block_n", 1},
                                                     {"core.matrix.instruction_k", 0},
                                                     {"core.matrix.stage_k", 64},
                                                     {"core.matrix.stage_cycles", 0},
                                                     {"core.vector.drain_operations", 0},
                                                     {"core.dma.cluster_cores", 1},
                                                     {"dram.piece_ns", 0},
                                                     {"dram.efficiency", 1}};
    const auto found = kFree.find(path);
    return found != kFree.end() && found->second == value;
  }
  std::string prefix_;
};

/// The comments of a chip's files, which say what its short citations stand for.
std::string comments_of(const std::string& chip) {
  std::string comments;
  for (const std::string& path : files_of_chip(chip)) {
    std::istringstream text(read_file(path));
    for (std::string line; std::getline(text, line);) {
      if (line.rfind('#', 0) == 0) comments += line + "\n";
    }
  }
  return comments;
}

/// "derived" and so on, or the short name of what is cited.
std::string first_word(const std::string& source) {
  const auto is_part = [](unsigned char c) { return std::isalnum(c) != 0; };
  return {source.begin(), std::find_if_not(source.begin(), source.end(), is_part)};
}

}  // namespace

TEST_CASE("Every source is derived, assumed, calibrated, or cites what the head of a file names") {
  for (const std::string& name : list_data_files(kChipFolder)) {
    CAPTURE(name);
    const std::string comments = comments_of(name);
    Diagnostics diagnostics;
    for (const Provenance& entry : read_chip(name, {}, diagnostics).provenance) {
      CAPTURE(entry.path, entry.source);
      const std::string word = first_word(entry.source);
      if (word == "derived" || word == "assumed" || word == "calibrated" || word == "not") continue;
      CHECK(word.size() >= 2);
      CHECK(comments.find(word) != std::string::npos);
    }
  }
}

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
    CHECK(chip.description.size() <= 110);  // a line of a table

    std::set<std::string> sourced;
    for (const Provenance& entry : chip.provenance) {
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
