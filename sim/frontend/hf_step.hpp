// Which step of a decoder-only model is asked for, from --param (or --phase, --batch ...).
#pragma once

#include "base/error.hpp"
#include "frontend/read_options.hpp"
#include "workload/decoder.hpp"

namespace systole::frontend {

struct HfStep {
  workload::DecoderStep step;
  std::int64_t layers = 0;       ///< 0: all
  std::optional<DType> kv_type;  ///< of the cache; none: that of the model
};

/// Defaults: one sequence; prefill of 1024 tokens, or decode of one after 1024.
HfStep hf_step(const ReadOptions& options, Diagnostics& diagnostics);

}  // namespace systole::frontend
