// The keys of a chip file, each spelled once: name, range and meaning. Units are in the names.
#pragma once

#include <array>

#include "config/chip.hpp"
#include "config/facts_fields.hpp"
#include "config/fields.hpp"
#include "config/memory_fields.hpp"
#include "config/silicon_fields.hpp"

namespace systole::config {

template <>
struct Words<Dataflow> {
  static constexpr std::array values{Dataflow::weight_stationary, Dataflow::output_stationary,
                                     Dataflow::input_stationary};
};

/// The short names ws, os and is can be read as well.
template <>
inline std::optional<Dataflow> word_from<Dataflow>(std::string_view text) {
  return dataflow_from(text);
}

template <>
struct Words<DType> {
  static constexpr std::array values{DType::fp32,  DType::tf32, DType::fp16,  DType::bf16,
                                     DType::fp8,   DType::fp4,  DType::int64, DType::int32,
                                     DType::int16, DType::int8, DType::int4};
};

template <>
struct Words<MatrixUnitKind> {
  static constexpr std::array values{MatrixUnitKind::systolic, MatrixUnitKind::dot_product};
};

template <>
struct Words<DramModel> {
  static constexpr std::array values{DramModel::latency_bandwidth, DramModel::ideal,
                                     DramModel::banked};
};

template <>
struct Words<Accounting> {
  static constexpr std::array values{Accounting::whole_operator, Accounting::scalesim};
};

template <>
struct Words<KernelLibrary> {
  static constexpr std::array values{KernelLibrary::none, KernelLibrary::cublas,
                                     KernelLibrary::cann, KernelLibrary::xla};
};

template <>
struct Words<BankLayout> {
  static constexpr std::array values{BankLayout::row_major, BankLayout::col_major,
                                     BankLayout::blocked};
};

template <>
struct Words<Topology> {
  static constexpr std::array values{Topology::none, Topology::crossbar, Topology::ring,
                                     Topology::mesh};
};

template <>
struct Fields<DTypeRates> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    constexpr Interval kRates{0.0, 64.0};
    v.field("fp32", self.fp32, kRates, "32-bit floats, and integers of 16 bits and more");
    v.field("tf32", self.tf32, kRates, "32-bit floats rounded to 19 bits");
    v.field("fp16", self.fp16, kRates, "16-bit floats");
    v.field("bf16", self.bf16, kRates, "16-bit floats with the exponent of fp32");
    v.field("fp8", self.fp8, kRates, "8-bit floats");
    v.field("fp4", self.fp4, kRates, "4-bit floats");
    v.field("int8", self.int8, kRates, "8-bit integers");
    v.field("int4", self.int4, kRates, "4-bit integers");
  }
};

