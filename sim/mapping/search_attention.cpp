#include "mapping/search_attention.hpp"

#include <algorithm>
#include <set>

#include "base/checked.hpp"
#include "mapping/memory_rates.hpp"
#include "mapping/unit_times.hpp"
#include "timing/vector_timing.hpp"

namespace systole::mapping {

namespace {

constexpr std::int64_t kLongestTile = 256;
constexpr std::int64_t kShortestTile = 16;  // shorter ones only where nothing else fits
constexpr std::int64_t kMostParts = 128;

std::vector<std::int64_t> lengths(std::int64_t whole, std::int64_t shortest) {
  std::set<std::int64_t> found;
  for (std::int64_t length = shortest; length <= kLongestTile; length *= 2)
    found.insert(std::min(whole, length));
  return {found.rbegin(), found.rend()};  // the largest first: it wins where others are no better
}

/// Dot-product units read both of their operands from one memory, so only the sum is limited.
bool fits(const AttentionPlan& plan, const config::CoreConfig& core) {
  const config::SramConfig& sram = core.sram;
  std::array<Bytes, 3> bytes{};
  const std::array<program::SlotPlan, 3> slots = slots_of(plan);
  for (std::size_t i = 0; i < slots.size(); ++i) bytes[i] = slots[i].slots * slots[i].slot_bytes;
  if (bytes[0] + bytes[1] + bytes[2] > sram.size_kib * kKib) return false;
  const auto within = [](Bytes needed, std::int64_t kib) {
    return kib == 0 || needed <= kib * kKib;
  };
  if (!within(bytes[2], sram.output_kib)) return false;
  if (core.matrix.kind == config::MatrixUnitKind::dot_product && sram.input_kib > 0 &&
      sram.weight_kib > 0) {
    return within(bytes[0] + bytes[1], sram.input_kib + sram.weight_kib);
  }
  return within(bytes[0], sram.input_kib) && within(bytes[1], sram.weight_kib);
}

}  // namespace

std::optional<AttentionSlots> fitting_slots(AttentionPlan plan, const config::CoreConfig& core) {
  constexpr std::array<AttentionSlots, 5> kChoices{{{2, 2, 2, 2, 2, 2},
                                                    {1, 2, 2, 2, 2, 1},
                                                    {1, 1, 2, 2, 2, 1},
                                                    {1, 1, 2, 2, 1, 1},
                                                    {1, 1, 1, 1, 1, 1}}};
  for (const AttentionSlots& slots : kChoices) {
    plan.slots = slots;
    if (fits(plan, core)) return slots;
  }
  return std::nullopt;
}

namespace {

class AttentionSearch {
 public:
  AttentionSearch(const AttentionPlan& plan, const config::Chip& chip)
      : plan_(plan), chip_(chip), unit_(chip.core.matrix, plan_.multiplied), memory_(chip) {
    plan_.style.heads_together = heads_that_stay(chip, plan);
  }

  std::optional<AttentionPlan> run() {
    for (const std::int64_t shortest : {kShortestTile, std::int64_t{1}}) {
      if (best_) break;
      for (const std::int64_t rows : lengths(plan_.rows(), shortest)) {
        for (const std::int64_t keys : lengths(plan_.work.key_length, shortest))
          consider(rows, keys);
      }
    }
    return best_;
  }

 private:
  void consider(std::int64_t rows, std::int64_t keys) {
    AttentionPlan plan = plan_;
    plan.tile_rows = rows;
    plan.tile_keys = keys;
    const std::int64_t idle = chip_.core.count / std::max<std::int64_t>(1, plan.jobs());
    const std::int64_t most = std::min(
        {kMostParts, std::max<std::int64_t>(1, 2 * idle), ceil_div(plan.work.key_length, keys)});
    for (std::int64_t parts = 1; parts <= most;
         parts = parts < idle && 2 * parts > idle ? idle : 2 * parts) {
      plan.parts = parts;
      const auto slots = fitting_slots(plan, chip_.core);
      if (!slots) continue;
      plan.slots = *slots;
      plan.cores = std::min(chip_.core.count, plan.jobs());
      weigh(plan);
    }
  }

