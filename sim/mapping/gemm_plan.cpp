#include "mapping/gemm_plan.hpp"

namespace systole::mapping {

GemmPlan gemm_plan(const Problem& problem, const Epilogue& epilogue, const Tiling& tiling,
                   const config::Chip& chip) {
  const Epilogue& own = tiling.split_k > 1 ? Epilogue{} : epilogue;
  GemmPlan plan{problem, tiling, chip.core.matrix, with_drain(own, chip), 0};
  const config::DmaConfig& dma = chip.core.dma;
  if (problem.product().tiled) plan.largest_load = dma.burst_bytes * dma.outstanding_bursts;
  return plan;
}

}  // namespace systole::mapping