template <>
struct Fields<MatrixUnitConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("kind", self.kind,
            "systolic: an array of PEs that operands stream through; dot_product: units that "
            "multiply small matrices whole, as tensor cores and cubes do");
    v.field("units", self.units, Range{1, 1024},
            "dot_product: units of a core, which share a tile's output");
    v.field("step_m", self.step_m, Range{1, 4096},
            "dot_product: a unit multiplies step_m x step_k by step_k x step_n in every cycle");
    v.field("step_n", self.step_n, Range{1, 4096}, "dot_product: see step_m");
    v.field("step_k", self.step_k, Range{1, 4096}, "dot_product: see step_m");
    v.field("latency_cycles", self.latency_cycles, Range{0, 1'000'000},
            "dot_product: cycles from a step to its sums");
    v.field("block_m", self.block_m, Range{1, 4096},
            "dot_product: rows of the smallest output block that kernels multiply; smaller tiles "
            "are padded");
    v.field("block_n", self.block_n, Range{1, 4096}, "dot_product: its columns");
    v.field("instruction_k", self.instruction_k, Range{0, 4096},
            "dot_product: elements of K of one instruction; the next one on the same sums waits "
            "latency_cycles; 0: nothing waits");
    v.field("stage_k", self.stage_k, Range{1, 4096},
            "dot_product: elements of K that a kernel multiplies between two synchronisations");
    v.field("stage_cycles", self.stage_cycles, Range{0, 1'000'000},
            "dot_product: cycles of one synchronisation: a barrier, and the first operands after "
            "it");
    v.field("feed_bytes_per_cycle", self.feed_bytes_per_cycle, Range{1, 65536},
            "dot_product: bytes that the operand memory moves for each unit in a cycle, where "
            "kernels multiply whole blocks (block_m, block_n)");
    v.section("rates", self.rates,
              "MACs per cycle relative to the element type that rows, cols and steps are given "
              "for; 0: not supported");
    v.field("structured_sparsity", self.structured_sparsity,
            "weights of which two of every four are zero (2:4) run at twice the rate");
    v.field("rows", self.rows, Range{1, 65536}, "PE rows of the array");
    v.field("cols", self.cols, Range{1, 65536}, "PE columns of the array");
    v.field("dataflow", self.dataflow,
            "operand that stays in the PEs while the others stream past (ws, os and is are read as "
            "well)");
    v.field("stationary_double_buffer", self.stationary_double_buffer,
            "the next stationary operand is loaded into shadow registers while the current one "
            "works; output "
            "stationary: finished sums drain from shadow registers");
    v.field("fold_overlap", self.fold_overlap,
            "a fold starts before the one before it has drained");
    v.field("edge_folds_shortened", self.edge_folds_shortened,
            "folds at the edge of an operand pay only for the rows and columns they use");
    v.field("separate_output_drain", self.separate_output_drain,
            "output stationary only: finished sums leave through the array, one row per cycle");
  }
};

template <>
struct Fields<SramConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    constexpr std::int64_t kLargestKib = 1LL << 30;
    v.field("size_kib", self.size_kib, Range{1, kLargestKib},
            "on-chip operand memory, all parts together");
    v.field("input_kib", self.input_kib, Range{0, kLargestKib},
            "part that holds inputs; with all three parts at 0 the mapper divides size_kib as each "
            "operator "
            "needs it");
    v.field("weight_kib", self.weight_kib, Range{0, kLargestKib}, "part that holds weights");
    v.field("output_kib", self.output_kib, Range{0, kLargestKib}, "part that holds outputs");
    v.field("slots", self.slots, Range{1, 64},
            "tiles of an operand that can be held at once; 2 is a double buffer");
    v.field("banks", self.banks, Range{0, 4096},
            "banks of each operand's part; 0: bank conflicts are not modelled");
    v.field("ports", self.ports, Range{1, 64},
            "words of one bank that can be read or written in one cycle, by the array and the DMA "
            "engine together");
    v.field("bank_width_bytes", self.bank_width_bytes, Range{1, 4096}, "bytes of a bank's word");
    v.field("layout", self.layout,
            "how tiles lie in the banks: row_major, col_major: words of a row (column) after "
            "another go round the banks; blocked: rows, each begun one bank further");
  }
};

template <>
struct Fields<VectorUnitConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("lanes", self.lanes, Range{0, 1 << 20},
            "simple operations on 32-bit elements per cycle (add, multiply, compare, convert); 0: "
            "there is no vector unit, and such work takes only the movement of its elements");
    v.field("special_lanes", self.special_lanes, Range{0, 1 << 20},
            "special operations per cycle (exp, reciprocal, square root, tanh); 0: as lanes");
    v.field("rate_16_bit", self.rate_16_bit, Interval{0.0, 64.0},
            "operations on 16-bit elements relative to 32-bit ones");
    v.field("rate_8_bit", self.rate_8_bit, Interval{0.0, 64.0},
            "operations on 8-bit elements relative to 32-bit ones");
    v.field("drain_operations", self.drain_operations, Range{0, 1024},
            "simple operations that each sum of a product costs before it is stored: scaling, "
            "conversion, moves");
    v.field("latency_cycles", self.latency_cycles, Range{0, 1'000'000},
            "cycles from the start of a command to its first result");
    v.field("reduction_cycles", self.reduction_cycles, Range{0, 1'000'000},
            "cycles to reduce across the lanes");
    v.field("shares_sram", self.shares_sram,
            "results of the matrix unit reach it on chip; else they go through the memory side");
  }
};

