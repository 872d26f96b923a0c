// Hugging Face config.json: a decoder-only model by its numbers, without its code. One step of it
// becomes the graph; --param phase, batch, input_len and context say which. docs/workloads.md has
// the families.
#pragma once

#include "base/error.hpp"
#include "frontend/read_options.hpp"
#include "frontend/source_file.hpp"
#include "workload/decoder.hpp"

namespace systole::frontend {

bool is_hf_config(const SourceFile& file);

workload::Graph read_hf_config(const SourceFile& file, const ReadOptions& options,
                               Diagnostics& diagnostics);

}  // namespace systole::frontend
