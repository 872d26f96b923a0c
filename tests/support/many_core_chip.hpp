// A chip of many cores with dot-product units, vector units and a shared buffer.
#pragma once

#include "config/chip.hpp"

namespace systole::test {

inline config::Chip many_core_chip(std::int64_t cores) {
  config::Chip chip;
  chip.name = "many cores";
  chip.clock_mhz = 1500.0;
  chip.default_dtype = DType::bf16;
  chip.core.count = cores;
  chip.core.matrix.kind = config::MatrixUnitKind::dot_product;
  chip.core.matrix.units = 4;
  chip.core.matrix.step_m = 8;
  chip.core.matrix.step_n = 8;
  chip.core.matrix.step_k = 16;
  chip.core.matrix.latency_cycles = 24;
  chip.core.vector.lanes = 128;
  chip.core.vector.special_lanes = 16;
  chip.core.vector.latency_cycles = 20;
  chip.core.sram.size_kib = 228;
  chip.core.dma.channels = 8;
  chip.core.dma.outstanding_bursts = 256;
  chip.core.dma.burst_bytes = 128;
  chip.core.dma.bytes_per_cycle = 64;
  chip.shared_buffer.size_kib = 48 * 1024;
  chip.shared_buffer.slices = 96;
  chip.shared_buffer.ways = 16;
  chip.shared_buffer.block_bytes = 4096;
  chip.shared_buffer.bytes_per_cycle = 64;
  chip.shared_buffer.latency_cycles = 200;
  chip.dram.model = config::DramModel::latency_bandwidth;
  chip.dram.channels = 80;
  chip.dram.channel_bandwidth_gb_per_s = 40.0;
  chip.dram.latency_ns = 400.0;
  chip.dram.interleave_bytes = 512;
  return chip;
}

}  // namespace systole::test