template <>
struct Fields<LaunchConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("first_us", self.first_us, Interval{0.0, 1e6},
            "microseconds to start a kernel on an idle chip");
    v.field("next_us", self.next_us, Interval{0.0, 1e6},
            "microseconds between a kernel's end and the start of one that waits behind it");
  }
};

template <>
struct Fields<ClocksConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    constexpr Interval kClocks{0.0, 1e5};
    v.field("quoted_mhz", self.quoted_mhz, kClocks, "behind the datasheet's peak; 0: not known");
    v.field("boost_mhz", self.boost_mhz, kClocks, "highest, under light load; 0: not known");
    v.field("sustained_mhz", self.sustained_mhz, kClocks,
            "under the power limit with the matrix units always busy: kernels that ask for more "
            "products per second are slowed down to it; 0: not known, no limit");
  }
};

template <>
struct Fields<DmaConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("channels", self.channels, Range{1, 1024}, "descriptors in flight at once");
    v.field("outstanding_bursts", self.outstanding_bursts, Range{1, 1LL << 40},
            "bursts in flight per channel");
    v.field("burst_bytes", self.burst_bytes, Range{1, 1LL << 20}, "bytes of one burst");
    v.field("descriptor_cycles", self.descriptor_cycles, Range{0, 1'000'000},
            "time to start one descriptor");
    v.field("alignment_bytes", self.alignment_bytes, Range{1, 1LL << 20},
            "memory is read and written in whole, aligned pieces of this size; what nobody asked "
            "for is counted as waste");
    v.field("bytes_per_cycle", self.bytes_per_cycle, Range{0, 1 << 20},
            "bytes that cross the core's memory port in one cycle, each way; 0: unbounded");
    v.field("cluster_cores", self.cluster_cores, Range{1, 64},
            "neighbouring cores that may form a cluster: what several of them load leaves the "
            "shared buffer once, where a kernel is written so");
  }
};

template <>
struct Fields<InterconnectConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("topology", self.topology,
            "none: the DMA engine is wired to the memory; crossbar; ring: the shorter way; mesh: "
            "along the row first, then the column");
    v.field("rows", self.rows, Range{1, 1024}, "routers of a mesh; a ring has rows x cols");
    v.field("cols", self.cols, Range{1, 1024}, "routers of a mesh; a ring has rows x cols");
    v.field("memory_ports", self.memory_ports, Range{1, 1024},
            "where the memory side is attached, spread evenly over the routers");
    v.field("interleave_bytes", self.interleave_bytes, Range{1, 1LL << 30},
            "consecutive blocks of this size lie behind consecutive memory ports");
    v.field("width_bytes", self.width_bytes, Range{1, 65536},
            "bytes that a link carries in one network cycle, each way");
    v.field("clock_mhz", self.clock_mhz, Interval{1e-3, 1e5}, "clock of the network");
    v.field("hop_latency_cycles", self.hop_latency_cycles, Range{0, 1'000'000},
            "network cycles from one link to the next");
    v.field("packet_bytes", self.packet_bytes, Range{1, 1LL << 20},
            "what an arbiter grants at once");
    v.field("multicast", self.multicast,
            "one operand on its way to many cores crosses each link once");
  }
};

template <>
struct Fields<SharedBufferConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("size_kib", self.size_kib, Range{0, 1LL << 30}, "capacity; 0: there is none");
    v.field("slices", self.slices, Range{1, 4096}, "consecutive blocks lie in consecutive slices");
    v.field("ways", self.ways, Range{1, 1024}, "blocks of a set; the least recently used one goes");
    v.field("block_bytes", self.block_bytes, Range{1, 1LL << 20}, "what is kept, fetched, evicted");
    v.field("bytes_per_cycle", self.bytes_per_cycle, Range{1, 65536},
            "bytes that each slice delivers or takes in one core cycle");
    v.field("latency_cycles", self.latency_cycles, Range{0, 1'000'000},
            "core cycles to look a block up; a hit is answered after it, a miss asked for");
    v.field("copies", self.copies, Range{1, 64},
            "partitions that each keep what their cores read, so that a block that all cores read "
            "is kept so many times");
    v.field("bypass_input", self.bypass_input, "inputs stream past and are not kept");
    v.field("bypass_weight", self.bypass_weight, "weights stream past and are not kept");
    v.field("bypass_output", self.bypass_output, "outputs stream past and are not kept");
  }
};

