#include "frontend/onnx/fuse.hpp"

namespace systole::frontend::onnx {

/// Whoever reads a dequantised tensor reads the integers instead. What quantises the result joins
/// its operator with the other epilogues.
void fuse_quantization(Network& network) {
  for (Step& step : network.steps) {
    if (step.node.op_type != "DequantizeLinear") continue;
    step.work.reset();
    step.keeps_integers = true;
  }
}

}  // namespace systole::frontend::onnx
