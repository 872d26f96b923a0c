// Attention as one kernel: tiles of queries that stay, tiles of keys and values that stream past.
// Dao, "FlashAttention-2", 2023, arXiv:2307.08691; split over the keys: Dao et al.,
// "Flash-Decoding", 2023, https://pytorch.org/blog/flash-decoding/
#pragma once

#include "config/chip.hpp"
#include "program/command.hpp"
#include "workload/graph.hpp"

namespace systole::mapping {

/// Slots of each role, in the order in which they stand within their operand.
struct AttentionSlots {
  std::int64_t queries = 2, probabilities = 2;  ///< input
  std::int64_t keys = 2, values = 2;            ///< weight
  std::int64_t scores = 2, sums = 2;            ///< output
};

/// What one core works on at a time: some rows of queries of one key-value head, against a part of
/// the keys.
struct AttentionJob {
  std::int64_t head = 0;  ///< key-value head of a sequence
  std::int64_t part = 0;
  std::int64_t first_row = 0;
  std::int64_t rows = 0;
  std::int64_t first_key = 0;
  std::int64_t end_key = 0;
  bool empty() const { return first_key >= end_key; }
};

/// Queries of the heads that share a key-value head are stacked along the rows, head by head within
/// a position, so that keys and values are read once for all of them.
struct AttentionPlan {
  workload::Attention work;
  DType input = DType::fp16;
  DType weight = DType::fp16;
  DType output = DType::fp16;
  DType multiplied = DType::fp16;
  std::int64_t tile_rows = 128;
  std::int64_t tile_keys = 128;
  std::int64_t parts = 1;
  std::int64_t cores = 1;
  AttentionSlots slots;

  std::int64_t heads() const { return work.batch * work.kv_heads; }
  std::int64_t group() const { return work.heads / work.kv_heads; }
  std::int64_t rows() const { return group() * work.query_length; }
  std::int64_t row_tiles() const;
  std::int64_t jobs() const { return row_tiles() * heads() * parts; }
  /// Longest first, so that the short ones fill up the end.
  AttentionJob job(std::int64_t number) const;
  /// Of the tiles that are worked on; a tile that a mask cuts through is multiplied whole.
  Macs macs() const;
  Bytes key_row_bytes() const { return bytes_of(weight, work.head_dim); }
  Bytes value_row_bytes() const { return bytes_of(weight, work.value_dim); }
  /// Sums, maximum and denominator of a row at 32 bits, where other cores have the other keys.
  Bytes partial_row_bytes() const { return (work.value_dim + 2) * 4; }
};

/// Room that each operand's slots need, the same for all roles of an operand.
std::array<program::SlotPlan, 3> slots_of(const AttentionPlan& plan);

/// The work of the vector unit between the two products of a tile.
program::Vector softmax_work(const AttentionPlan& plan, std::int64_t rows, std::int64_t keys);

}  // namespace systole::mapping
