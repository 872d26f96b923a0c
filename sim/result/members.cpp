#include "result/members.hpp"

namespace systole::result {

const std::vector<CycleCategory>& cycle_categories() {
  static const std::vector<CycleCategory> kTable{
      {"launch", &CycleBreakdown::launch, "the operator's kernels are launched"},
      {"first_fill", &CycleBreakdown::first_fill,
       "before the first cycle of the array, or of the vector unit where the array has no work: "
       "operands are on their way in"},
      {"stream", &CycleBreakdown::stream,
       "operands stream through the array, or steps are given to dot-product units"},
      {"array_overhead", &CycleBreakdown::array_overhead,
       "preload, skew and drain of folds that nothing hides"},
      {"vector", &CycleBreakdown::vector,
       "the vector unit works, in kernels without work for the array"},
      {"stall_load", &CycleBreakdown::stall_load, "the array waits for operands"},
      {"stall_store", &CycleBreakdown::stall_store, "the array waits for a free output slot"},
      {"stall_vector", &CycleBreakdown::stall_vector, "the array waits for the vector unit"},
      {"stall_bank", &CycleBreakdown::stall_bank,
       "the array stands still because SRAM banks are in use"},
      {"final_drain", &CycleBreakdown::final_drain,
       "after the array's last cycle: results are on their way out"},
      {"memory_pass", &CycleBreakdown::memory_pass, "operators that only move data"},
      {"numbering", &CycleBreakdown::numbering,
       "-1 per operator where the last cycle is counted from zero (SCALE-Sim's convention), else "
       "0"},
  };
  return kTable;
}

const std::vector<Traffic>& traffic_by_operand() {
  static const std::vector<Traffic> kTable{
      {"dram_read_bytes", &Counters::dram_read, "bytes", "read from DRAM"},
      {"dram_written_bytes", &Counters::dram_written, "bytes", "written to DRAM"},
      {"sram_filled_bytes", &Counters::sram_filled, "bytes", "written into SRAM by the DMA engine"},
      {"sram_preloaded_bytes", &Counters::sram_preloaded, "bytes",
       "of those, on chip before the operator began (warm caches)"},
      {"sram_drained_bytes", &Counters::sram_drained, "bytes",
       "read out of SRAM by the DMA engine"},
      {"sram_element_reads", &Counters::sram_reads, "elements", "read from SRAM by the array"},
      {"sram_element_writes", &Counters::sram_writes, "elements", "written to SRAM by the array"},
      {"dma_read_waste_bytes", &Counters::read_waste, "bytes",
       "read by the DMA engine only because of alignment"},
      {"dma_written_waste_bytes", &Counters::written_waste, "bytes",
       "written by the DMA engine only because of alignment"},
      {"shared_buffer_hit_bytes", &Counters::shared_hit, "bytes",
       "read by cores and found in the shared buffer"},
      {"shared_buffer_multicast_bytes", &Counters::shared_multicast, "bytes",
       "of these, delivered with what another core of a cluster read"},
      {"shared_buffer_missed_bytes", &Counters::shared_missed, "bytes",
       "read by cores and fetched into the shared buffer first"},
      {"shared_buffer_written_bytes", &Counters::shared_written, "bytes",
       "written by cores into the shared buffer"},
      {"shared_buffer_dirtied_bytes", &Counters::shared_dirtied, "bytes",
       "blocks of the shared buffer that were as DRAM has them, and were written"},
      {"shared_buffer_filled_bytes", &Counters::shared_filled, "bytes",
       "read from DRAM into the shared buffer, in whole blocks"},
      {"shared_buffer_written_back_bytes", &Counters::shared_written_back, "bytes",
       "written from the shared buffer to DRAM, in whole blocks"},
  };
  return kTable;
}

const std::vector<Count>& plain_counts() {
  static const std::vector<Count> kTable{
      {"macs", &Counters::macs, "MACs", "multiply-accumulates done; 1 MAC = 2 operations"},
      {"folds", &Counters::folds, "folds",
       "passes over an array, or steps that dot-product units are given together"},
      {"used_pes_over_folds", &Counters::used_pes_over_folds, "PEs",
       "PEs or multipliers that have work, summed over folds"},
      {"tiles", &Counters::tiles, "tiles", "pieces that fit one buffer slot, as commands given"},
      {"launches", &Counters::launches, "kernels", "kernels launched"},
      {"array_busy_cycles", &Counters::array_busy, "cycles",
       "arrays work on folds, stalls left out, summed over cores"},
      {"vector_simple_operations", &Counters::vector_simple, "operations",
       "of the vector units: add, multiply, compare, convert, select, move"},
      {"vector_special_operations", &Counters::vector_special, "operations",
       "of the vector units: exp, reciprocal, square root, tanh, sine"},
      {"vector_reductions", &Counters::vector_reductions, "results",
       "reduced across the lanes of the vector units"},
      {"vector_busy_cycles", &Counters::vector_busy, "cycles",
       "vector units work, summed over cores"},
      {"port_busy_cycles", &Counters::port_busy, "cycles",
       "the busier way of a core's memory port transfers data, summed over cores"},
      {"core_idle_cycles", &Counters::core_idle, "cycles",
       "cores without a command, from the kernels' first cycle to their last, summed over cores"},
      {"dram_transactions", &Counters::dram_transactions, "transactions",
       "burst runs that the DRAM served"},
      {"dram_busy_femtoseconds", &Counters::dram_busy_fs, "fs",
       "time in which DRAM channels transfer data, summed over channels"},
      {"shared_buffer_left_dirty_bytes", &Counters::shared_left_dirty, "bytes",
       "written blocks in the shared buffer that DRAM does not have, more after than before; of a "
       "run: left at its end"},
      {"shared_buffer_busy_femtoseconds", &Counters::shared_busy_fs, "fs",
       "time in which slices of the shared buffer transfer data, summed over slices"},
      {"interconnect_bytes", &Counters::interconnect_bytes, "bytes",
       "delivered by the interconnect, a multicast once for each receiver"},
      {"interconnect_link_bytes", &Counters::interconnect_link_bytes, "bytes",
       "bytes times links of the interconnect crossed"},
      {"interconnect_waited_cycles", &Counters::interconnect_waited, "network cycles",
       "packets waited for links that others held, summed over packets"},
  };
  return kTable;
}

const std::vector<EnergyPart>& energy_parts() {
  static const std::vector<EnergyPart> kTable{
      {"matrix", &EnergyBreakdown::matrix, "multiply-accumulates and the registers beside them"},
      {"vector", &EnergyBreakdown::vector, "operations of the vector units"},
      {"sram", &EnergyBreakdown::sram, "reads and writes of the cores' operand memory"},
      {"shared_buffer", &EnergyBreakdown::shared_buffer, "reads and writes of the shared buffer"},
      {"interconnect", &EnergyBreakdown::interconnect,
       "bytes on the wires between memory side and cores"},
      {"dram", &EnergyBreakdown::dram, "DRAM accesses and their interface"},
      {"idle", &EnergyBreakdown::idle,
       "what time alone costs: leakage and clocks of the die, and background of the DRAM"},
  };
  return kTable;
}

}  // namespace systole::result
