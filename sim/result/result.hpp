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
/// They are those of the core that was done last. What each means stands in result/members.cpp.
struct CycleBreakdown {
  Cycles launch = 0;
  Cycles first_fill = 0;
  Cycles stream = 0;
  Cycles array_overhead = 0;
  Cycles vector = 0;
  Cycles stall_load = 0;
  Cycles stall_store = 0;
  Cycles stall_vector = 0;
  Cycles stall_bank = 0;
  Cycles final_drain = 0;
  Cycles memory_pass = 0;
  Cycles numbering = 0;

  Cycles sum() const;
  Cycles stalls() const { return stall_load + stall_store + stall_vector + stall_bank; }
  CycleBreakdown& operator+=(const CycleBreakdown& other);
};

/// Work and traffic of all cores together. All counts, no ratios; arrays are by Operand. What each
/// means stands in result/members.cpp.
struct Counters {
  Macs macs = 0;
  std::int64_t folds = 0;
  std::int64_t used_pes_over_folds = 0;
  std::int64_t tiles = 0;
  std::int64_t launches = 0;
  std::array<Bytes, 3> dram_read{};
  std::array<Bytes, 3> dram_written{};
  std::array<Bytes, 3> sram_filled{};
  std::array<Bytes, 3> sram_preloaded{};
  std::array<Bytes, 3> sram_drained{};
  std::array<std::int64_t, 3> sram_reads{};
  std::array<std::int64_t, 3> sram_writes{};
  std::int64_t dram_transactions = 0;
  Femtoseconds dram_busy_fs = 0;
  Cycles array_busy = 0;
  std::int64_t vector_simple = 0;
  std::int64_t vector_special = 0;
  std::int64_t vector_reductions = 0;
  Cycles vector_busy = 0;
  Cycles port_busy = 0;
  Cycles core_idle = 0;
  std::array<Bytes, 3> read_waste{};
  std::array<Bytes, 3> written_waste{};
  // The shared buffer; all 0 where a chip has none.
  std::array<Bytes, 3> shared_hit{};
  std::array<Bytes, 3> shared_multicast{};  ///< of these, with what another core of a cluster read
  std::array<Bytes, 3> shared_missed{};
  std::array<Bytes, 3> shared_written{};
  std::array<Bytes, 3> shared_dirtied{};
  Bytes shared_left_dirty = 0;
  std::array<Bytes, 3> shared_filled{};
  std::array<Bytes, 3> shared_written_back{};
  Femtoseconds shared_busy_fs = 0;
  // The interconnect; all 0 where a chip has none.
  Bytes interconnect_bytes = 0;
  Bytes interconnect_link_bytes = 0;
  Cycles interconnect_waited = 0;

  Counters& operator+=(const Counters& other);
};

/// Energy in picojoules by part; whole numbers, so that parts sum to the total exactly. What each
/// means stands in result/members.cpp.
struct EnergyBreakdown {
  std::int64_t matrix = 0;
  std::int64_t vector = 0;
  std::int64_t sram = 0;
  std::int64_t shared_buffer = 0;
  std::int64_t interconnect = 0;
  std::int64_t dram = 0;
  std::int64_t idle = 0;

  std::int64_t sum() const;
  EnergyBreakdown& operator+=(const EnergyBreakdown& other);
};

/// What one core did over a whole run.
struct CoreActivity {
  Cycles working = 0;  ///< from its first command to its last stored byte, of each kernel
  Cycles array_busy = 0;
  Cycles vector_busy = 0;
  Cycles port_busy = 0;

  CoreActivity& operator+=(const CoreActivity& other);
};

/// Where a time probably lies, from residuals of measurements of operators like it
/// (study/error_bars.hpp). It is set after a run, or not at all.
struct ErrorBar {
  double low_seconds = 0.0;
  double high_seconds = 0.0;  ///< 0: nothing like it was measured
  std::string basis;          ///< what was measured, or why there is no bar

