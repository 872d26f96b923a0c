// The keys of a mapping file, each spelled once.
#pragma once

#include <array>

#include "config/fields.hpp"
#include "mapping/mapping.hpp"

namespace systole::config {

template <>
struct Words<mapping::TileOrder> {
  static constexpr std::array values{mapping::TileOrder::nmk, mapping::TileOrder::mnk};
};

template <>
struct Words<mapping::Role> {
  static constexpr std::array values{mapping::Role::product, mapping::Role::scores,
                                     mapping::Role::context, mapping::Role::input_products,
                                     mapping::Role::hidden_products};
};

template <>
struct Words<mapping::Overlap> {
  static constexpr std::array values{mapping::Overlap::all, mapping::Overlap::arithmetic,
                                     mapping::Overlap::units, mapping::Overlap::none};
};

template <>
struct Words<mapping::JobOrder> {
  static constexpr std::array values{mapping::JobOrder::longest_first,
                                     mapping::JobOrder::as_numbered};
};

template <>
struct Words<mapping::Edges> {
  static constexpr std::array values{mapping::Edges::cut, mapping::Edges::whole};
};

constexpr Range kTileSide{1, 1 << 20};
constexpr Range kSlotCount{1, 64};
constexpr Range kCoreCount{1, 1024};
constexpr Range kPartCount{1, 1 << 16};

template <>
struct Fields<mapping::ProductMapping> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit.field("operator", self.operator_name, "the operator, and all that do the same work");
    visit.field("role", self.role, "which of its products");
    visit.field("tile_m", self.tile_m, kTileSide, "rows of an output tile");
    visit.field("tile_n", self.tile_n, kTileSide, "columns of an output tile");
    visit.field("tile_k", self.tile_k, kTileSide, "elements of K in one step");
    visit.field("order", self.order, "tile loops, outermost first");
    visit.field("group", self.group, Range{0, 1 << 20},
                "tiles of the second loop walked before the outer one starts again; 0: all");
    visit.field("split_k", self.split_k, kPartCount, "parts of K, added up afterwards");
    visit.field("cores", self.cores, kCoreCount, "cores that output tiles are dealt to");
    visit.field("input_slots", self.input_slots, kSlotCount, "input tiles held at once");
    visit.field("weight_slots", self.weight_slots, kSlotCount, "weight tiles held at once");
    visit.field("output_slots", self.output_slots, kSlotCount, "output tiles held at once");
    visit.field("tiles_in_flight", self.tiles_in_flight, Range{0, 64},
                "output tiles of a core begun and not stored yet; 0: what the slots allow");
    visit.field("lookups", self.lookups, Range{0, 16},
                "reads that follow from each other before a core loads its first tile");
    visit.field("cluster", self.cluster, Range{1, 64},
                "neighbouring cores that load together what several of them load");
  }
};

template <>
struct Fields<mapping::AttentionSlots> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit.field("queries", self.queries, kSlotCount, "tiles of queries held at once");
    visit.field("probabilities", self.probabilities, kSlotCount, "tiles of probabilities");
    visit.field("keys", self.keys, kSlotCount, "tiles of keys");
    visit.field("values", self.values, kSlotCount, "tiles of values");
    visit.field("scores", self.scores, kSlotCount, "tiles of scores");
    visit.field("sums", self.sums, kSlotCount, "tiles of sums");
  }
};

template <>
struct Fields<mapping::AttentionStyle> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit.field("stacked_heads", self.stacked_heads, Range{0, 1 << 16},
                "query heads along the rows of a job; 0: all that share its keys");
    visit.field("overlap", self.overlap, "what of the softmax runs beside the products of a job");
    visit.field("order", self.order, "in which order jobs are begun");
    visit.field("heads_together", self.heads_together, Range{0, 1 << 30},
                "longest_first: key-value heads begun together; 0: all");
    visit.field("jobs_in_flight", self.jobs_in_flight, Range{0, 64},
                "jobs of a core begun and not stored yet; 0: what the slots allow");
    visit.field("lookups", self.lookups, Range{0, 16},
                "reads that follow from each other before a job knows where its keys lie");
    visit.field("sequences_per_read", self.sequences_per_read, Range{0, 1 << 20},
                "sequences that one read of those between two jobs of a core tells about; 0: none "
                "are read");
    visit.field("edges", self.edges, "what is multiplied of a tile that reaches over the edge");
    visit.field(
        "copies", self.copies, Range{0, 2},
        "kernels that bring outputs back from the order of the stacks, and queries into it");
    visit.field("operations_per_value", self.operations_per_value, Range{0, 64},
                "of the vector unit, on each element of the values, to turn them");
    visit.field("operations_per_tile", self.operations_per_tile, Range{0, 1 << 30},
                "of the vector unit, on the sums of each tile of keys beside rescaling them");
    visit.field("operations_per_masked_score", self.operations_per_masked_score, Range{0, 64},
                "of the vector unit, on each score of a tile that a mask cuts through");
    visit.field("idle_kernels", self.idle_kernels, Range{0, 16},
                "kernels behind it without work of their own");
    visit.field("parts_ahead", self.parts_ahead, Range{1, 64},
                "parts of the keys read ahead when they are combined");
  }
};

template <>
struct Fields<mapping::AttentionMapping> {
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit.field("operator", self.operator_name, "the operator, and all that do the same work");
    visit.field("tile_rows", self.tile_rows, kTileSide,
                "rows of queries that stay; heads that share keys are stacked");
    visit.field("tile_keys", self.tile_keys, kTileSide, "keys in one step");
    visit.field("key_parts", self.key_parts, kPartCount, "parts of the keys, combined afterwards");
    visit.field("cores", self.cores, kCoreCount, "cores that the rows are dealt to");
    visit.section("style", self.style, "how the kernel is written");
    visit.section("slots", self.slots, "how the operand memory is divided");
  }
};

}  // namespace systole::config
