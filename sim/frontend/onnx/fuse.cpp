#include "frontend/onnx/fuse.hpp"

namespace systole::frontend::onnx {

void fuse(Network& network) {
  fuse_quantization(network);
  fuse_written_out(network);
  fuse_rotary(network);
  fuse_attention(network);
  fuse_epilogues(network);
}

}  // namespace systole::frontend::onnx
