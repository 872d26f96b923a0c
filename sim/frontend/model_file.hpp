// A decoder-only model by itself, without a step: from a Hugging Face config.json, or from the same
// keys in YAML, as the shipped ones have them.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "workload/decoder.hpp"

namespace systole::frontend {

/// The folder of shipped models, as find_data_file and list_data_files name it.
constexpr const char* kModelFolder = "workloads/models";

struct ModelFile {
  workload::DecoderModel model;
  std::vector<std::string> notes;  ///< what was assumed or left out
};

/// A shipped model by name, or a file. Throws UserError with all its mistakes.
ModelFile read_model(const std::string& name_or_path, DType default_dtype);

}  // namespace systole::frontend
