// Element types of a config.json: torch_dtype and what quantization_config changes.
#pragma once

#include <string>
#include <vector>

#include "frontend/hf_keys.hpp"
#include "workload/decoder.hpp"

namespace systole::frontend {

/// `default_dtype` where the file names none.
workload::DecoderTypes hf_types(const HfKeys& keys, DType default_dtype,
                                std::vector<std::string>& notes, Diagnostics& diagnostics);

}  // namespace systole::frontend