template <>
struct Fields<CoreConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("count", self.count, Range{1, 65536}, "equal cores");
    v.section("matrix", self.matrix, "the array of processing elements (PEs)");
    v.section("vector", self.vector, "what works on single elements");
    v.section("sram", self.sram, "on-chip operand memory");
    v.section("dma", self.dma, "the engine that moves tiles between DRAM and SRAM");
  }
};

template <>
struct Fields<DramConfig> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("model", self.model,
            "latency_bandwidth: a queue per channel with a latency and a bandwidth; ideal: "
            "unbounded, no time; banked: banks, rows, command timing and refresh of `memory`");
    v.field("memory", self.memory,
            "banked: the memory, a name of `systole list memories` or a file; it replaces "
            "channels, channel_bandwidth_gb_per_s and interleave_bytes; empty where the section "
            "`memory` says everything");
    v.field("stacks", self.stacks, Range{1, 64}, "banked: how many such memories the chip has");
    v.field("channels", self.channels, Range{1, 1024}, "independent channels");
    v.field("channel_bandwidth_gb_per_s", self.channel_bandwidth_gb_per_s, Interval{1e-6, 1e6},
            "bandwidth of each channel");
    v.field("efficiency", self.efficiency, Interval{0.01, 1.0},
            "latency_bandwidth: share of the bandwidth that long streams reach; refresh and row "
            "changes take the rest");
    v.field("piece_ns", self.piece_ns, Interval{0.0, 1e3},
            "latency_bandwidth: what a channel loses for each piece of a tile that lies apart from "
            "the one before: of a row that is opened for little");
    v.field("latency_ns", self.latency_ns, Interval{0.0, 1e6},
            "unloaded time from a request to the last byte of one burst; banked: the way to the "
            "controller and back, on top of the memory's own");
    v.field("interleave_bytes", self.interleave_bytes, Range{1, 1LL << 50},
            "consecutive blocks of this size go to consecutive channels");
    v.field("capacity_gib", self.capacity_gib, Interval{1e-3, 1e6}, "size of the memory");
  }
};

template <>
struct Fields<Chip> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& v) {
    v.field("name", self.name, "name in reports; the file's name where it is not given");
    v.field("description", self.description, "what the chip is, in a sentence or two");
    v.field("clock_mhz", self.clock_mhz, Interval{1e-3, 1e5}, "clock of the cores");
    v.field("accounting", self.accounting,
            "whole_operator: from an operator's first command to its last stored byte; scalesim: "
            "from the "
            "array's first cycle, numbered 0, to its last, partial sums never read back");
    v.field("default_dtype", self.default_dtype, "element type of workloads that do not say");
    v.field("library", self.library,
            "whose kernels the chip usually runs, for --mapper library; none: tiles are searched");
    v.section("clocks", self.clocks, "the clocks that people quote; a run uses clock_mhz");
    v.section("launch", self.launch, "what it costs to start a kernel");
    v.section("core", self.core, "the compute core");
    v.section("interconnect", self.interconnect, "the network between the cores and the memory");
    v.section("shared_buffer", self.shared_buffer,
              "the buffer in front of the memory that all cores share");
    v.section("dram", self.dram, "the memory outside of the chip");
    v.optional_section("memory", self.dram.banks,
                       "banked: keys of a memory file, laid over the one that dram.memory names");
    v.section("silicon", self.silicon,
              "what the chip is made of, for energy, area and price; no cycle depends on it");
    v.section(
        "facts", self.facts,
        "what is published about the product; a run uses none of it, and a base does not pass "
        "it on");
  }
};

}  // namespace systole::config
