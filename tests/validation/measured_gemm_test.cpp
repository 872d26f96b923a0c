// GEMM latencies predicted from datasheets and cited micro-benchmarks alone, against thousands of
// kernels measured on real chips ($SYSTOLE_SHARED/measured/gemm.csv). Nothing is fitted to them.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <fmt/ostream.h>

#include "base/checked.hpp"
#include "base/text.hpp"
#include "config/chip_io.hpp"
#include "mapping/compile.hpp"
#include "runner/runner.hpp"
#include "support/full_tests.hpp"

using namespace systole;

namespace {

struct Measured {
  workload::Gemm gemm;
  DType dtype = DType::bf16;
  std::string software;
  double microseconds = 0.0;
};

/// Fields of one line; a field in quotes may hold commas.
std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

/// Columns: chip, dtype, m, n, k, batch, latency_us, software, source.
std::vector<Measured> measured_on(const std::string& chip, const std::string& folder) {
  std::ifstream file(folder + "/measured/gemm.csv");
  std::string line;
  std::getline(file, line);
  std::vector<Measured> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> f = fields_of(line);
    if (f.size() < 8 || f[0] != chip) continue;
    const std::int64_t batch = f[5].empty() ? 1 : std::stoll(f[5]);
    rows.push_back({{batch, std::stoll(f[2]), std::stoll(f[3]), std::stoll(f[4])},
                    dtype_from(f[1]).value(),
                    f[7],
                    std::stod(f[6])});
  }
  return rows;
}

workload::Graph graph_of(const Measured& row) {
  workload::Operator op;
  op.name = "gemm";
  op.work = row.gemm;
  op.input_dtype = op.weight_dtype = row.dtype;
  op.output_dtype = row.dtype == DType::fp8 ? DType::bf16 : row.dtype;
  workload::Graph graph;
  graph.name = "gemm";
  graph.operators = {op};
  return graph;
}

/// The harness (aiconfigurator, collector/vllm/collect_gemm.py) replays six layers that share
/// their input and their output and differ in their weights. Twice the kernel shows it as it comes
/// round again: with weights that still lie in the shared buffer where those of six layers fit, and
/// with others where they do not.
void replay(const config::Chip& chip, const Measured& row, program::Program& program) {
  constexpr Bytes kLayers = 6;
  const workload::Operator op = graph_of(row).operators.front();
  const Bytes weights = bytes_of(op, Operand::weight);
  const Bytes others = bytes_of(op, Operand::input) + bytes_of(op, Operand::output);
  program::Step again = program.steps.front();
  again.name = "again";
  if (kLayers * weights + others > chip.shared_buffer.size_kib * kKib)
    again.placement[1] += static_cast<Address>(align_up(weights, Bytes{4096}));
  program.steps.push_back(again);
}

double simulated_microseconds(const config::Chip& chip, const Measured& row) {
  mapping::Mapper mapper;
  mapper.rules = mapping::Rules::cublas;
  if (const char* const rules = std::getenv("SYSTOLE_RULES"))
    mapper.rules = *mapping::rules_from(rules);
  program::Program program = mapping::compile(graph_of(row), chip, mapper).program;
  replay(chip, row, program);
  const result::Result result = runner::run_in_child(chip, program, {});
  return static_cast<double>(result.operators.back().cycles) / chip.clock_mhz;
}

std::string describe_mapping(const config::Chip& chip, const Measured& row) {
  mapping::Mapper mapper;
  mapper.rules = mapping::Rules::cublas;
  return mapping::compile(graph_of(row), chip, mapper).program.kernels.front().mapping;
}

