// Vector work on an output tile between its last product and its store.
#pragma once

#include "config/chip.hpp"
#include "program/command.hpp"
#include "workload/graph.hpp"

namespace systole::mapping {

/// Counted per element of the product's output.
struct Epilogue {
  std::int64_t simple = 0;
  std::int64_t special = 0;
  /// So many elements of the product share these operations: the gates of a recurrent cell.
  std::int64_t shared_by = 1;
  /// Tensors as large as the output that are loaded for it (`add`, `multiply`).
  std::int64_t operands = 0;
  /// Elements stored for so many of the product: gates become one hidden state.
  std::int64_t narrowing = 1;

  bool exists() const { return simple + special + operands > 0; }
};

/// Row-wise work (a norm) is counted like the rest; that a row lies in several tiles is left out.
Epilogue epilogue_of(const workload::Operator& op);

/// The same work behind what it costs to bring sums out of the matrix unit's registers.
Epilogue with_drain(Epilogue epilogue, const config::Chip& chip);

/// The work on `elements` that lie in `from`.
program::Vector work_of(const Epilogue& epilogue, std::int64_t elements, program::SlotRef slot);

/// Whether a chip can work on a tile before it leaves the core.
bool fuses_vector_work(const config::Chip& chip);

}  // namespace systole::mapping
