// Chips with many cores, in round numbers, that several test programs use.
#pragma once

#include "config/chip.hpp"

namespace systole::test {

/// Shaped like a GPU: cores of four dot-product units, a vector unit on the same memory, a large
/// shared buffer.
inline config::Chip gpu_like(std::int64_t cores) {
  config::Chip chip;
  chip.name = "gpu_like";
  chip.clock_mhz = 1800;
  chip.default_dtype = DType::fp16;
  chip.core.count = cores;
  config::MatrixUnitConfig& unit = chip.core.matrix;
  unit.kind = config::MatrixUnitKind::dot_product;
  unit.units = 4;
  unit.step_m = 16;
  unit.step_n = 8;
  unit.step_k = 4;
  unit.latency_cycles = 32;
  unit.rates = {0.0625, 0.5, 1.0, 1.0, 2.0, 0.0, 2.0, 0.0};
  unit.structured_sparsity = true;
  chip.core.vector.lanes = 128;
  chip.core.vector.special_lanes = 16;
  chip.core.vector.latency_cycles = 30;
  chip.core.vector.reduction_cycles = 5;
  chip.core.sram = {};
  chip.core.sram.size_kib = 484;
  chip.core.sram.input_kib = 76;
  chip.core.sram.weight_kib = 152;
  chip.core.sram.output_kib = 256;
  chip.core.dma.channels = 8;
  chip.core.dma.outstanding_bursts = 128;
  chip.core.dma.burst_bytes = 128;
  chip.core.dma.bytes_per_cycle = 64;
  chip.shared_buffer.size_kib = 51200;
  chip.shared_buffer.slices = 80;
  chip.shared_buffer.block_bytes = 4096;
  chip.shared_buffer.bytes_per_cycle = 64;
  chip.shared_buffer.latency_cycles = 200;
  chip.dram.channels = 40;
  chip.dram.channel_bandwidth_gb_per_s = 80;
  chip.dram.latency_ns = 300;
  chip.dram.interleave_bytes = 4096;
  return chip;
}

/// With a shared buffer of 16 MiB and little behind it.
inline config::Chip gpu_with_small_buffer(std::int64_t cores) {
  config::Chip chip = gpu_like(cores);
  chip.shared_buffer.size_kib = 16 * 1024;
  chip.shared_buffer.slices = 16;
  chip.dram.channels = 4;
  return chip;
}

/// Shaped like an NPU of cubes: the vector unit reaches results through memory only.
inline config::Chip cube_like(std::int64_t cores) {
  config::Chip chip = gpu_like(cores);
  chip.name = "cube_like";
  chip.core.matrix.units = 1;
  chip.core.matrix.step_n = 16;
  chip.core.matrix.step_k = 16;
  chip.core.matrix.structured_sparsity = false;
  chip.core.vector.shares_sram = false;
  chip.core.sram.size_kib = 640;
  chip.core.sram.input_kib = 256;
  chip.core.sram.weight_kib = 256;
  chip.core.sram.output_kib = 128;
  return chip;
}

/// Several arrays without a shared buffer.
inline config::Chip arrays_like(std::int64_t cores) {
  config::Chip chip;
  chip.name = "arrays_like";
  chip.core.count = cores;
  chip.core.matrix.rows = chip.core.matrix.cols = 16;
  chip.core.vector.lanes = 16;
  chip.core.sram.size_kib = 128;
  return chip;
}

}  // namespace systole::test
