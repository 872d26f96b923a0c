// Vector work cut into chunks: what each chunk reads, works on and writes.
#pragma once

#include <vector>

#include "config/chip.hpp"
#include "mapping/mapper.hpp"
#include "program/program.hpp"
#include "workload/graph.hpp"

namespace systole::mapping {

/// A tensor that goes past in chunks, or is read in pieces of a strided matrix.
struct Stream {
  Operand operand = Operand::input;
  Address address = 0;
  Bytes bytes = 0;
};

/// chunked: a core reads rows while it works on others. in_turn: a row is a thread block that
/// begins when the one before has ended, and first reads the scale it uses.
enum class RowOrder { chunked, in_turn };

struct VectorPlan {
  std::string name;
  std::string kind;
  std::vector<Stream> reads;  ///< the first is what the vector unit reads
  Stream write{Operand::output, 0, 0};
  /// Over the whole work.
  std::int64_t simple = 0;
  std::int64_t special = 0;
  std::int64_t reductions = 0;
  std::int64_t element_bits = 32;
  /// Chunks hold whole units where there are enough of them: rows, or single bytes.
  std::int64_t units = 1;
  /// A row that does not fit is read this often, in `pieces`; then a unit is one piece of a row.
  std::int64_t passes = 1;
  std::int64_t pieces = 1;
  /// Rows that the blocks of a core work on at one time, each pass over all of them before the
  /// next: what lies between two reads of a row. 0: rows stay in the operand memory if they fit it.
  std::int64_t rows_together = 0;
  /// Bytes that lie together in memory; 0: all of them. The rest of a row lies elsewhere.
  Bytes run_bytes = 0;
  RowOrder order = RowOrder::chunked;
  /// Reads of a core, one after the other, before its first load: instructions and parameters.
  std::int64_t lookups = 0;
  /// A chunk is worth its descriptors from here on; 0: any, a row is a thread block.
  Bytes smallest_chunk = 4 * kKib;
  // Filled in by plan_chunks.
  std::int64_t chunks = 1;
  std::int64_t turn = 1;  ///< chunks that are gone through in every pass before those that follow
  std::int64_t cores = 1;
  std::int64_t slots = 2;
};

/// Decides how many chunks there are and who works on them. Throws UserError when not even one slot
/// of one byte fits.
void plan_chunks(const config::Chip& chip, VectorPlan& plan);

program::Kernel vector_kernel(const VectorPlan& plan);

/// A kernel that moves nothing: it is launched and ends.
program::Kernel idle_kernel(const std::string& name, const std::string& kind);

/// The work of `kind` on the rows and columns of `work`, as it reads and writes memory.
VectorPlan plan_vector(const workload::Operator& op, const config::Chip& chip, Rules rules);

}  // namespace systole::mapping
