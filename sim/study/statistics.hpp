// Every statistic of a result, once: its name, unit and meaning, and how it is derived from the
// counters. result.json, operators.csv, the JSON Schema and docs/results.md are all made from these
// tables.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "result/result.hpp"

namespace systole::study {

/// What a statistic's value can be; monostate is JSON's null.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

enum class Kind {
  integer,
  number,
  text,
  optional_number,  ///< null where there is nothing to say
  interval          ///< null until there is validation data
};

enum class InCsv { always, when_measured, never };

/// `name` is a path: "cycle_categories.stream" is the key `stream` of the object
/// `cycle_categories`.
template <typename Subject>
struct Statistic {
  std::string name;
  std::string unit;
  std::string description;
  Kind kind = Kind::integer;
  std::function<Value(const Subject&)> value;
  InCsv in_csv = InCsv::always;  ///< whether operators.csv has it
};

/// One operator of a run.
struct OperatorView {
  const result::OperatorResult& op;
  const result::MachineFacts& machine;
};

/// The sums of a run.
struct RunView {
  const result::Result& result;
  result::Totals totals;
};

const std::vector<Statistic<OperatorView>>& operator_statistics();
const std::vector<Statistic<RunView>>& total_statistics();
const std::vector<Statistic<result::MachineFacts>>& machine_statistics();
const std::vector<Statistic<result::CoreActivity>>& core_statistics();
const std::vector<Statistic<result::KernelStatistics>>& kernel_statistics();
const std::vector<Statistic<LeftOut>>& left_out_statistics();

/// Simulated time of `cycles` of the core clock.
double seconds_of(Cycles cycles, const result::MachineFacts& machine);
/// 2 operations per MAC over the simulated time; 0 for an empty run.
double ops_per_second(Macs macs, Cycles cycles, const result::MachineFacts& machine);
/// Cycles of the operators that "compute", "dram" or "latency" limits.
Cycles cycles_bound_by(const result::Result& result, std::string_view bound);
/// Sum of what the workload says was measured, operators that were left out included; 0 when it
/// says nothing.
double measured_seconds(const result::Result& result);
/// Of that, the operators that were left out.
double left_out_measured_seconds(const result::Result& result);

/// Operators that were both simulated and measured.
struct Compared {
  Cycles cycles = 0;
  double measured_seconds = 0.0;
};
Compared compared(const result::Result& result);

/// What an error bar rests on, or why there is none.
std::string basis_of(const result::ErrorBar& bar);

}  // namespace systole::study
