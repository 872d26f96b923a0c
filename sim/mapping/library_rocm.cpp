#include "mapping/library_rocm.hpp"

#include <algorithm>

#include "base/checked.hpp"

namespace systole::mapping {

namespace {

using workload::Vector;
using workload::VectorKind;

// Slots of a wave's instruction on a SIMD of 16 lanes: four cycles. Counted in what clang 15 makes
// for gfx90a of the loops of PyTorch v2.0 with the ROCm device libraries 5.2.3 and exact division,
// as HIP has it; instructions of all kinds go through the same lanes. Conversions and
// transcendental instructions take four slots (LLVM, SISchedule.td: WriteFloatCvt, WriteTrans32).
constexpr std::int64_t kExp = 20;
constexpr std::int64_t kDivide = 14;
constexpr std::int64_t kConvert = 4;
constexpr std::int64_t kCyclesOfASlot = 4;
constexpr double kThousand = 1000.0;

constexpr std::int64_t kThreadsOfACore = 2048;  ///< CDNA 2 ISA: eight waves on each of four SIMDs
constexpr std::int64_t kWave = 64;
constexpr std::int64_t kSteps = 6;  ///< that join the threads of a wave

/// What a row's threads do: slots for an element in all passes, how many a thread reads at once,
/// and slots of each thread besides.
struct RowLoop {
  std::int64_t slots = 0;
  std::int64_t elements = 1;
  std::int64_t passes = 1;
  std::int64_t threads = kWave;
  std::int64_t slots_of_thread = 0;
};

/// Cycles of a row's threads when nothing else runs on the core: every load waits for the one
/// before it to be worked on. The first pass reads from memory.
std::int64_t cycles_alone(const RowLoop& loop, std::int64_t cols, const config::Chip& chip) {
  const std::int64_t loads = ceil_div(cols, loop.elements * loop.threads);
  const std::int64_t slots = loads * loop.elements * loop.slots + loop.slots_of_thread;
  const auto memory = static_cast<std::int64_t>(chip.dram.latency_ns * chip.clock_mhz / kThousand);
  return slots * kCyclesOfASlot +
         loads * (loop.passes * chip.shared_buffer.latency_cycles + memory);
}

/// Slots that the lanes stand idle for each row, for want of other rows.
std::int64_t idle_slots(const RowLoop& loop, const Vector& work, const config::Chip& chip) {
  const std::int64_t rows =
      std::min(ceil_div(work.rows, chip.core.count), kThreadsOfACore / loop.threads);
  const std::int64_t busy = loop.slots * work.cols + loop.slots_of_thread * loop.threads;
  const std::int64_t alone = cycles_alone(loop, work.cols, chip) * chip.core.vector.lanes;
  return std::max<std::int64_t>(0, alone / rows - busy);
}

VectorKernel kernel_of(const RowLoop& loop, const Vector& work, const config::Chip& chip) {
  VectorKernel kernel;
  kernel.cost.simple = loop.slots;
  kernel.cost.passes = loop.passes;
  kernel.simple_per_row = loop.slots_of_thread * loop.threads + idle_slots(loop, work, chip);
  kernel.smallest_chunk = 0;
  if (loop.passes > 1) kernel.rows_together = kThreadsOfACore / loop.threads;
  return kernel;
}

/// PersistentSoftmax.cuh: a wave keeps its row. Convert, maximum | subtract, exp, add | divide,
/// convert; two values are joined across the wave.
RowLoop softmax_of_wave(std::int64_t cols) {
  constexpr std::int64_t kJoin = 6;  // move across lanes, compare or add
  RowLoop loop;
  loop.slots = 2 * kConvert + 4 + kExp + kDivide;
  loop.threads = std::min(kWave, cols);
  loop.elements = ceil_div(cols, loop.threads);
  loop.slots_of_thread = 2 * kSteps * kJoin;
  return loop;
}

/// SoftMax.cu: half as many threads as 16 bytes of a row each, up to 512. The first wave adds up
/// what 64 threads each have left in shared memory, one after the other, for maximum and sum.
RowLoop softmax_of_block(std::int64_t cols, std::int64_t bits) {
  constexpr std::int64_t kBitsOfThread = 128;
  constexpr std::int64_t kLargestBlock = 512;
  RowLoop loop;
  loop.elements = kBitsOfThread / bits;
  std::int64_t threads = kWave;
  while (threads < std::min(cols / loop.elements / 2, kLargestBlock)) threads *= 2;
  loop.threads = threads;
  loop.passes = 3;
  loop.slots = 7 + 27 + 44;
  loop.slots_of_thread = 4 * kWave * kWave / threads;
  return loop;
}

/// layer_norm_kernel.cu: 128 threads, four elements at once; running mean and squares (26), result
/// (13). Threads of a wave are joined in six steps, with a quotient in each.
RowLoop layer_norm() {
  constexpr std::int64_t kJoin = 52;
  constexpr std::int64_t kBegin = 60;
  RowLoop loop;
  loop.slots = 26 + 13;
  loop.elements = 4;
  loop.passes = 2;
  loop.threads = 2 * kWave;
  loop.slots_of_thread = kBegin + (kSteps + 1) * kJoin;
  return loop;
}

/// Both of tanh's ranges, since threads of a wave take both.
VectorKernel gelu() {
  VectorKernel kernel;
  kernel.cost.simple = 56;
  return kernel;
}

}  // namespace

bool uses_rocm(const config::Chip& chip) { return chip.facts.vendor == "AMD"; }

std::optional<VectorKernel> rocm_kernel(const Vector& work, std::int64_t bits,
                                        const config::Chip& chip) {
  constexpr std::int64_t kLongestOfWave = 1024;
  if (work.kind == VectorKind::softmax && work.cols <= kLongestOfWave)
    return kernel_of(softmax_of_wave(work.cols), work, chip);
  if (work.kind == VectorKind::softmax)
    return kernel_of(softmax_of_block(work.cols, bits), work, chip);
  if (work.kind == VectorKind::layer_norm) return kernel_of(layer_norm(), work, chip);
  if (work.kind == VectorKind::gelu) return gelu();
  return std::nullopt;
}

}  // namespace systole::mapping
