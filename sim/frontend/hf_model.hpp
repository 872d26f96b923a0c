// From the keys of a config.json to a DecoderModel.
#pragma once

#include <string>
#include <vector>

#include "base/document.hpp"
#include "workload/decoder.hpp"

namespace systole::frontend {

/// Reads the model that `config` describes; what is assumed or left out goes to `notes`. Of a model
/// for more than text the language model is read. After a mistake the model means nothing.
workload::DecoderModel hf_model(const Node& config, DType default_dtype,
                                std::vector<std::string>& notes, Diagnostics& diagnostics);

}  // namespace systole::frontend
