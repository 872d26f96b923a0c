// The statistics of one operator.
#include "study/counter_statistics.hpp"
#include "study/energy_statistics.hpp"
#include "study/statistics.hpp"

namespace systole::study {

namespace {

using Statistics = std::vector<Statistic<OperatorView>>;

Value measured(const OperatorView& view) {
  if (view.op.measured_seconds <= 0.0) return std::monostate{};
  return view.op.measured_seconds;
}

Value simulated_over_measured(const OperatorView& view) {
  if (view.op.measured_seconds <= 0.0) return std::monostate{};
  return seconds_of(view.op.cycles, view.machine) / view.op.measured_seconds;
}

void add_identity(Statistics& table) {
  table.insert(
      table.end(),
      {{"name", "", "the operator's name in the workload", Kind::text,
        [](const OperatorView& v) -> Value { return v.op.name; }},
       {"kind", "", "what it computes: gemm, conv2d, depthwise_conv2d, softmax, ...", Kind::text,
        [](const OperatorView& v) -> Value { return v.op.kind; }},
       {"count", "products", "independent matrix products it becomes; 0 when it only moves data",
        Kind::integer, [](const OperatorView& v) -> Value { return v.op.count; }},
       {"m", "", "rows of the input and the output of each product", Kind::integer,
        [](const OperatorView& v) -> Value { return v.op.m; }},
       {"n", "", "columns of the weight and the output of each product", Kind::integer,
        [](const OperatorView& v) -> Value { return v.op.n; }},
       {"k", "", "columns of the input, rows of the weight", Kind::integer,
        [](const OperatorView& v) -> Value { return v.op.k; }},
       {"dtype", "", "element type of its products, which decides rate and energy of a MAC",
        Kind::text,
        [](const OperatorView& v) -> Value { return std::string(name_of(v.op.dtype)); }},
       {"dataflow", "", "which operand stays in the array", Kind::text,
        [](const OperatorView& v) -> Value { return std::string(name_of(v.op.dataflow)); }},
       {"mapping", "", "tile sizes, loop order and buffer slots, in one line", Kind::text,
        [](const OperatorView& v) -> Value { return v.op.mapping; }}});
}

void add_time(Statistics& table) {
  table.insert(
      table.end(),
      {{"cycles", "cycles", "how long it takes; the sum of the cycle categories", Kind::integer,
        [](const OperatorView& v) -> Value { return v.op.cycles; }},
       {"stall_cycles", "cycles", "the array waits: the sum of the stall categories", Kind::integer,
        [](const OperatorView& v) -> Value { return v.op.stall_cycles(); }},
       {"seconds", "s", "cycles over the core clock", Kind::number,
        [](const OperatorView& v) -> Value { return seconds_of(v.op.cycles, v.machine); }},
       {"measured_seconds", "s", "what the workload says was measured; null when it says nothing",
        Kind::optional_number, measured, InCsv::when_measured},
       {"simulated_over_measured", "", "seconds over measured_seconds", Kind::optional_number,
        simulated_over_measured, InCsv::when_measured},
       {"bound", "",
        "what takes most of its time: compute, vector, dram, l2 (the shared buffer or the ports to "
        "it), launch, or latency where none takes half of it",
        Kind::text, [](const OperatorView& v) -> Value {
          return std::string(result::bound_of(v.op, v.machine));
        }}});
  add_cycle_categories(table);
  table.insert(
      table.end(),
      {{"uncounted_first_fill", "cycles",
        "first fill that SCALE-Sim's accounting leaves out of cycles, else 0", Kind::integer,
        [](const OperatorView& v) -> Value { return v.op.uncounted_first_fill; }},
       {"uncounted_final_drain", "cycles",
        "final write-back that SCALE-Sim's accounting leaves out of cycles, else 0", Kind::integer,
        [](const OperatorView& v) -> Value { return v.op.uncounted_final_drain; }}});
}

void add_work(Statistics& table) {
  table.insert(
      table.end(),
      {{"useful_macs", "MACs",
        "of the operator itself; macs may be more, where a mask cuts through tiles or zeros "
        "are multiplied too",
        Kind::integer, [](const OperatorView& v) -> Value { return v.op.useful_macs; }},
       {"ops_per_second", "operations/s", "2 x useful_macs over seconds", Kind::number,
        [](const OperatorView& v) -> Value {
          return ops_per_second(v.op.useful_macs, v.op.cycles, v.machine);
        }},
       {"peak_macs_per_cycle", "MACs",
        "of the whole chip at the rate of the operator's element type", Kind::integer,
        [](const OperatorView& v) -> Value { return v.op.peak_macs_per_cycle; }},
       {"compute_utilization", "", "useful_macs over cycles x peak_macs_per_cycle", Kind::number,
        [](const OperatorView& v) -> Value { return result::compute_utilization(v.op); }},
       {"mapping_utilization", "", "PEs that have work over all PEs, averaged over folds",
        Kind::number, [](const OperatorView& v) -> Value {
          return result::mapping_utilization(v.op.counters, v.machine);
        }}});
  add_plain_counts(table);
}

void add_bytes(Statistics& table) {
  table.push_back(
      {"dram_bytes", "bytes", "read from and written to DRAM, all operands", Kind::integer,
       [](const OperatorView& v) -> Value { return result::dram_bytes(v.op.counters); }});
  add_traffic(table);
}

void add_confidence(Statistics& table) {
  table.insert(
      table.end(),
      {{"error_bar", "",
        "low_seconds and high_seconds, from p10 to p90 of measured over predicted time of "
        "operators like it; null where none was measured",
        Kind::interval, [](const OperatorView&) -> Value { return std::monostate{}; },
        InCsv::never},
       {"error_bar_reason", "", "why there is an error bar or none", Kind::text,
        [](const OperatorView& v) -> Value { return basis_of(v.op.error_bar); }, InCsv::never}});
}

Statistics make_table() {
  Statistics table;
  add_identity(table);
  add_time(table);
  add_work(table);
  add_bytes(table);
  add_energy(table);
  add_confidence(table);
  return table;
}

}  // namespace

const std::vector<Statistic<OperatorView>>& operator_statistics() {
  static const Statistics kTable = make_table();
  return kTable;
}

}  // namespace systole::study
