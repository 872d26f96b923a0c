#include "frontend/native_workload_writer.hpp"

#include <fmt/format.h>

#include "base/scalars.hpp"
#include "frontend/native_fields.hpp"

namespace systole::frontend {

std::string write_native_workload(const workload::Graph& graph) {
  const std::vector<std::string> names = unique_names(graph);
  std::string text = fmt::format("name: {}\n", yaml_text(graph.name));
  if (graph.parameters) text += fmt::format("parameter_count: {}\n", *graph.parameters);
  if (graph.kv_cache_bytes) text += fmt::format("kv_cache_bytes: {}\n", *graph.kv_cache_bytes);
  if (!graph.notes.empty()) text += "notes:\n";
  for (const std::string& note : graph.notes) text += fmt::format("  - {}\n", yaml_text(note));
  text += "operators:\n";
  for (std::size_t i = 0; i < graph.operators.size(); ++i)
    text += fmt::format("  - {}\n", operator_line(graph, i, names, Spelling::yaml));
  return text;
}

}  // namespace systole::frontend
