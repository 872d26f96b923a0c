// Programs of PaddlePaddle (.pdmodel), as paddle.static.save_inference_model and paddle.jit.save
// write them.
#pragma once

#include "frontend/read_options.hpp"
#include "frontend/source_file.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::paddle {

bool is_paddle_program(const SourceFile& file);

/// The inference of a program; `--param batch=N` sets the dimension that it leaves open.
workload::Graph read_paddle_program(const SourceFile& file, const ReadOptions& options,
                                    Diagnostics& diagnostics);

}  // namespace systole::frontend::paddle
