// How the operators of a workload are mapped, as data: what the mapper decided, what is written to
// a file, and what a file may say instead.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/reader.hpp"
#include "mapping/attention_plan.hpp"
#include "mapping/tiling.hpp"

namespace systole::mapping {

/// The tile loops that keep sums on chip: k is always innermost.
enum class TileOrder { nmk, mnk };
std::string_view name_of(TileOrder order);

/// Which of an operator's products a mapping is for.
enum class Role { product, scores, context, input_products, hidden_products };
std::string_view name_of(Role role);

struct ProductMapping {
  std::string operator_name;
  Role role = Role::product;
  std::int64_t tile_m = 1;
  std::int64_t tile_n = 1;
  std::int64_t tile_k = 1;
  TileOrder order = TileOrder::nmk;
  std::int64_t group = 0;
  std::int64_t split_k = 1;
  std::int64_t cores = 1;
  std::int64_t input_slots = 1;
  std::int64_t weight_slots = 1;
  std::int64_t output_slots = 1;
  std::int64_t tiles_in_flight = 0;
  std::int64_t lookups = 0;
  std::int64_t cluster = 1;
  config::KeyPlaces places{Place{}};  ///< of the keys in their file
};

struct AttentionMapping {
  std::string operator_name;
  std::int64_t tile_rows = 1;
  std::int64_t tile_keys = 1;
  std::int64_t key_parts = 1;
  std::int64_t cores = 1;
  AttentionStyle style;
  AttentionSlots slots;
  config::KeyPlaces places{Place{}};
};

struct Mapping {
  std::vector<ProductMapping> products;
  std::vector<AttentionMapping> attentions;

  void add(const Mapping& other);
  /// Whether any entry is for the operator.
  bool has(const std::string& operator_name) const;
  const ProductMapping* product(const std::string& operator_name, Role role) const;
  const AttentionMapping* attention(const std::string& operator_name) const;
};

ProductMapping mapping_of(const Tiling& tiling);
AttentionMapping mapping_of(const AttentionPlan& plan);

/// The tiling that an entry asks for. Throws UserError at the entry's place where it cannot be had.
struct TilingTask;
Tiling tiling_of(const ProductMapping& mapping, const TilingTask& task);
/// Fills in what an entry asks for.
void apply(const AttentionMapping& mapping, const config::Chip& chip, AttentionPlan& plan);

}  // namespace systole::mapping