  void weigh(const AttentionPlan& plan) {
    const Cycles cycles = estimate(plan);
    if (best_ && cycles >= best_cycles_) return;
    best_ = plan;
    best_cycles_ = cycles;
  }

  /// Of one tile of keys, everything overlapped that the slots let overlap.
  Cycles tile_cycles(const AttentionPlan& plan) const {
    const std::int64_t dim = plan.work.head_dim;
    const Cycles scores = unit_.steady({plan.tile_rows, plan.tile_keys, dim});
    const Cycles sums = unit_.steady({plan.tile_rows, plan.work.value_dim, plan.tile_keys});
    const Cycles softmax = timing::vector_cycles(softmax_work(plan, plan.tile_rows, plan.tile_keys),
                                                 chip_.core.vector);
    const Cycles chain = unit_.tail({plan.tile_rows, plan.tile_keys, dim}) +
                         chip_.core.vector.latency_cycles + softmax;
    const bool overlaps = plan.slots.scores > 1 && plan.slots.probabilities > 1;
    const Cycles work = overlaps ? std::max({scores + sums, softmax, (chain + scores + sums) / 2})
                                 : chain + scores + sums;
    const Bytes bytes = plan.tile_keys * (plan.key_row_bytes() +
                                          (plan.work.values_in_keys ? 0 : plan.value_row_bytes()));
    const Cycles transfer =
        std::max(memory_.one_core(bytes), memory_.first_level(bytes * plan.cores));
    const Cycles turn = memory_.first_level_latency() + transfer + scores;
    return std::max({work, transfer, turn / plan.slots.keys});
  }

  Cycles estimate(const AttentionPlan& plan) const {
    // Jobs are dealt longest first, so cores have about the mean of all tiles of keys.
    const Macs per_tile =
        plan.tile_rows * plan.tile_keys * (plan.work.head_dim + plan.work.value_dim);
    const Cycles tile = tile_cycles(plan);
    const std::int64_t mean = ceil_div(ceil_div(plan.macs(), per_tile), plan.cores);
    const AttentionJob longest = plan.job(0);
    const std::int64_t least = ceil_div(longest.end_key - longest.first_key, plan.tile_keys);
    const std::int64_t waves = ceil_div(plan.jobs(), plan.cores);
    const std::int64_t whole_waves = plan.work.causal ? 0 : waves * least;
    const Cycles steps = checked_mul(std::max({mean, least, whole_waves}), tile, "cycles");
    const Bytes weights = bytes_of(
        plan.weight,
        checked_product({plan.heads(), plan.work.key_length,
                         plan.work.head_dim + (plan.work.values_in_keys ? 0 : plan.work.value_dim)},
                        "keys and values"));
    const Cycles edges = 2 * memory_.dram_latency() +
                         waves * (memory_.first_level_latency() + chip_.core.vector.latency_cycles);
    return std::max(steps, memory_.dram(weights)) + edges + combine(plan);
  }

  Cycles combine(const AttentionPlan& plan) const {
    if (plan.parts == 1) return 0;
    const Bytes bytes = 2 * plan.parts * plan.heads() * plan.rows() * plan.partial_row_bytes();
    const auto launch = static_cast<Cycles>(chip_.launch.next_us * chip_.clock_mhz);
    return launch + 2 * memory_.first_level_latency() + memory_.first_level(bytes);
  }

  AttentionPlan plan_;
  const config::Chip& chip_;
  UnitTimes unit_;
  MemoryRates memory_;
  std::optional<AttentionPlan> best_;
  Cycles best_cycles_ = 0;
};

}  // namespace

std::optional<AttentionPlan> search_attention(const AttentionPlan& asked,
                                              const config::Chip& chip) {
  return AttentionSearch(asked, chip).run();
}

}  // namespace systole::mapping
