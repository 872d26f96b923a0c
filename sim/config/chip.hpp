// What a chip is, as typed structs. A chip is a YAML file; `describe` (chip_fields.hpp) spells each
// key once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/terms.hpp"
#include "base/units.hpp"
#include "config/facts.hpp"
#include "config/memory.hpp"
#include "config/provenance.hpp"
#include "config/silicon.hpp"

namespace systole::config {

/// MACs per PE (systolic) or multiplier (dot_product) and cycle, relative to the element type that
/// the unit is described in; 0 where it cannot multiply a type.
struct DTypeRates {
  double fp32 = 1.0;
  double tf32 = 1.0;
  double fp16 = 1.0;
  double bf16 = 1.0;
  double fp8 = 1.0;
  double fp4 = 1.0;
  double int8 = 1.0;
  double int4 = 1.0;
  /// Wider integers count as fp32.
  double of(DType dtype) const;
};

/// systolic: an array of PEs that operands stream through; dot_product: units that multiply small
/// matrices whole, as tensor cores and cubes do.
enum class MatrixUnitKind { systolic, dot_product };

/// The array of processing elements (PEs), or the dot-product units, of one core.
struct MatrixUnitConfig {
  MatrixUnitKind kind = MatrixUnitKind::systolic;
  // dot_product: each of `units` multiplies a step_m x step_k by a step_k x step_n matrix in every
  // cycle; sums leave its pipeline after `latency_cycles`.
  std::int64_t units = 1;
  std::int64_t step_m = 16;
  std::int64_t step_n = 16;
  std::int64_t step_k = 16;
  Cycles latency_cycles = 0;
  /// The smallest block of the output that kernels multiply; smaller tiles are padded to it.
  std::int64_t block_m = 1;
  std::int64_t block_n = 1;
  /// Elements of K (of the type that the steps are given for) that one instruction multiplies. The
  /// next instruction on the same sums waits latency_cycles; 0: nothing waits.
  std::int64_t instruction_k = 0;
  /// Kernels bring K in stages; between two of them warps meet and read their first operands.
  std::int64_t stage_k = 64;
  Cycles stage_cycles = 0;
  /// Bytes that the operand memory moves for each unit in a cycle, where kernels multiply whole
  /// blocks (block_m, block_n) and their operands pass through registers.
  Bytes feed_bytes_per_cycle = 32;
  DTypeRates rates;
  /// Weights of which two of every four are zero (2:4) run at twice the rate.
  bool structured_sparsity = false;
  // systolic
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

/// How an operand's tile lies in the banks of its part. A line begins at a new word of a bank.
enum class BankLayout {
  row_major,  ///< lines are rows; word w of the tile lies in bank w mod banks
  col_major,  ///< lines are columns
  blocked     ///< lines are rows; word j of line i lies in bank (i + j) mod banks
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
  /// Banks of each operand's part; 0 where bank conflicts are not modelled.
  std::int64_t banks = 0;
  std::int64_t ports = 1;  ///< words of one bank that can be read or written in one cycle
  Bytes bank_width_bytes = 16;
  BankLayout layout = BankLayout::row_major;
};

/// What works on single elements: activations, softmax, normalization. Without lanes a chip has
/// none, and such work takes no time beyond the movement of its elements.
struct VectorUnitConfig {
  std::int64_t lanes = 0;          ///< simple operations on 32-bit elements per cycle
  std::int64_t special_lanes = 0;  ///< exp, reciprocal, square root ... per cycle; 0: as `lanes`
  double rate_16_bit = 1.0;        ///< packed: operations on 16-bit elements relative to 32-bit
  double rate_8_bit = 1.0;
  /// Simple operations that each sum of a product costs on its way out of the matrix unit's
  /// registers: scaling, conversion, moves through the operand memory.
  std::int64_t drain_operations = 0;
  Cycles latency_cycles = 0;  ///< from the start of a command to its first result
  Cycles reduction_cycles =
      0;  ///< to reduce one row across the lanes, unless the next one hides it
  /// Results of the matrix unit reach it on chip; else they go through the memory side.
  bool shares_sram = true;
};

struct DmaConfig {
  std::int64_t channels = 4;             ///< descriptors in flight at once
  std::int64_t outstanding_bursts = 64;  ///< bursts in flight per channel
  std::int64_t burst_bytes = 256;
  std::int64_t descriptor_cycles = 0;  ///< core cycles to start one descriptor
  /// The memory is read and written in whole, aligned pieces of this size.
  Bytes alignment_bytes = 1;
  Bytes bytes_per_cycle = 0;  ///< that cross the core's memory port, each way; 0: unbounded
  /// Neighbouring cores that may form a cluster: what several of them load leaves the shared buffer
  /// once (multicast). Kernels say whether they do.
  std::int64_t cluster_cores = 1;
};

enum class Topology { none, crossbar, ring, mesh };

/// The network between the cores and the memory side of the chip.
struct InterconnectConfig {
  Topology topology = Topology::none;
  std::int64_t rows = 1;  ///< routers of a mesh; a ring has rows x cols of them
  std::int64_t cols = 1;
  std::int64_t memory_ports = 1;  ///< where the memory side is attached
  Bytes interleave_bytes = 4096;  ///< consecutive blocks lie behind consecutive memory ports
  Bytes width_bytes = 64;         ///< of one link, each way
  double clock_mhz = 1000.0;
  Cycles hop_latency_cycles = 1;  ///< network cycles from one link to the next
  Bytes packet_bytes = 512;       ///< what an arbiter grants at once
  bool multicast = true;          ///< one operand to many cores crosses each link once
  bool exists() const { return topology != Topology::none; }
};

/// The buffer that all cores share (L2, global buffer).
struct SharedBufferConfig {
  std::int64_t size_kib = 0;  ///< 0: the chip has none
  std::int64_t slices = 1;
  std::int64_t ways = 16;
  Bytes block_bytes = 128;
  Bytes bytes_per_cycle = 64;  ///< of one slice
  Cycles latency_cycles = 20;
  bool bypass_input = false;  ///< streams that are not kept
  bool bypass_weight = false;
  bool bypass_output = false;
  /// Partitions that each keep what their cores read: a block that all cores read lies in each.
  std::int64_t copies = 1;
  bool exists() const { return size_kib > 0; }
  /// What it holds of data that all cores read.
  Bytes bytes_for_all() const { return size_kib * kKib / copies; }
};

enum class DramModel { latency_bandwidth, ideal, banked };

struct DramConfig {
  DramModel model = DramModel::latency_bandwidth;
  /// banked: a memory of configs/memories or a file; it says channels, bandwidth and timing. Empty
  /// where the chip's file says everything itself.
  std::string memory;
  std::int64_t stacks = 1;  ///< banked: how many such memories the chip has
  std::int64_t channels = 1;
  double channel_bandwidth_gb_per_s = 25.6;  ///< 10^9 bytes per second, each channel
  /// Share of the bandwidth that long streams reach: refresh and row changes take the rest. Banked
  /// memories lose it themselves.
  double efficiency = 1.0;
  /// That a channel loses for each piece of a load that lies apart from the one before: of a row
  /// that is opened for little.
  double piece_ns = 0.0;
  double latency_ns = 100.0;  ///< unloaded, from request to last byte of one burst
  std::int64_t interleave_bytes =
      256;  ///< consecutive blocks of this size go to consecutive channels
  double capacity_gib = 16.0;
  /// What `memory` names, with what the chip's file says over it and the channels of all stacks;
  /// only when banked.
  std::optional<MemoryConfig> banks;
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
  VectorUnitConfig vector;
  SramConfig sram;
  DmaConfig dma;
};

/// What it costs to start a kernel on an idle chip, and one that waits behind another.
struct LaunchConfig {
  double first_us = 0.0;
  double next_us = 0.0;
};

/// The clocks that people quote; 0 where one is not known. `clock_mhz` is the one that a run counts
/// in, and matrix units are slowed down to `sustained_mhz` (timing::PowerLimit).
struct ClocksConfig {
  double quoted_mhz = 0.0;     ///< behind the datasheet's peak rate
  double boost_mhz = 0.0;      ///< highest, under light load
  double sustained_mhz = 0.0;  ///< under the power limit, matrix units always busy
};

/// Whose kernels a chip runs where nobody says otherwise; none: nobody's rules are known.
enum class KernelLibrary { none, cublas, cann, xla };

struct Chip {
  std::string name;
  std::string description;
  double clock_mhz = 1000.0;
  Accounting accounting = Accounting::whole_operator;
  /// Element type of workloads that do not say (SCALE-Sim's words are one byte).
  DType default_dtype = DType::int8;
  KernelLibrary library = KernelLibrary::none;
  ClocksConfig clocks;
  LaunchConfig launch;
  CoreConfig core;
  InterconnectConfig interconnect;
  SharedBufferConfig shared_buffer;
  DramConfig dram;
  SiliconConfig silicon;
  ChipFacts facts;
  std::vector<Provenance> provenance;
};

std::string_view name_of(MatrixUnitKind kind);
std::string_view name_of(DramModel model);
std::string_view name_of(Accounting accounting);
std::string_view name_of(KernelLibrary library);
std::string_view name_of(BankLayout layout);
std::string_view name_of(Topology topology);

}  // namespace systole::config