  bool is_known() const { return high_seconds > 0.0; }
};

struct OperatorResult {
  std::string name;
  std::string kind;
  std::int64_t count = 1;
  std::int64_t m = 0;
  std::int64_t n = 0;
  std::int64_t k = 0;
  DType dtype = DType::int8;  ///< of its products
  Dataflow dataflow = Dataflow::weight_stationary;
  std::string mapping;  ///< one line a person can read
  Macs asked_macs = 0;  ///< that the kernels' headers ask for
  /// Of the operator itself; commands may do more, where a mask cuts through tiles or zeros are
  /// multiplied too.
  Macs useful_macs = 0;
  /// Of the whole chip, at the rate of the operator's element type.
  std::int64_t peak_macs_per_cycle = 0;
  Cycles cycles = 0;
  CycleBreakdown breakdown;
  /// Outside `cycles` under SCALE-Sim's accounting, 0 otherwise.
  Cycles uncounted_first_fill = 0;
  Cycles uncounted_final_drain = 0;
  Counters counters;
  EnergyBreakdown energy;         ///< see Result::energy_table
  double measured_seconds = 0.0;  ///< 0 where the workload brings none
  ErrorBar error_bar;

  Cycles stall_cycles() const { return breakdown.stalls(); }
};

/// Facts of the machine that ratios need.
struct MachineFacts {
  std::int64_t clock_hz = 0;
  std::int64_t cores = 1;
  /// Places that multiply, of the whole chip: PEs, or multipliers of dot-product units.
  std::int64_t pes = 0;
  std::int64_t array_rows = 0;  ///< 0 where the matrix units are no arrays
  std::int64_t array_cols = 0;
  std::string matrix_unit;        ///< of one core, in words
  std::int64_t vector_lanes = 0;  ///< of one core
  std::int64_t dram_channels = 0;
  std::int64_t dram_bytes_per_second = 0;  ///< all channels; 0 when unbounded
  std::string accounting;
  std::string interconnect = "none";
  Bytes shared_buffer_bytes = 0;
  std::int64_t shared_buffer_slices = 0;
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
  /// The technology that the operators' energy was counted with; empty where it was not counted.
  std::string energy_table;
  std::vector<OperatorResult> operators;
  ErrorBar error_bar;               ///< of the whole run
  std::vector<CoreActivity> cores;  ///< by number
  KernelStatistics kernel;
  std::vector<std::string> notes;
  std::vector<LeftOut> left_out;  ///< operators of the workload that no chip is asked for
};

/// Sums over the operators of a run.
struct Totals {
  Cycles cycles = 0;
  CycleBreakdown breakdown;
  Counters counters;
  EnergyBreakdown energy;
  Macs useful_macs = 0;
  double peak_macs = 0.0;  ///< that the chip could have done in these cycles
};
Totals totals_of(const Result& result);

/// Useful MACs over what the chip could have done meanwhile at the rate of the element types; 0 for
/// an empty run.
double compute_utilization(const OperatorResult& op);
double compute_utilization(const Totals& totals);
/// Used PEs over all PEs of a core, averaged over folds.
double mapping_utilization(const Counters& counters, const MachineFacts& machine);
/// What can limit an operator: its matrix units, its vector units, DRAM, the shared buffer or the
/// cores' ports to it, the launch of its kernels, or none of them half of the time.
constexpr std::array<std::string_view, 6> kBounds{"compute", "vector", "dram",
                                                  "l2",      "launch", "latency"};
/// The one that is busy for the largest share of the operator's time.
std::string_view bound_of(const OperatorResult& op, const MachineFacts& machine);
Bytes dram_bytes(const Counters& counters);

/// Throws ModelError naming the first book that does not balance: cycle categories against cycles,
/// MACs done against MACs asked for, bytes that crossed DRAM against bytes that crossed the SRAM's
/// port, per operand.
void check_books(const Result& result);

}  // namespace systole::result
