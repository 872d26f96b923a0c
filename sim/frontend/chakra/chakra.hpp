// Execution traces of MLCommons Chakra: a protobuf stream (.et), or JSON.
#pragma once

#include "frontend/read_options.hpp"
#include "frontend/source_file.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::chakra {

bool is_chakra_trace(const SourceFile& file);

/// The nodes on the device with their times and dependencies. Shapes are those of the operators
/// that called them, where the trace keeps inputs. `--param ranks=N` says over how many chips
/// collectives ran, where the file does not.
workload::Graph read_chakra_trace(const SourceFile& file, const ReadOptions& options,
                                  Diagnostics& diagnostics);

}  // namespace systole::frontend::chakra
