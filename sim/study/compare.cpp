#include "study/compare.hpp"

#include "study/error_bars.hpp"
#include "study/statistics.hpp"

namespace systole::study {

namespace {

using result::Result;

double throughput(const Result& result) {
  const result::Totals totals = result::totals_of(result);
  return ops_per_second(totals.useful_macs, totals.cycles, result.machine);
}

double dram_utilization(const Result& result) {
  const double seconds = seconds_of(result);
  const auto peak = static_cast<double>(result.machine.dram_bytes_per_second);
  if (peak <= 0.0 || seconds <= 0.0) return 0.0;
  return static_cast<double>(result::dram_bytes(result::totals_of(result).counters)) / seconds /
         peak;
}

/// Of one operator: at the peak rate of its type, or at the peak bandwidth for the bytes it moved.
double roofline_seconds(const result::OperatorResult& op, const result::MachineFacts& machine) {
  double compute = 0.0;
  double memory = 0.0;
  if (op.peak_macs_per_cycle > 0) {
    compute = static_cast<double>(op.useful_macs) / static_cast<double>(op.peak_macs_per_cycle) /
              static_cast<double>(machine.clock_hz);
  }
  if (machine.dram_bytes_per_second > 0) {
    memory = static_cast<double>(result::dram_bytes(op.counters)) /
             static_cast<double>(machine.dram_bytes_per_second);
  }
  return std::max(compute, memory);
}

double roofline_share(const Result& result) {
  double least = 0.0;
  for (const result::OperatorResult& op : result.operators) {
    least += roofline_seconds(op, result.machine);
  }
  const double seconds = seconds_of(result);
  return seconds > 0.0 ? least / seconds : 0.0;
}

template <class Number>
Ranged ranged(const Contender& contender, const Number& number) {
  Ranged value{number(contender.result), std::nullopt};
  if (contender.interval) value.bounds = contender.interval->of(contender.result, number);
  return value;
}

/// Both ends are held against the other's nominal time: its own uncertainty is its own row's.
Ranged speed_against(double first_seconds, const Ranged& seconds) {
  const auto speed = [&](double own) { return own > 0.0 ? first_seconds / own : 0.0; };
  Ranged value{speed(seconds.nominal), std::nullopt};
  if (seconds.bounds)
    value.bounds = Bounds{speed(seconds.bounds->high), speed(seconds.bounds->low)};
  return value;
}

ComparisonRow row_of(const Contender& contender) {
  const Result& result = contender.result;
  ComparisonRow row;
  row.chip = result.chip;
  row.workload = result.workload;
  row.seconds = ranged(contender, [](const Result& r) { return seconds_of(r); });
  row.error_bar = bounds_of(widened(result, contender.interval));
  row.ops_per_second = ranged(contender, throughput);
  row.compute_utilization = ranged(
      contender, [](const Result& r) { return result::compute_utilization(result::totals_of(r)); });
  row.dram_utilization = ranged(contender, dram_utilization);
  row.roofline_share = ranged(contender, roofline_share);
  row.causes = cycles_by_cause(result);
  row.cycles = result::totals_of(result).cycles;
  const Compared sums = compared(result);
  row.measured_seconds = sums.measured_seconds;
  if (sums.measured_seconds > 0.0) {
    row.simulated_over_measured = seconds_of(sums.cycles, result.machine) / sums.measured_seconds;
  }
  return row;
}

const ComparisonRow& first_of(const std::vector<ComparisonRow>& rows, const std::string& workload) {
  return *std::find_if(rows.begin(), rows.end(),
                       [&](const ComparisonRow& row) { return row.workload == workload; });
}

}  // namespace

std::vector<ComparisonRow> rows_of(const std::vector<Contender>& contenders) {
  std::vector<ComparisonRow> rows;
  for (const Contender& contender : contenders) rows.push_back(row_of(contender));
  for (ComparisonRow& row : rows) {
    row.speed = speed_against(first_of(rows, row.workload).seconds.nominal, row.seconds);
  }
  return rows;
}

}  // namespace systole::study
