// Runs beside each other: one row per chip and workload, held against the first chip.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "study/causes.hpp"
#include "study/interval.hpp"

namespace systole::study {

/// A run, and how far it may be off where its chip's file has ranges.
struct Contender {
  result::Result result;
  std::optional<Interval> interval;
};

/// A number with its ends; the ends are nothing where no range says them.
struct Ranged {
  double nominal = 0.0;
  std::optional<Bounds> bounds;
};

struct ComparisonRow {
  std::string chip;
  std::string workload;
  Ranged seconds;
  Ranged ops_per_second;
  Ranged compute_utilization;  ///< useful MACs over those of the peak rate
  Ranged dram_utilization;     ///< bytes over those of the peak bandwidth; 0 where it is unbounded
  /// Of the time, what no machine with these peaks could save while it moves these bytes.
  Ranged roofline_share;
  std::optional<Bounds> error_bar;  ///< of the time; nothing where it is not validated
  Ranged speed;                     ///< of the first chip on this workload; 2 is twice as fast
  CauseCycles causes;
  Cycles cycles = 0;
  double measured_seconds = 0.0;  ///< of the operators that were both measured and simulated
  double simulated_over_measured = 0.0;
};

/// In the order of the contenders; the first of each workload is what the others are held against.
std::vector<ComparisonRow> rows_of(const std::vector<Contender>& contenders);

/// Which operators of a run belong together.
enum class Grouping { by_kind, by_operator };

/// What some operators of the workload take on one chip.
struct PartOnChip {
  double seconds = 0.0;
  std::optional<Bounds> bounds;
  double speed = 0.0;  ///< of the first chip
  std::string cause;   ///< of the largest part of the time
  double cause_share = 0.0;
};

/// Operators of one kind, or one operator, on every chip.
struct Part {
  std::string name;
  std::string kind;
  std::int64_t operators = 0;
  double measured_seconds = 0.0;  ///< 0 where nothing was measured
  std::vector<PartOnChip> chips;
};

/// For contenders that ran the same workload; the longest on the first chip come first.
std::vector<Part> parts_of(const std::vector<Contender>& contenders, Grouping grouping);

}  // namespace systole::study
