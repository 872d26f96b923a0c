// What every fuzz target does with its bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "frontend/native_workload_writer.hpp"
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

inline workload::Graph read_as(const std::string& format, std::string text) {
  ReadOptions options;
  options.format = format;
  Diagnostics diagnostics;
  return read_workload_text("input", std::move(text), options, diagnostics);
}

/// What was read can be written, and reading that gives as many operators again.
inline void check_written(const workload::Graph& graph) {
  constexpr std::size_t kSmall = 1000;
  if (graph.operators.size() > kSmall) return;
  const workload::Graph again = read_as("native", write_native_workload(graph));
  if (workload::macs_of(again) != workload::macs_of(graph)) __builtin_trap();
  if (again.operators.size() != graph.operators.size()) __builtin_trap();
}

/// Reads the bytes as a file of `format`. The answer is a graph or a UserError: whatever else is
/// thrown ends the program, and so does a graph that cannot be written and read.
inline void fuzz(const std::string& format, const std::uint8_t* bytes, std::size_t size) {
  workload::Graph graph;
  try {
    graph = read_as(format, std::string(bytes, bytes + size));
    use(graph);
  } catch (const UserError&) {
    return;  // the answer to most of what a fuzzer thinks of
  }
  check_written(graph);
}

}  // namespace systole::frontend
