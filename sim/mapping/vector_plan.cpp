#include "mapping/vector_plan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "mapping/problem.hpp"
#include "mapping/vector_commands.hpp"

namespace systole::mapping {

namespace {

/// On several cores a chunk is large enough to be worth its descriptors, and small enough that
/// reading, working and writing overlap.
constexpr Bytes kLargestChunk = 64 * kKib;
constexpr std::int64_t kChunksOfACore = 4;

/// Room for one chunk of an operand.
Bytes room(const config::SramConfig& sram, Operand operand, const VectorPlan& plan) {
  const std::array<std::int64_t, 3> parts{sram.input_kib, sram.weight_kib, sram.output_kib};
  const std::int64_t part_kib = parts[static_cast<std::size_t>(operand)];
  const std::array<program::SlotPlan, 3> slots = slots_of(plan);
  std::int64_t sides = 0;
  for (const program::SlotPlan& of : slots) sides += of.slots / plan.slots;
  const std::int64_t own = slots[static_cast<std::size_t>(operand)].slots;
  const Bytes bytes =
      part_kib > 0 ? part_kib * kKib
                   : sram.size_kib * kKib * own / plan.slots / std::max<std::int64_t>(2, sides);
  if (bytes < own) {
    throw UserError(fmt::format(
        "operator {}: {} slots do not fit {} bytes of operand memory; use fewer slots or "
        "raise core.sram.size_kib",
        plan.name, own, bytes));
  }
  return bytes / std::max<std::int64_t>(1, own);
}

/// Chunks so that every stream's part fits its slot.
std::int64_t least_chunks(const config::SramConfig& sram, const VectorPlan& plan) {
  std::array<Bytes, 3> bytes{};
  for (const Stream& stream : plan.reads)
    bytes[static_cast<std::size_t>(stream.operand)] += stream.bytes;
  const auto out = static_cast<std::size_t>(plan.write.operand);
  bytes[out] = std::max(bytes[out], plan.write.bytes);
  std::int64_t chunks = 1;
  for (const Operand operand : kOperands) {
    const auto i = static_cast<std::size_t>(operand);
    if (bytes[i] > 0) chunks = std::max(chunks, ceil_div(bytes[i], room(sram, operand, plan)));
  }
  return chunks;
}

Bytes all_bytes(const VectorPlan& plan) {
  Bytes bytes = plan.write.bytes;
  for (const Stream& stream : plan.reads) bytes = std::max(bytes, stream.bytes);
  return bytes;
}

/// Whole units in each chunk: chunks of ceil(units / chunks) units would not fit, so one fewer
/// does.
std::int64_t of_whole_units(std::int64_t chunks, const VectorPlan& plan) {
  if (plan.units <= 1 || chunks > plan.units) return chunks;
  const std::int64_t units = plan.units / chunks;
  return ceil_div(plan.units, units);
}

std::int64_t chunks_for_cores(const config::Chip& chip, const VectorPlan& plan) {
  const std::int64_t cores = chip.core.count;
  const Bytes share = ceil_div(all_bytes(plan), cores);
  const Bytes smallest = std::max<Bytes>(1, plan.smallest_chunk);
  const Bytes chunk = std::clamp(share / kChunksOfACore, smallest, kLargestChunk);
  const std::int64_t wanted = ceil_div(all_bytes(plan), chunk);
  return wanted > cores ? align_up(wanted, cores) : wanted;
}

/// Rows that do not fit are worked on in pieces, one row after the other on one core.
void cut_rows(const config::Chip& chip, std::int64_t least, VectorPlan& plan) {
  plan.pieces = ceil_div(least, plan.units);
  plan.chunks = plan.units * plan.pieces;
  plan.cores = std::min(chip.core.count, plan.units);
  plan.turn = plan.pieces * std::max<std::int64_t>(1, plan.rows_together);
  plan.units = plan.chunks;
}

/// Chunks that hold the rows which the blocks of a core work on at one time.
std::int64_t chunks_together(const VectorPlan& plan) {
  return std::max<std::int64_t>(1, plan.rows_together * plan.chunks / plan.units);
}

}  // namespace

void plan_chunks(const config::Chip& chip, VectorPlan& plan) {
  plan.slots = std::max<std::int64_t>(2, chip.core.sram.slots);
  const std::int64_t least = of_whole_units(least_chunks(chip.core.sram, plan), plan);
  const bool rows_matter = plan.passes > 1 && plan.units > 1;
  if (rows_matter && least > plan.units) return cut_rows(chip, least, plan);
  const bool reads_again = rows_matter && plan.rows_together > 0;
  if (!reads_again) plan.passes = 1;
  plan.chunks = least;
  if (chip.core.count == 1) return;
  if (plan.order == RowOrder::in_turn && least <= plan.units) {
    plan.chunks = plan.units;
    plan.cores = std::min(chip.core.count, plan.chunks);
    return;
  }
  plan.chunks = std::max(least, chunks_for_cores(chip, plan));
  if (rows_matter) plan.chunks = std::min(plan.chunks, plan.units);
  plan.chunks = std::max(least, of_whole_units(plan.chunks, plan));
  plan.cores = std::min(chip.core.count, plan.chunks);
  if (reads_again) plan.turn = chunks_together(plan);
}

program::Kernel vector_kernel(const VectorPlan& plan) {
  const std::array<program::SlotPlan, 3> slots = slots_of(plan);
  program::Kernel kernel;
  kernel.header.name = plan.name;
  kernel.header.kind = plan.kind;
  kernel.header.cores = plan.cores;
  kernel.header.count = 0;
  kernel.header.input = slots[0];
  kernel.header.weight = slots[1];
  kernel.header.output = slots[2];
  kernel.header.tokens = kVectorTokens;
  kernel.mapping = fmt::format("{} chunks through the operand memory", plan.chunks);
  if (plan.pieces > 1) kernel.mapping += fmt::format(", rows in {} pieces", plan.pieces);
  if (plan.passes > 1) kernel.mapping += fmt::format(", read {} times", plan.passes);
  if (plan.cores > 1) kernel.mapping += fmt::format(", {} cores", plan.cores);
  const auto shared = std::make_shared<const VectorPlan>(plan);
  kernel.open = [shared](std::int64_t core) {
    return std::make_unique<VectorCommands>(shared, core);
  };
  return kernel;
}

program::Kernel idle_kernel(const std::string& name, const std::string& kind) {
  VectorPlan plan;
  plan.name = name;
  plan.kind = kind;
  plan.reads = {{Operand::input, base_address(Operand::input), 0}};
  plan.write.address = base_address(Operand::output);
  return vector_kernel(plan);
}

}  // namespace systole::mapping
