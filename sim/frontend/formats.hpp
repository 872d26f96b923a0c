// The formats of workload files, one reader each: bytes in, Graph out. A new format is one entry
// here.
#pragma once

#include <string_view>
#include <vector>

#include "frontend/read_options.hpp"
#include "frontend/source_file.hpp"
#include "workload/graph.hpp"

namespace systole::frontend {

struct Format {
  std::string_view name;   ///< for `--from`: "onnx", "kineto"
  std::string_view title;  ///< for messages: "ONNX model (.onnx)"
  /// Whether the head of the file is of this format. Never throws for what is of another.
  bool (*recognises)(const SourceFile& file);
  /// Reports every mistake at its place, or throws UserError where reading cannot go on. The graph
  /// is meaningful only where there was none.
  workload::Graph (*read)(const SourceFile& file, const ReadOptions& options,
                          Diagnostics& diagnostics);
};

/// In the order in which they are asked whether they recognise a file.
const std::vector<Format>& formats();

/// The format of `--from name`; throws UserError with the nearest and all known names.
const Format& format_named(std::string_view name);

/// The format that recognises the file; throws UserError that lists what is read.
const Format& format_of(const SourceFile& file);

}  // namespace systole::frontend
