// StableHLO as text of MLIR: what jax.jit(f).lower(...).as_text() and torch_xla give.
#pragma once

#include "frontend/read_options.hpp"
#include "frontend/source_text.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::stablehlo {

bool is_stablehlo(const SourceText& source);

/// The operators of the function `main`, with calls and loops written out. Element-wise operations
/// behind a product are its epilogue unless the file is read as written.
workload::Graph read_stablehlo(const SourceText& source, const ReadOptions& options,
                               Diagnostics& diagnostics);

}  // namespace systole::frontend::stablehlo
