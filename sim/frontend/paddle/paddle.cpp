#include "frontend/paddle/paddle.hpp"

#include <fmt/format.h>

#include "frontend/onnx/onnx_model.hpp"
#include "frontend/paddle/translation.hpp"

namespace systole::frontend::paddle {

bool is_paddle_program(const SourceFile& file) { return is_program(file.head()); }

workload::Graph read_paddle_program(const SourceFile& file, const ReadOptions& options,
                                    Diagnostics& diagnostics) {
  const Program program = decode(file);
  if (program.operations.empty()) {
    throw UserError(
        fmt::format("{}: the program has no operation: expected a .pdmodel of paddle.jit.save or "
                    "paddle.static.save_inference_model",
                    file.path()));
  }
  onnx::Model model;
  try {
    model = translate(program);
  } catch (const UserError& problem) {
    throw UserError(fmt::format("{}: {}", file.path(), problem.what()));
  }
  return graph_of_model(model, file, options, diagnostics);
}

}  // namespace systole::frontend::paddle
