#include "study/counter_statistics.hpp"

namespace systole::study {

using result::Counters;
using result::CycleBreakdown;

const std::vector<CycleCategory>& cycle_categories() {
  static const std::vector<CycleCategory> kTable{
      {"first_fill", &CycleBreakdown::first_fill,
       "before the array's first cycle: operands are on their way in"},
      {"stream", &CycleBreakdown::stream, "operands stream through the array"},
      {"array_overhead", &CycleBreakdown::array_overhead,
       "preload, skew and drain of folds that nothing hides"},
      {"stall_load", &CycleBreakdown::stall_load, "the array waits for operands"},
      {"stall_store", &CycleBreakdown::stall_store, "the array waits for a free output slot"},
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
      {"folds", &Counters::folds, "folds", "passes over the array"},
      {"used_pes_over_folds", &Counters::used_pes_over_folds, "PEs",
       "PEs that have work, summed over folds"},
      {"tiles", &Counters::tiles, "tiles", "pieces that fit one buffer slot, as commands given"},
      {"array_busy_cycles", &Counters::array_busy, "cycles",
       "the array works on a fold, stalls left out"},
      {"dram_transactions", &Counters::dram_transactions, "transactions",
       "burst runs that the DRAM served"},
      {"dram_busy_femtoseconds", &Counters::dram_busy_fs, "fs",
       "time in which DRAM channels transfer data, summed over channels"},
      {"shared_buffer_left_dirty_bytes", &Counters::shared_left_dirty, "bytes",
       "written blocks in the shared buffer that DRAM does not have, more after than before; of a "
       "run: left at its end"},
      {"interconnect_bytes", &Counters::interconnect_bytes, "bytes",
       "delivered by the interconnect, a multicast once for each receiver"},
      {"interconnect_link_bytes", &Counters::interconnect_link_bytes, "bytes",
       "bytes times links of the interconnect crossed"},
      {"interconnect_waited_cycles", &Counters::interconnect_waited, "network cycles",
       "packets waited for links that others held, summed over packets"},
  };
  return kTable;
}

const CycleBreakdown& breakdown_of(const OperatorView& view) { return view.op.breakdown; }
const CycleBreakdown& breakdown_of(const RunView& view) { return view.totals.breakdown; }
const Counters& counters_of(const OperatorView& view) { return view.op.counters; }
const Counters& counters_of(const RunView& view) { return view.totals.counters; }

}  // namespace systole::study
