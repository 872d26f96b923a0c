// The statistics of a whole run, of its machine and of the simulation itself.
#include "study/counter_statistics.hpp"
#include "study/energy_statistics.hpp"
#include "study/statistics.hpp"

namespace systole::study {

using result::CoreActivity;
using result::KernelStatistics;
using result::MachineFacts;

namespace {

using Statistics = std::vector<Statistic<RunView>>;

Value optional_seconds(const RunView& view) {
  const double seconds = measured_seconds(view.result);
  if (seconds <= 0.0) return std::monostate{};
  return seconds;
}

Value optional_left_out_seconds(const RunView& view) {
  const double seconds = left_out_measured_seconds(view.result);
  if (seconds <= 0.0) return std::monostate{};
  return seconds;
}

Value simulated_over_measured(const RunView& view) {
  const Compared sums = compared(view.result);
  if (sums.measured_seconds <= 0.0) return std::monostate{};
  return seconds_of(sums.cycles, view.result.machine) / sums.measured_seconds;
}

Value ops_per_dram_byte(const RunView& view) {
  const Bytes bytes = result::dram_bytes(view.totals.counters);
  if (bytes == 0) return std::monostate{};
  return 2.0 * static_cast<double>(view.totals.counters.macs) / static_cast<double>(bytes);
}

void add_time(Statistics& table) {
  table.insert(
      table.end(),
      {{"cycles", "cycles", "sum over the operators, which run one after another", Kind::integer,
        [](const RunView& v) -> Value { return v.totals.cycles; }},
       {"seconds", "s", "cycles over the core clock", Kind::number,
        [](const RunView& v) -> Value { return seconds_of(v.totals.cycles, v.result.machine); }},
       {"stall_cycles", "cycles", "the array waits: the sum of the stall categories", Kind::integer,
        [](const RunView& v) -> Value { return v.totals.breakdown.stalls(); }}});
  add_cycle_categories(table);
  for (const std::string_view name : result::kBounds) {
    const std::string bound(name);
    table.push_back(
        {"cycles_bound_by." + bound, "cycles", "cycles of operators whose bound is " + bound,
         Kind::integer,
         [bound](const RunView& v) -> Value { return cycles_bound_by(v.result, bound); }});
  }
}

void add_work(Statistics& table) {
  table.insert(
      table.end(),
      {{"useful_macs", "MACs",
        "of the operator itself; macs may be more, where a mask cuts through tiles or zeros "
        "are multiplied too",
        Kind::integer, [](const RunView& v) -> Value { return v.totals.useful_macs; }},
       {"ops_per_second", "operations/s", "2 x useful_macs over seconds", Kind::number,
        [](const RunView& v) -> Value {
          return ops_per_second(v.totals.useful_macs, v.totals.cycles, v.result.machine);
        }},
       {"compute_utilization", "",
        "useful_macs over what the chip could have done meanwhile, at the rates of the operators' "
        "element types",
        Kind::number,
        [](const RunView& v) -> Value { return result::compute_utilization(v.totals); }},
       {"mapping_utilization", "", "PEs that have work over all PEs, averaged over folds",
        Kind::number, [](const RunView& v) -> Value {
          return result::mapping_utilization(v.totals.counters, v.result.machine);
        }}});
  add_plain_counts(table);
}

void add_bytes(Statistics& table) {
  table.insert(
      table.end(),
      {{"dram_bytes", "bytes", "read from and written to DRAM, all operands", Kind::integer,
        [](const RunView& v) -> Value { return result::dram_bytes(v.totals.counters); }},
       {"arithmetic_intensity", "operations/byte",
        "2 x macs over dram_bytes; null when DRAM is not used", Kind::optional_number,
        ops_per_dram_byte}});
  add_traffic(table);
}

void add_confidence(Statistics& table) {
  table.insert(
      table.end(),
      {{"measured_seconds", "s",
        "sum of the durations that the workload brings; null when it brings none",
        Kind::optional_number, optional_seconds},
       {"left_out_measured_seconds", "s",
        "of measured_seconds, the operators in left_out[]; null when there are none",
        Kind::optional_number, optional_left_out_seconds},
       {"simulated_over_measured", "", "of the operators that were both simulated and measured",
        Kind::optional_number, simulated_over_measured},
       {"error_bar", "",
        "low_seconds and high_seconds, sums over the operators: their errors are taken to come "
        "together; null where most of the time is of operators that nothing like was measured",
        Kind::interval, [](const RunView&) -> Value { return std::monostate{}; }},
       {"error_bar_reason", "", "why there is an error bar or none", Kind::text,
        [](const RunView& v) -> Value { return basis_of(v.result.error_bar); }}});
}

Statistics make_totals() {
  Statistics table;
  add_time(table);
  add_work(table);
  add_bytes(table);
  add_energy(table);
  table.push_back({"energy_table", "", "technology that energy was counted with; empty: none",
                   Kind::text, [](const RunView& v) -> Value { return v.result.energy_table; }});
  add_confidence(table);
  return table;
}

template <typename Subject>
Statistic<Subject> fact(std::string name, std::string unit, std::string description,
                        std::int64_t Subject::*member) {
  return {std::move(name), std::move(unit), std::move(description), Kind::integer,
          [member](const Subject& subject) -> Value { return subject.*member; }};
}

}  // namespace

const std::vector<Statistic<RunView>>& total_statistics() {
  static const Statistics kTable = make_totals();
  return kTable;
}

const std::vector<Statistic<MachineFacts>>& machine_statistics() {
  static const std::vector<Statistic<MachineFacts>> kTable{
      fact("clock_hz", "Hz", "core clock", &MachineFacts::clock_hz),
      fact("cores", "cores", "cores of the chip", &MachineFacts::cores),
      fact("pes", "PEs",
           "processing elements, or multipliers of dot-product units, of the whole chip",
           &MachineFacts::pes),
      fact("array_rows", "PEs", "rows of a core's array; 0 where it has none",
           &MachineFacts::array_rows),
      fact("array_cols", "PEs", "columns of a core's array; 0 where it has none",
           &MachineFacts::array_cols),
      {"matrix_unit", "", "of one core", Kind::text,
       [](const MachineFacts& facts) -> Value { return facts.matrix_unit; }},
      fact("vector_lanes", "lanes", "of one core's vector unit; 0 where there is none",
           &MachineFacts::vector_lanes),
      fact("dram_channels", "channels", "DRAM channels", &MachineFacts::dram_channels),
      fact("dram_bytes_per_second", "bytes/s", "bandwidth of all DRAM channels; 0 when unbounded",
           &MachineFacts::dram_bytes_per_second),
      {"accounting", "", "how cycles are counted: whole_operator or scalesim", Kind::text,
       [](const MachineFacts& facts) -> Value { return facts.accounting; }},
      {"interconnect", "", "topology between cores and memory: none, crossbar, ring or mesh",
       Kind::text, [](const MachineFacts& facts) -> Value { return facts.interconnect; }},
      fact("shared_buffer_bytes", "bytes", "capacity of the shared buffer; 0 where there is none",
           &MachineFacts::shared_buffer_bytes),
      fact("shared_buffer_slices", "slices", "slices of the shared buffer; 0 where there is none",
           &MachineFacts::shared_buffer_slices)};
  return kTable;
}

const std::vector<Statistic<CoreActivity>>& core_statistics() {
  static const std::vector<Statistic<CoreActivity>> kTable{
      fact("working_cycles", "cycles",
           "from the core's first command to its last stored byte, summed over kernels",
           &CoreActivity::working),
      fact("array_busy_cycles", "cycles", "its array works on folds, stalls left out",
           &CoreActivity::array_busy),
      fact("vector_busy_cycles", "cycles", "its vector unit works", &CoreActivity::vector_busy),
      fact("port_busy_cycles", "cycles", "the busier way of its memory port transfers data",
           &CoreActivity::port_busy)};
  return kTable;
}

const std::vector<Statistic<KernelStatistics>>& kernel_statistics() {
  static const std::vector<Statistic<KernelStatistics>> kTable{
      fact("process_activations", "wake-ups", "SystemC method and thread wake-ups",
           &KernelStatistics::process_activations),
      fact("operators_simulated", "operators", "distinct operators that were simulated",
           &KernelStatistics::operators_simulated),
      fact("operators_reused", "operators", "operators found identical to a simulated one",
           &KernelStatistics::operators_reused)};
  return kTable;
}

const std::vector<Statistic<LeftOut>>& left_out_statistics() {
  static const std::vector<Statistic<LeftOut>> kTable{
      {"kind", "", "opaque (a trace knows the time only), or a collective: all_reduce, ...",
       Kind::text, [](const LeftOut& kind) -> Value { return kind.kind; }},
      {"source_kind", "", "what the workload's file calls it; may be empty", Kind::text,
       [](const LeftOut& kind) -> Value { return kind.source_kind; }},
      {"operators", "operators", "how many there are", Kind::integer,
       [](const LeftOut& kind) -> Value { return kind.operators; }},
      {"measured_seconds", "s", "sum of what was measured; null when nothing was",
       Kind::optional_number, [](const LeftOut& kind) -> Value {
         if (kind.measured_seconds <= 0.0) return std::monostate{};
         return kind.measured_seconds;
       }}};
  return kTable;
}

}  // namespace systole::study
