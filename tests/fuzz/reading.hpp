// What every fuzz target does with its bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "frontend/read_workload.hpp"

namespace systole::frontend {

/// Asks of a graph what later floors ask of it; ends the program where an answer is impossible.
inline void use(const workload::Graph& graph) {
  workload::macs_of(graph);
  for (const workload::Operator& op : graph.operators) {
    for (const Operand operand : kOperands) {
      if (workload::elements_of(op, operand) < 0 || workload::bytes_of(op, operand) < 0)
        __builtin_trap();
    }
  }
}

/// Reads the bytes as a file of `format`. The answer is a graph or a UserError: whatever else is
/// thrown ends the program.
inline void read_as(const std::string& format, const std::uint8_t* bytes, std::size_t size) {
  ReadOptions options;
  options.format = format;
  Diagnostics diagnostics;
  try {
    use(read_workload_text("input", std::string(bytes, bytes + size), options, diagnostics));
  } catch (const UserError&) {
    // The answer to most of what a fuzzer thinks of.
  }
}

}  // namespace systole::frontend