/// What bounds a kernel on paper: its time at the quoted peak, at the memory's bandwidth, or a few
/// microseconds of launch.
std::string regime_of(const config::Chip& chip, const Measured& row, double peak_macs_per_us) {
  const workload::Operator op = graph_of(row).operators.front();
  const double compute = static_cast<double>(macs_of(op)) / peak_macs_per_us;
  double bytes = 0.0;
  for (const Operand operand : kOperands) bytes += static_cast<double>(bytes_of(op, operand));
  const double memory = bytes / (static_cast<double>(chip.dram.channels) *
                                 chip.dram.channel_bandwidth_gb_per_s * 1e3);
  if (std::max(compute, memory) < 5.0) return "launch";
  return compute > memory ? "compute" : "memory";
}

struct Errors {
  std::vector<double> relative;
  void add(double simulated, double measured) {
    relative.push_back((simulated - measured) / measured);
  }
  double mean_absolute() const {
    double sum = 0.0;
    for (const double error : relative) sum += std::abs(error);
    return sum / static_cast<double>(relative.size());
  }
  double bias() const {
    double sum = 0.0;
    for (const double error : relative) sum += error;
    return sum / static_cast<double>(relative.size());
  }
  double median_absolute() const {
    std::vector<double> absolute;
    for (const double error : relative) absolute.push_back(std::abs(error));
    std::nth_element(absolute.begin(),
                     absolute.begin() + static_cast<std::ptrdiff_t>(absolute.size() / 2),
                     absolute.end());
    return absolute[absolute.size() / 2];
  }
};

}  // namespace

TEST_CASE("GEMM latencies from datasheet values are reported against measured kernels") {
  const char* const shared = std::getenv("SYSTOLE_SHARED");
  if (shared == nullptr) {
    WARN("skipped: SYSTOLE_SHARED names no folder with measured/gemm.csv");
    return;
  }
  const std::string name = GENERATE("a100_sxm_80gb", "h100_sxm");
  Diagnostics diagnostics;
  const config::Chip chip = config::read_chip(name, {}, diagnostics);
  std::vector<Measured> rows = measured_on(name, shared);
  REQUIRE(rows.size() > 500);
  std::size_t step = test::full_tests() ? 1 : 40;
  if (const char* const text = std::getenv("SYSTOLE_STEP")) step = std::stoull(text);
  std::map<std::string, Errors> errors;
  std::ofstream listing;
  if (const char* const path = std::getenv("SYSTOLE_LISTING")) listing.open(path, std::ios::app);
  for (std::size_t i = 0; i < rows.size(); i += step) {
    const Measured& row = rows[i];
    if (row.dtype != DType::bf16) continue;
    const double simulated = simulated_microseconds(chip, row);
    const auto& unit = chip.core.matrix;
    const double peak = static_cast<double>(unit.units * unit.step_m * unit.step_n * unit.step_k *
                                            chip.core.count) *
                        unit.rates.of(row.dtype) * chip.clock_mhz;
    const std::string regime = regime_of(chip, row, peak);
    errors[fmt::format("{} {}", name_of(row.dtype), regime)].add(simulated, row.microseconds);
    errors[fmt::format("{} all", name_of(row.dtype))].add(simulated, row.microseconds);
    if (listing) {
      fmt::print(listing, "{},{},{},{},{},{},{},{:.3f},{:.3f},\"{}\"\n", name, name_of(row.dtype),
                 row.gemm.count, row.gemm.m, row.gemm.n, row.gemm.k, regime, row.microseconds,
                 simulated, describe_mapping(chip, row));
    }
  }
  std::string table = fmt::format("\n{} from datasheet values\n{:16} {:>6} {:>8} {:>8} {:>8}\n",
                                  name, "kernels", "count", "MAPE", "median", "bias");
  for (const auto& [kind, e] : errors) {
    table += fmt::format("{:16} {:>6} {:>7.1f}% {:>7.1f}% {:>+7.1f}%\n", kind, e.relative.size(),
                         100 * e.mean_absolute(), 100 * e.median_absolute(), 100 * e.bias());
  }
  WARN(table);
  // A report, and a guard against predictions that have lost all sense: an order of magnitude.
  CHECK(errors.at("bf16 all").median_absolute() < 1.0);
}
