// The nodes of an execution trace: calls of the framework, each inside the one that made it.
#pragma once

#include <string>
#include <vector>

#include "frontend/execution_trace/observed.hpp"
#include "frontend/kineto/trace.hpp"
#include "frontend/source_file.hpp"

namespace systole::frontend::execution_trace {

/// What a call touches, beside what kineto::HostOp says of it.
struct Touched {
  std::vector<kineto::Id> reads;   ///< storages, in Recording::trace.strings
  std::vector<kineto::Id> writes;  ///< storages
  bool is_operator = false;        ///< it has a schema: no annotation
  bool returns_view = false;       ///< its schema says that nothing is computed
  bool on_device = false;          ///< at least one tensor lies there
  bool on_host = false;
};

struct Recording {
  std::string schema;          ///< "1.1.1-chakra.0.0.4"
  kineto::Trace trace;         ///< its host operators, in the order of their calls, with parents
  std::vector<Touched> calls;  ///< one for each of them
  std::vector<std::int64_t> function_ids;  ///< "rf_id", kNoNumber where there is none
};

/// Throws UserError where the file is no such trace, is of a version that nobody knows, or where
/// calls are inside each other.
Recording read_recording(const SourceFile& file);

}  // namespace systole::frontend::execution_trace
