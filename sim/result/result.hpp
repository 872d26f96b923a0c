// What a run returns: integers and names, no SystemC. Ratios are derived when reporting.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/left_out.hpp"
#include "base/terms.hpp"
#include "base/units.hpp"

namespace systole::result {

/// The exclusive categories an operator's cycles fall into; their sum is the operator's cycles.
struct CycleBreakdown {
  Cycles first_fill = 0;      ///< before the array's first cycle: operands on their way in
  Cycles stream = 0;          ///< operands streaming through the array
  Cycles array_overhead = 0;  ///< preload, skew and drain of folds that nothing hides
  Cycles stall_load = 0;      ///< the array waits for operands
  Cycles stall_store = 0;     ///< the array waits for a free output slot
  Cycles stall_bank = 0;      ///< the array stands still because SRAM banks are in use
  Cycles final_drain = 0;     ///< after the array's last cycle: results on their way out
  Cycles memory_pass = 0;     ///< operators that only move data
  Cycles numbering =
      0;  ///< -1 where the last cycle is counted from zero (SCALE-Sim's convention), else 0

  Cycles sum() const;
  CycleBreakdown& operator+=(const CycleBreakdown& other);
};

/// Work and traffic. All counts, no ratios.
struct Counters {
  Macs macs = 0;
  std::int64_t folds = 0;
  std::int64_t used_pes_over_folds = 0;  ///< PEs with work, summed over folds (mapping utilization)
  std::int64_t tiles = 0;                ///< Compute commands
  std::array<Bytes, 3> dram_read{};      ///< by Operand
  std::array<Bytes, 3> dram_written{};
  std::array<Bytes, 3> sram_filled{};  ///< written into SRAM by the DMA engine
  std::array<Bytes, 3>
      sram_preloaded{};  ///< of those, on chip before the operator began (warm caches)
  std::array<Bytes, 3> sram_drained{};        ///< read out of SRAM by the DMA engine
  std::array<std::int64_t, 3> sram_reads{};   ///< element reads by the array
  std::array<std::int64_t, 3> sram_writes{};  ///< element writes by the array
  std::int64_t dram_transactions = 0;
  Femtoseconds dram_busy_fs = 0;  ///< summed over channels
  Cycles array_busy = 0;          ///< cycles in which the array works on a fold, stalls left out
  std::array<Bytes, 3> read_waste{};     ///< read by the DMA engine only because of alignment
  std::array<Bytes, 3> written_waste{};  ///< written only because of alignment
  // The shared buffer; all 0 where a chip has none.
  std::array<Bytes, 3> shared_hit{};           ///< read by cores, and found
  std::array<Bytes, 3> shared_missed{};        ///< read by cores, and fetched first
  std::array<Bytes, 3> shared_written{};       ///< written by cores into the buffer
  std::array<Bytes, 3> shared_filled{};        ///< read from DRAM, in whole blocks
  std::array<Bytes, 3> shared_written_back{};  ///< written to DRAM, in whole blocks
  // The interconnect; all 0 where a chip has none.
  Bytes interconnect_bytes = 0;       ///< delivered, a multicast once for each receiver
  Bytes interconnect_link_bytes = 0;  ///< bytes times links crossed
  Cycles interconnect_waited = 0;     ///< network cycles that packets waited for links in use

  Counters& operator+=(const Counters& other);
};

struct OperatorResult {
  std::string name;
  std::string kind;
  std::int64_t count = 1;
  std::int64_t m = 0;
  std::int64_t n = 0;
  std::int64_t k = 0;
  Dataflow dataflow = Dataflow::weight_stationary;
  std::string mapping;  ///< one line a person can read
  Cycles cycles = 0;
  CycleBreakdown breakdown;
  /// Outside `cycles` under SCALE-Sim's accounting, 0 otherwise.
  Cycles uncounted_first_fill = 0;
  Cycles uncounted_final_drain = 0;
  Counters counters;
  double measured_seconds = 0.0;  ///< 0 where the workload brings none

  Cycles stall_cycles() const {
    return breakdown.stall_load + breakdown.stall_store + breakdown.stall_bank;
  }
};

/// Facts of the machine that ratios need.
struct MachineFacts {
  std::int64_t clock_hz = 0;
  std::int64_t pes = 0;
  std::int64_t array_rows = 0;
  std::int64_t array_cols = 0;
  std::int64_t dram_channels = 0;
  std::int64_t dram_bytes_per_second = 0;  ///< all channels; 0 when unbounded
  std::string accounting;
  std::string interconnect = "none";
  Bytes shared_buffer_bytes = 0;
};

struct KernelStatistics {
  std::int64_t process_activations = 0;  ///< SystemC method and thread wake-ups
  std::int64_t operators_simulated = 0;  ///< distinct ones; the others were found to be identical
  std::int64_t operators_reused = 0;
};

struct Result {
  std::string chip;
  std::string workload;
  std::string fidelity;
  MachineFacts machine;
  std::vector<OperatorResult> operators;
  KernelStatistics kernel;
  std::vector<std::string> notes;
  std::vector<LeftOut> left_out;  ///< operators of the workload that no chip is asked for
};

/// Sums over the operators of a run.
struct Totals {
  Cycles cycles = 0;
  CycleBreakdown breakdown;
  Counters counters;
};
Totals totals_of(const Result& result);

/// MACs / (cycles x PEs), 0 for an empty run.
double compute_utilization(Macs macs, Cycles cycles, std::int64_t pes);
/// Used PEs over all PEs, averaged over folds.
double mapping_utilization(const Counters& counters, std::int64_t pes);
/// What limits an operator: "compute", "dram", "latency" (neither busy half of the time).
std::string_view bound_of(const OperatorResult& op, const MachineFacts& machine);
Bytes dram_bytes(const Counters& counters);

/// Throws ModelError naming the first book that does not balance: cycle categories against cycles,
/// MACs done against MACs asked, bytes that crossed DRAM against bytes that crossed the SRAM's
/// port, per operand.
void check_books(const Result& result);

}  // namespace systole::result
