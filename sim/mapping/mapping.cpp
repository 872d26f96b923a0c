#include "mapping/mapping.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "mapping/choose_tiling.hpp"
#include "mapping/estimate.hpp"

namespace systole::mapping {

namespace {

constexpr std::array<std::string_view, 2> kOrders{"nmk", "mnk"};
constexpr std::array<std::string_view, 5> kRoles{"product", "scores", "context", "input_products",
                                                 "hidden_products"};

[[noreturn]] void refuse(const config::KeyPlaces& places, const std::string& key,
                         const std::string& why) {
  throw UserError(places.of(key), fmt::format("{}: {}", key, why));
}

void check_size(Bytes bytes, const config::SramConfig& sram, const config::KeyPlaces& places,
                const std::string& size_key) {
  if (bytes <= sram.size_kib * kKib) return;
  refuse(places, size_key,
         fmt::format("the slots need {} bytes, core.sram.size_kib gives {}; use smaller tiles or "
                     "fewer slots",
                     bytes, sram.size_kib * kKib));
}

/// Slots of each operand against the parts of the operand memory.
void check_fits(const std::array<Bytes, 3>& bytes, const config::SramConfig& sram,
                const config::KeyPlaces& places, const std::string& size_key) {
  const std::array<std::int64_t, 3> parts{sram.input_kib, sram.weight_kib, sram.output_kib};
  Bytes total = 0;
  for (const Operand operand : kOperands) {
    const auto i = static_cast<std::size_t>(operand);
    total += bytes[i];
    if (parts[i] == 0 || bytes[i] <= parts[i] * kKib) continue;
    refuse(places, size_key,
           fmt::format("the {} slots need {} bytes, core.sram.{}_kib gives {}; use smaller tiles "
                       "or fewer slots",
                       name_of(operand), bytes[i], name_of(operand), parts[i] * kKib));
  }
  check_size(total, sram, places, size_key);
}

void check_cores(std::int64_t cores, const config::Chip& chip, const config::KeyPlaces& places) {
  if (cores <= chip.core.count) return;
  refuse(places, "cores",
         fmt::format("{} are more than the {} of {}", cores, chip.core.count, chip.name));
}

void check_cluster(std::int64_t cluster, const config::Chip& chip,
                   const config::KeyPlaces& places) {
  const std::int64_t most = chip.core.dma.cluster_cores;
  if (cluster <= most) return;
  refuse(places, "cluster",
         fmt::format("{} cores are more than the {} that may form a cluster on {} "
                     "(core.dma.cluster_cores)",
                     cluster, most, chip.name));
}

}  // namespace

std::string_view name_of(TileOrder order) { return kOrders[static_cast<std::size_t>(order)]; }
std::string_view name_of(Role role) { return kRoles[static_cast<std::size_t>(role)]; }

void Mapping::add(const Mapping& other) {
  products.insert(products.end(), other.products.begin(), other.products.end());
  attentions.insert(attentions.end(), other.attentions.begin(), other.attentions.end());
}

bool Mapping::has(const std::string& operator_name) const {
  const auto is_named = [&](const auto& entry) { return entry.operator_name == operator_name; };
  return std::any_of(products.begin(), products.end(), is_named) ||
         std::any_of(attentions.begin(), attentions.end(), is_named);
}

const ProductMapping* Mapping::product(const std::string& operator_name, Role role) const {
  const auto found = std::find_if(products.begin(), products.end(), [&](const auto& entry) {
    return entry.operator_name == operator_name && entry.role == role;
  });
  return found == products.end() ? nullptr : &*found;
}

const AttentionMapping* Mapping::attention(const std::string& operator_name) const {
  const auto found = std::find_if(attentions.begin(), attentions.end(), [&](const auto& entry) {
    return entry.operator_name == operator_name;
  });
  return found == attentions.end() ? nullptr : &*found;
}

ProductMapping mapping_of(const Tiling& tiling) {
  ProductMapping mapping;
  mapping.tile_m = tiling.tile.m;
  mapping.tile_n = tiling.tile.n;
  mapping.tile_k = tiling.tile.k;
  mapping.order = tiling.order[0] == Dimension::n ? TileOrder::nmk : TileOrder::mnk;
  mapping.group = tiling.group;
  mapping.split_k = tiling.split_k;
  mapping.cores = tiling.cores;
  mapping.input_slots = tiling.slots[0].slots;
  mapping.weight_slots = tiling.slots[1].slots;
  mapping.output_slots = tiling.slots[2].slots;
  mapping.tiles_in_flight = tiling.tiles_in_flight;
  mapping.lookups = tiling.lookups;
  mapping.cluster = tiling.cluster;
  return mapping;
}

AttentionMapping mapping_of(const AttentionPlan& plan) {
  AttentionMapping mapping;
  mapping.tile_rows = plan.tile_rows;
  mapping.tile_keys = plan.tile_keys;
  mapping.key_parts = plan.parts;
  mapping.cores = plan.cores;
  mapping.style = plan.style;
  mapping.slots = plan.slots;
  return mapping;
}

Tiling tiling_of(const ProductMapping& mapping, const TilingTask& task) {
  const timing::TileShape whole = task.problem.whole();
  Tiling tiling;
  tiling.tile = {std::min(mapping.tile_m, whole.m), std::min(mapping.tile_n, whole.n),
                 std::min(mapping.tile_k, whole.k)};
  const bool n_outer = mapping.order == TileOrder::nmk;
  tiling.order = {n_outer ? Dimension::n : Dimension::m, n_outer ? Dimension::m : Dimension::n,
                  Dimension::k};
  tiling.group = mapping.group;
  tiling.split_k = mapping.split_k;
  tiling.cores = mapping.cores;
  tiling.tiles_in_flight = mapping.tiles_in_flight;
  tiling.lookups = mapping.lookups;
  tiling.cluster = mapping.cluster;
  check_cores(mapping.cores, task.chip, mapping.places);
  check_cluster(mapping.cluster, task.chip, mapping.places);
  const std::int64_t k_tiles = ceil_div(whole.k, tiling.tile.k);
  if (mapping.split_k > k_tiles) {
    refuse(mapping.places, "split_k",
           fmt::format("{} parts are more than the {} tiles along k", mapping.split_k, k_tiles));
  }
  const std::array<std::int64_t, 3> slots{mapping.input_slots, mapping.weight_slots,
                                          mapping.output_slots};
  std::array<Bytes, 3> bytes{};
  for (const Operand operand : kOperands) {
    const auto i = static_cast<std::size_t>(operand);
    tiling.slots[i] = {slots[i], task.problem.slot_bytes(operand, tiling.tile)};
    const std::int64_t seconds = operand == Operand::output && task.epilogue.operands > 0 ? 2 : 1;
    bytes[i] = checked_product({seconds, slots[i], tiling.slots[i].slot_bytes}, "slots");
  }
  check_fits(bytes, task.chip.core.sram, mapping.places, "tile_k");
  return tiling;
}

namespace {

void apply_style(const AttentionMapping& mapping, AttentionPlan& plan) {
  plan.style = mapping.style;
  if (plan.group() % plan.stack() == 0) return;
  refuse(mapping.places, "style.stacked_heads",
         fmt::format("{} do not divide the {} query heads that share a key-value head",
                     plan.stack(), plan.group()));
}

}  // namespace

void apply(const AttentionMapping& mapping, const config::Chip& chip, AttentionPlan& plan) {
  apply_style(mapping, plan);
  const bool cut = plan.style.edges == Edges::cut;
  plan.tile_rows = cut ? std::min(mapping.tile_rows, plan.rows()) : mapping.tile_rows;
  plan.tile_keys = cut ? std::min(mapping.tile_keys, plan.work.key_length) : mapping.tile_keys;
  plan.parts = mapping.key_parts;
  plan.slots = mapping.slots;
  check_cores(mapping.cores, chip, mapping.places);
  const std::int64_t key_tiles = ceil_div(plan.work.key_length, plan.tile_keys);
  if (plan.parts > key_tiles) {
    refuse(mapping.places, "key_parts",
           fmt::format("{} parts are more than the {} tiles of keys", plan.parts, key_tiles));
  }
  plan.cores = std::min(mapping.cores, plan.jobs());
  Bytes bytes = 0;
  for (const program::SlotPlan& slots : slots_of(plan))
    bytes += checked_mul(slots.slots, slots.slot_bytes, "slots");
  check_size(bytes, chip.core.sram, mapping.places, "tile_keys");
}

}  // namespace systole::mapping
