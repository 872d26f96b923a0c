// The bytes of an ONNX file into a Model.
#pragma once

#include "frontend/onnx/model.hpp"
#include "frontend/source_file.hpp"

namespace systole::frontend::onnx {

/// Whether the head of a file is that of a ModelProto: its IR version, then known fields up to the
/// graph.
bool is_model(std::string_view head);

/// Throws UserError where the bytes are no model. Weights are passed over, external data is never
/// opened.
Model decode(const SourceFile& file);

}  // namespace systole::frontend::onnx
