#include "report/scalesim_reports.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/scalesim_layer.hpp"

namespace systole::report {

using result::MachineFacts;
using result::OperatorResult;
using result::Result;

namespace {

constexpr const char* kComputeHeader =
    "LayerID, Total Cycles (incl. prefetch), Total Cycles, Stall Cycles, Overall Util %, "
    "Mapping Efficiency %, Compute Util %,\n";

constexpr const char* kBandwidthHeader =
    "LayerID, Avg IFMAP SRAM BW, Avg FILTER SRAM BW, Avg OFMAP SRAM BW, "
    "Avg IFMAP DRAM BW, Avg FILTER DRAM BW, Avg OFMAP DRAM BW,\n";

constexpr const char* kDetailedAccessHeader =
    "LayerID, "
    "SRAM IFMAP Start Cycle, SRAM IFMAP Stop Cycle, SRAM IFMAP Reads, "
    "SRAM Filter Start Cycle, SRAM Filter Stop Cycle, SRAM Filter Reads, "
    "SRAM OFMAP Start Cycle, SRAM OFMAP Stop Cycle, SRAM OFMAP Writes, "
    "DRAM IFMAP Start Cycle, DRAM IFMAP Stop Cycle, DRAM IFMAP Reads, "
    "DRAM Filter Start Cycle, DRAM Filter Stop Cycle, DRAM Filter Reads, "
    "DRAM OFMAP Start Cycle, DRAM OFMAP Stop Cycle, DRAM OFMAP Writes,\n";

std::int64_t of(const std::array<std::int64_t, 3>& by_operand, Operand operand) {
  return by_operand[static_cast<std::size_t>(operand)];
}

/// Accesses in words, which are bytes in SCALE-Sim.
struct Accesses {
  std::int64_t ifmap = 0;
  std::int64_t filter = 0;
  std::int64_t ofmap = 0;
};

Accesses sram_accesses(const OperatorResult& op) {
  return {of(op.counters.sram_reads, Operand::input), of(op.counters.sram_reads, Operand::weight),
          of(op.counters.sram_writes, Operand::output)};
}

Accesses dram_accesses(const OperatorResult& op) {
  return {of(op.counters.dram_read, Operand::input), of(op.counters.dram_read, Operand::weight),
          of(op.counters.dram_written, Operand::output)};
}

std::string per_cycle(std::int64_t words, Cycles cycles) {
  if (cycles <= 0) return "0";
  return six_digits(static_cast<double>(words) / static_cast<double>(cycles));
}

std::string compute_row(const OperatorResult& op, const MachineFacts& machine) {
  const Cycles with_prefetch = op.uncounted_first_fill + op.cycles + op.uncounted_final_drain;
  return fmt::format("{}, {}, {}, {}, {}, {},", with_prefetch, op.cycles, op.stall_cycles(),
                     six_digits(100.0 * result::compute_utilization(op)),
                     six_digits(100.0 * result::mapping_utilization(op.counters, machine)),
                     six_digits(scalesim_compute_utilization_percent(op, machine)));
}

std::string bandwidth_row(const OperatorResult& op, const MachineFacts& machine) {
  const Accesses sram = sram_accesses(op);
  const Accesses dram = dram_accesses(op);
  const OperandSpans spans = dram_spans(op, machine);
  return fmt::format("{}, {}, {}, {}, {}, {},", per_cycle(sram.ifmap, op.cycles),
                     per_cycle(sram.filter, op.cycles), per_cycle(sram.ofmap, op.cycles),
                     per_cycle(dram.ifmap, spans.ifmap.length()),
                     per_cycle(dram.filter, spans.filter.length()),
                     per_cycle(dram.ofmap, spans.ofmap.length()));
}

std::string access(const CycleSpan& span, std::int64_t words) {
  return fmt::format("{}, {}, {}", span.start, span.stop, words);
}

std::string accesses_text(const OperandSpans& spans, const Accesses& words) {
  return fmt::format("{}, {}, {}", access(spans.ifmap, words.ifmap),
                     access(spans.filter, words.filter), access(spans.ofmap, words.ofmap));
}

std::string detailed_access_row(const OperatorResult& op, const MachineFacts& machine) {
  return fmt::format("{}, {},", accesses_text(sram_spans(op, machine), sram_accesses(op)),
                     accesses_text(dram_spans(op, machine), dram_accesses(op)));
}

template <typename RowOf>
std::string report(const char* header, const Result& result, RowOf row_of) {
  std::string text = header;
  std::size_t layer = 0;
  for (const OperatorResult& op : result.operators) {
    text += fmt::format("{}, {}\n", layer++, row_of(op, result.machine));
  }
  return text;
}

}  // namespace

std::string scalesim_compute_report(const Result& result) {
  return report(kComputeHeader, result, compute_row);
}

std::string scalesim_bandwidth_report(const Result& result) {
  return report(kBandwidthHeader, result, bandwidth_row);
}

std::string scalesim_detailed_access_report(const Result& result) {
  return report(kDetailedAccessHeader, result, detailed_access_row);
}

}  // namespace systole::report
