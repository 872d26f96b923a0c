#include "report/summary.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/table.hpp"
#include "base/text.hpp"
#include "report/facts.hpp"
#include "report/measured_table.hpp"
#include "report/span.hpp"
#include "result/members.hpp"
#include "study/energy_statistics.hpp"
#include "study/error_bars.hpp"
#include "study/statistics.hpp"

namespace systole::report {

namespace {

using result::OperatorResult;
using result::Result;
using result::Totals;

constexpr double kMega = 1e6;
constexpr double kGiga = 1e9;
constexpr double kPico = 1e-12;

Bytes sum_of(const std::array<Bytes, 3>& by_operand) {
  return std::accumulate(by_operand.begin(), by_operand.end(), Bytes{0});
}

std::string time_text(Cycles cycles, const result::MachineFacts& machine) {
  return human_seconds(study::seconds_of(cycles, machine));
}

std::string throughput_text(Macs macs, Cycles cycles, const result::MachineFacts& machine) {
  const std::string count = human_count(study::ops_per_second(macs, cycles, machine));
  const bool has_prefix = count.find(' ') != std::string::npos;
  return count + (has_prefix ? "op/s" : " op/s");
}

std::string line(const char* what, const std::string& text) {
  return fmt::format("{:<12} {}\n", what, text);
}

std::string time_line(const Result& result, const Totals& totals) {
  return line(
      "time",
      fmt::format("{}, {} cycles at {} MHz", time_text(totals.cycles, result.machine),
                  totals.cycles, six_digits(static_cast<double>(result.machine.clock_hz) / kMega)));
}

std::string machine_text(const result::MachineFacts& machine) {
  if (machine.cores == 1) return machine.matrix_unit;
  return fmt::format("{} cores of {}", machine.cores, machine.matrix_unit);
}

std::string throughput_line(const Result& result, const Totals& totals) {
  const double utilization = result::compute_utilization(totals);
  return line("throughput",
              fmt::format("{}, {} % of peak on {}",
                          throughput_text(totals.useful_macs, totals.cycles, result.machine),
                          percent(utilization, 1.0), machine_text(result.machine)));
}

std::string dram_line(const Result& result, const Totals& totals) {
  const Bytes bytes = result::dram_bytes(totals.counters);
  const double seconds = study::seconds_of(totals.cycles, result.machine);
  const double rate = seconds > 0.0 ? static_cast<double>(bytes) / seconds : 0.0;
  const Bytes peak = result.machine.dram_bytes_per_second;
  const std::string limit =
      peak > 0 ? fmt::format("of {} GB/s", six_digits(static_cast<double>(peak) / kGiga))
               : std::string("GB/s, unbounded");
  return line("DRAM",
              fmt::format("{} read, {} written; {:.1f} {}",
                          human_bytes(static_cast<double>(sum_of(totals.counters.dram_read))),
                          human_bytes(static_cast<double>(sum_of(totals.counters.dram_written))),
                          rate / kGiga, limit));
}

std::string energy_line(const Result& result, const Totals& totals) {
  if (result.energy_table.empty()) return "";
  const study::EnergyView view = study::energy_of(study::RunView{result, totals});
  const double joules = static_cast<double>(view.energy.sum()) * kPico;
  const double operations = 2.0 * static_cast<double>(totals.useful_macs);
  std::vector<Share> shares;
  for (const result::EnergyPart& part : result::energy_parts()) {
    shares.emplace_back(std::string(part.name), view.energy.*part.member);
  }
  std::string text = fmt::format("{} J", six_digits(joules));
  if (view.seconds > 0.0)
    text += fmt::format(", {} W on average", six_digits(joules / view.seconds));
  if (operations > 0.0)
    text += fmt::format(", {} pJ per operation", six_digits(joules / kPico / operations));
  return line("energy", text + fmt::format(" ({})", result.energy_table)) +
         line("energy is", in_shares(std::move(shares), view.energy.sum()));
}

std::string measured_line(const Result& result) {
  const double measured = study::measured_seconds(result);
  if (measured <= 0.0) return "";
  std::string text = human_seconds(measured);
  const double left_out = study::left_out_measured_seconds(result);
  if (left_out > 0.0) text += fmt::format(", {} of it not simulated", human_seconds(left_out));
  const study::Compared sums = study::compared(result);
  if (sums.measured_seconds > 0.0) {
    const double simulated = study::seconds_of(sums.cycles, result.machine);
    text += "; simulated over measured " + six_digits(simulated / sums.measured_seconds);
  }
  return line("measured", text);
}

using Interval = std::optional<study::Interval>;

std::string interval_line(const Result& result, const Interval& interval) {
  if (!interval) return "";
  return line("interval", fmt::format("{}; {}", seconds_span(interval->seconds(result)),
                                      widest_effect(*interval)));
}

std::string bar_text(const Result& result, const Interval& interval) {
  const std::string basis = study::basis_of(result.error_bar);
  const auto bar = study::bounds_of(study::widened(result, interval));
  return bar ? fmt::format("{}; {}", seconds_span(bar), basis) : basis;
}

std::string head(const Result& result, const Totals& totals, const Interval& interval) {
  return fmt::format("{} on {} ({})\n\n", result.workload, result.chip, result.fidelity) +
         time_line(result, totals) + interval_line(result, interval) +
         throughput_line(result, totals) + dram_line(result, totals) +
         line("bound by", in_shares(bounds_of(result), totals.cycles)) +
         line("cycles are", in_shares(categories_of(totals.breakdown), totals.cycles)) +
         energy_line(result, totals) + measured_line(result) +
         line("error bar", bar_text(result, interval));
}

/// Longest first; equals stay in the workload's order.
std::vector<const OperatorResult*> longest(const Result& result, std::size_t rows) {
  std::vector<const OperatorResult*> operators;
  for (const OperatorResult& op : result.operators) operators.push_back(&op);
  std::stable_sort(operators.begin(), operators.end(),
                   [](const auto* a, const auto* b) { return a->cycles > b->cycles; });
  operators.resize(std::min(rows, operators.size()));
  return operators;
}

/// Operators that only move data have no dimensions.
std::string dimension_text(std::int64_t size) { return size == 0 ? "" : std::to_string(size); }

std::vector<std::string> cells_of(const OperatorResult& op, const Result& result, Cycles whole) {
  const double utilization = result::compute_utilization(op);
  return {op.name,
          op.kind,
          dimension_text(op.m),
          dimension_text(op.n),
          dimension_text(op.k),
          fmt::format("{}", op.cycles),
          time_text(op.cycles, result.machine),
          percent(op.cycles, whole),
          percent(utilization, 1.0),
          percent(op.stall_cycles(), op.cycles),
          std::string(result::bound_of(op, result.machine))};
}

std::vector<Column> operator_columns(bool measured) {
  std::vector<Column> columns{{"operator", Align::left},
                              {"kind", Align::left},
                              {"M"},
                              {"N"},
                              {"K"},
                              {"cycles"},
                              {"time"},
                              {"% of run"},
                              {"util %"},
                              {"stall %"},
                              {"bound", Align::left}};
  if (measured) columns.insert(columns.end(), {{"measured"}, {"sim/meas"}});
  return columns;
}

void add_measured(std::vector<std::string>& cells, const OperatorResult& op,
                  const result::MachineFacts& machine) {
  if (op.measured_seconds <= 0.0) return;
  cells.push_back(human_seconds(op.measured_seconds));
  cells.push_back(
      fmt::format("{:.2f}", study::seconds_of(op.cycles, machine) / op.measured_seconds));
}

/// Columns and cells of the interval come right after the time.
constexpr std::ptrdiff_t kAfterTime = 7;

std::string operator_table(const Result& result, const Interval& interval, std::size_t rows) {
  const Cycles whole = result::totals_of(result).cycles;
  std::vector<Column> columns = operator_columns(study::measured_seconds(result) > 0.0);
  if (interval) columns.insert(columns.begin() + kAfterTime, {"interval"});
  Table table(std::move(columns));
  for (const OperatorResult* op : longest(result, rows)) {
    std::vector<std::string> cells = cells_of(*op, result, whole);
    add_measured(cells, *op, result.machine);
    if (interval) {
      const auto index = static_cast<std::size_t>(op - result.operators.data());
      cells.insert(cells.begin() + kAfterTime,
                   seconds_span(interval->operator_seconds(result, index)));
    }
    table.row(std::move(cells));
  }
  return table.text();
}

std::string measured_text(const Result& result) {
  const std::string table = measured_table(result);
  return table.empty() ? "" : "\nmeasured beside simulated, by kind\n\n" + table;
}

std::string notes_text(const Result& result) {
  if (result.notes.empty()) return "";
  std::string text = "\nnotes\n";
  for (const std::string& note : result.notes) text += "  " + note + "\n";
  return text;
}

}  // namespace

std::string summary(const Result& result, std::size_t rows) {
  return summary(result, std::nullopt, rows);
}

std::string summary(const Result& result, const Interval& interval, std::size_t rows) {
  const Totals totals = result::totals_of(result);
  const std::size_t shown = std::min(rows, result.operators.size());
  return head(result, totals, interval) +
         fmt::format("\n{} of {} operators, longest first\n\n", shown, result.operators.size()) +
         operator_table(result, interval, rows) + measured_text(result) + notes_text(result);
}

std::string comparison(const std::vector<Result>& results, const std::vector<Interval>& intervals) {
  const bool ranged = std::any_of(intervals.begin(), intervals.end(),
                                  [](const Interval& interval) { return interval.has_value(); });
  std::vector<Column> columns{{"chip", Align::left},
                              {"workload", Align::left},
                              {"time"},
                              {"cycles"},
                              {"throughput"},
                              {"util %"},
                              {"DRAM"},
                              {"bound by", Align::left}};
  const bool validated = std::any_of(results.begin(), results.end(), [](const Result& result) {
    return result.error_bar.is_known();
  });
  if (ranged) columns.insert(columns.begin() + 3, {"interval"});
  if (validated) columns.insert(columns.begin() + (ranged ? 4 : 3), {"error bar"});
  Table table(std::move(columns));
  for (std::size_t i = 0; i < results.size(); ++i) {
    const Result& result = results[i];
    const Totals totals = result::totals_of(result);
    std::vector<std::string> cells{
        result.chip,
        result.workload,
        time_text(totals.cycles, result.machine),
        fmt::format("{}", totals.cycles),
        throughput_text(totals.useful_macs, totals.cycles, result.machine),
        percent(result::compute_utilization(totals), 1.0),
        human_bytes(static_cast<double>(result::dram_bytes(totals.counters))),
        in_shares(bounds_of(result), totals.cycles)};
    if (ranged) {
      cells.insert(cells.begin() + 3,
                   intervals[i] ? seconds_span(intervals[i]->seconds(result)) : "no data");
    }
    if (validated) {
      const Interval none;
      const Interval& interval = intervals.empty() ? none : intervals[i];
      cells.insert(cells.begin() + (ranged ? 4 : 3),
                   error_bar_text(study::bounds_of(study::widened(result, interval))));
    }
    table.row(std::move(cells));
  }
  return table.text();
}

}  // namespace systole::report
