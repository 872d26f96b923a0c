// What a chip is, as typed structs. A chip is a YAML file; `describe` (chip_fields.hpp) spells each
// key once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/terms.hpp"
#include "base/units.hpp"
#include "config/memory.hpp"
#include "config/provenance.hpp"

namespace systole::config {

/// The array of processing elements (PEs).
struct MatrixUnitConfig {
  std::int64_t rows = 128;
  std::int64_t cols = 128;
  Dataflow dataflow = Dataflow::weight_stationary;
  /// The next stationary operand is loaded into shadow registers while the current one works
  /// (output stationary: finished sums drain from shadow registers).
  bool stationary_double_buffer = true;
  /// A fold starts before the one before it has drained.
  bool fold_overlap = true;
  /// Folds at the edge of an operand pay only for the rows and columns they use.
  bool edge_folds_shortened = true;
  /// Output stationary only: finished sums leave through the array, one row per cycle.
  bool separate_output_drain = true;
};

/// On-chip operand memory. With all three parts at 0 the mapper divides `size_kib` as each operator
/// needs it.
struct SramConfig {
  std::int64_t size_kib = 512;
  std::int64_t input_kib = 0;
  std::int64_t weight_kib = 0;
  std::int64_t output_kib = 0;
  /// Tiles of an operand that can be held at once; 2 is a double buffer.
  std::int64_t slots = 2;
};

struct DmaConfig {
  std::int64_t channels = 4;             ///< descriptors in flight at once
  std::int64_t outstanding_bursts = 64;  ///< bursts in flight per channel
  std::int64_t burst_bytes = 256;
  std::int64_t descriptor_cycles = 0;  ///< core cycles to start one descriptor
};

enum class DramModel { latency_bandwidth, ideal, banked };

struct DramConfig {
  DramModel model = DramModel::latency_bandwidth;
  /// Model banked: a memory that the chip's section `memory` starts from; empty once that is done.
  std::string memory;
  std::int64_t channels = 1;
  double channel_bandwidth_gb_per_s = 25.6;  ///< 10^9 bytes per second, each channel
  double latency_ns = 100.0;                 ///< unloaded, from request to last byte of one burst
  std::int64_t interleave_bytes =
      256;  ///< consecutive blocks of this size go to consecutive channels
  double capacity_gib = 16.0;
};

/// How an operator's cycles are counted.
enum class Accounting {
  /// From its first command to its last stored byte, counted from one.
  whole_operator,
  /// SCALE-Sim's: from the array's first cycle, numbered 0, to its last. The first fill and the
  /// final
  /// write-back stand beside the total, and partial sums are written but never read back.
  scalesim
};

struct CoreConfig {
  std::int64_t count = 1;
  MatrixUnitConfig matrix;
  SramConfig sram;
  DmaConfig dma;
};

struct Chip {
  std::string name;
  std::string description;
  double clock_mhz = 1000.0;
  Accounting accounting = Accounting::whole_operator;
  /// Element type of workloads that do not say (SCALE-Sim's words are one byte).
  DType default_dtype = DType::int8;
  CoreConfig core;
  DramConfig dram;
  MemoryConfig memory;  ///< model banked only
  std::vector<Provenance> provenance;
};

std::string_view name_of(DramModel model);
std::string_view name_of(Accounting accounting);

}  // namespace systole::config
