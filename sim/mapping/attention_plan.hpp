// Attention as one kernel: tiles of queries that stay, tiles of keys and values that stream past.
// Dao, "FlashAttention-2", 2023, arXiv:2307.08691; split over the keys: Dao et al.,
// "Flash-Decoding", 2023, https://pytorch.org/blog/flash-decoding/
#pragma once

#include <string_view>

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

/// What of a tile's softmax runs beside the products of the same job; the rest they wait for.
/// units: nothing, but exponentials run beside arithmetic, those of other jobs on the core.
enum class Overlap { all, arithmetic, units, none };
std::string_view name_of(Overlap overlap);

/// In which order jobs are begun. longest_first: those with most keys, of the heads together whose
/// keys stay in the shared buffer. as_numbered: heads one after the other, rows upwards; whoever is
/// free takes the next.
enum class JobOrder { longest_first, as_numbered };
std::string_view name_of(JobOrder order);

/// What is multiplied of a tile that reaches over the last row or key: what is there, or all of it,
/// with zeros.
enum class Edges { cut, whole };
std::string_view name_of(Edges edges);

/// How a kernel is written, beyond its tiles.
struct AttentionStyle {
  /// Query heads stacked along the rows of a job; 0: all that share its keys.
  std::int64_t stacked_heads = 0;
  Overlap overlap = Overlap::all;
  JobOrder order = JobOrder::longest_first;
  std::int64_t heads_together = 0;  ///< key-value heads; 0: all
  /// Jobs of a core that have begun and are not stored yet; 0: what the slots allow.
  std::int64_t jobs_in_flight = 0;
  /// Reads that follow from each other before a job knows where its keys lie: the lengths of its
  /// sequence, a table of pages.
  std::int64_t lookups = 0;
  /// Sequences that one read tells the tiles of: a core that goes on to its next job reads past all
  /// that lie between. 0: jobs are found without.
  std::int64_t sequences_per_read = 0;
  Edges edges = Edges::cut;
  /// Kernels that bring outputs back from the order of the stacks, and queries into it before.
  std::int64_t copies = 0;
  /// Of the vector unit, on each element of the values, to turn them for the second product.
  std::int64_t operations_per_value = 0;
  /// Of the vector unit, for each tile of keys: what is added to the sums apart from the products,
  /// and what of them registers do not hold.
  std::int64_t operations_per_tile = 0;
  /// Of the vector unit, on each score of a tile that a mask or the last key cuts through.
  std::int64_t operations_per_masked_score = 0;
  /// Kernels behind it without work of their own: they clear what jobs were dealt by, or find that
  /// there are no parts to combine.
  std::int64_t idle_kernels = 0;
  /// Parts of the keys that are read ahead when their outputs are combined.
  std::int64_t parts_ahead = 4;
};

/// What one core works on at a time: some rows of queries of one key-value head, against a part of
/// the keys.
struct AttentionJob {
  std::int64_t head = 0;  ///< stack of query heads of a sequence
  std::int64_t part = 0;
  std::int64_t first_row = 0;
  std::int64_t rows = 0;
  std::int64_t first_key = 0;
  std::int64_t end_key = 0;
  bool empty() const { return first_key >= end_key; }
};

/// Queries of heads that share a key-value head are stacked along the rows, head by head within a
/// position, so that keys and values are read once for all of them.
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
  AttentionStyle style;
  /// The most tiles of keys in one command, and how many shares of the heads are alike, so that one
  /// stands for all; see limit_events.
  std::int64_t tiles_per_command = 1;
  std::int64_t shares = 1;

  std::int64_t group() const { return work.heads / work.kv_heads; }
  /// Query heads along the rows of one stack, and stacks that read the same keys.
  std::int64_t stack() const { return style.stacked_heads > 0 ? style.stacked_heads : group(); }
  std::int64_t stacks_per_head() const { return group() / stack(); }
  /// Key-value heads of all sequences, of one share.
  std::int64_t key_heads() const { return work.batch * work.kv_heads / shares; }
  /// Stacks, of one share.
  std::int64_t heads() const { return key_heads() * stacks_per_head(); }
  std::int64_t rows() const { return stack() * work.query_length; }
  std::int64_t row_tiles() const;
  std::int64_t jobs() const { return row_tiles() * heads() * parts; }
  AttentionJob job(std::int64_t number) const;
  /// Of stack `head`, counted from the first rows.
  AttentionJob job_at(std::int64_t head, std::int64_t tile, std::int64_t part) const;
  std::int64_t tiles_of(const AttentionJob& job) const;
  /// Of a job's tiles of the keys [first, end), those in which not every row sees every key, and
  /// the one that ends the job, which is treated as one of them.
  std::int64_t cut_tiles(const AttentionJob& job, std::int64_t first, std::int64_t end) const;
  /// What is multiplied where so many rows or keys are there.
  std::int64_t multiplied_rows(std::int64_t rows) const;
  std::int64_t multiplied_keys(std::int64_t keys) const;
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

/// What turns values for the second product.
program::Vector turning_work(const AttentionPlan& plan, std::int64_t keys);

/// What is done to the sums of so many tiles of keys.
program::Vector summing_work(const AttentionPlan& plan, std::int64_t tiles);

/// What hides scores in so many tiles.
program::Vector masking_work(const AttentionPlan& plan, std::int64_t tiles);

/// As many key-value heads as the shared buffer keeps the keys and values of; 0 without one.
std::int64_t heads_that_stay(const config::Chip& chip, const AttentionPlan& plan);

/// Long attentions repeat themselves: tiles of keys are joined in one command and alike shares of
/// the heads are run once, so that simulating them takes a bounded number of events.
void limit_events(const config::Chip& chip, AttentionPlan& plan);

}  // namespace systole::mapping
