// One operator in SCALE-Sim's terms: IFMAP, FILTER and OFMAP, cycles counted from 0.
#pragma once

#include "result/result.hpp"

namespace systole::report {

/// First and last cycle in which an operand moves.
struct CycleSpan {
  Cycles start = 0;
  Cycles stop = 0;
  Cycles length() const { return stop - start + 1; }
};

struct OperandSpans {
  CycleSpan ifmap;
  CycleSpan filter;
  CycleSpan ofmap;
};

/// Length of one fold: fill, stream and drain, with nothing hidden.
Cycles scalesim_fold_cycles(const result::OperatorResult& op, const result::MachineFacts& machine);

/// Useful share of the array's work within its folds, in percent, as SCALE-Sim averages it.
double scalesim_compute_utilization_percent(const result::OperatorResult& op,
                                            const result::MachineFacts& machine);

/// When the array reads or writes each operand in SRAM, from the closed forms of its dataflow.
OperandSpans sram_spans(const result::OperatorResult& op, const result::MachineFacts& machine);

/// When each operand crosses the DRAM interface: reads from the first fill to the start of the last
/// fold, writes from the first finished output to the end of the write-back.
OperandSpans dram_spans(const result::OperatorResult& op, const result::MachineFacts& machine);

}  // namespace systole::report
