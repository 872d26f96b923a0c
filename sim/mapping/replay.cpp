#include "mapping/replay.hpp"

#include <algorithm>
#include <queue>

#include "mapping/replay_core.hpp"

namespace systole::mapping {

namespace {

Bytes footprint_of(const GemmPlan& plan) {
  const workload::Gemm& gemm = plan.problem.gemm();
  const Product& product = plan.problem.product();
  const std::int64_t rows = plan.problem.all_rows();
  const Bytes output = plan.tiling.split_k > 1
                           ? rows * gemm.n * plan.tiling.split_k * product.sum_bits / 8
                           : bytes_of(product.output, rows * gemm.n);
  return bytes_of(product.input, rows * gemm.k) +
         bytes_of(product.weight, gemm.count * gemm.k * gemm.n) + output;
}

}  // namespace

std::optional<Cycles> replay(const GemmPlan& plan, const config::Chip& chip, ReplayLimit& limit) {
  const std::int64_t tiles = OutputTiles(plan.problem, plan.tiling).count();
  const std::int64_t steps = tile_counts(plan.problem.whole(), plan.tiling.tile).k;
  if (tiles > limit.work || tiles * steps > limit.work) return std::nullopt;
  const std::int64_t count = std::min(plan.tiling.cores, tiles);
  ReplayMemory memory(chip, footprint_of(plan));
  limit.work -= count;
  std::vector<ReplayCore> cores;
  cores.reserve(static_cast<std::size_t>(count));
  // Of cores that ask in the same cycle the last one comes first, as the kernel's queue has it.
  using Turn = std::pair<Cycles, std::int64_t>;  // and minus the core's number
  std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns;
  for (std::int64_t i = 0; i < count; ++i) {
    cores.emplace_back(plan, chip, i);
    turns.emplace(cores.back().next(), -i);
  }
  Cycles end = 0;
  while (!turns.empty()) {
    const auto [cycle, number] = turns.top();
    turns.pop();
    if (limit.work <= 0 || std::max(cycle, end) >= limit.cycles) return std::nullopt;
    ReplayCore& core = cores[static_cast<std::size_t>(-number)];
    core.step(memory);
    limit.work -= 1 + memory.take_effort();
    end = std::max(end, core.end());
    if (core.next() != ReplayCore::kDone) turns.emplace(core.next(), number);
  }
  if (end >= limit.cycles) return std::nullopt;
  return end;
}

}  // namespace systole::mapping
