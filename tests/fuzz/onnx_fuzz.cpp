// Any bytes as an ONNX file. The answer is a graph or a UserError; whatever else is thrown ends the
// program.
#include <cstddef>
#include <cstdint>
#include <string>

#include "frontend/read_workload.hpp"

namespace {

using namespace systole;
using namespace systole::frontend;

void read(const std::string& bytes, Fusion fusion) {
  ReadOptions options;
  options.format = "onnx";
  options.fusion = fusion;
  Diagnostics diagnostics;
  const workload::Graph graph = read_workload_text("net.onnx", bytes, options, diagnostics);
  for (const workload::Operator& op : graph.operators)
    for (const Operand operand : kOperands)
      if (workload::bytes_of(op, operand) < 0) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(bytes, bytes + size);
  for (const Fusion fusion : {Fusion::as_engines_do, Fusion::as_written}) {
    try {
      read(text, fusion);
    } catch (const UserError&) {
      continue;  // the answer to most of what a fuzzer thinks of
    }
  }
  return 0;
}
