#include <ostream>

#include "frontend/native_fields.hpp"
#include "frontend/trace.hpp"
#include "frontend/trace_version.hpp"

namespace systole::frontend {

void write_trace(const workload::Graph& graph, std::ostream& out) {
  FieldLine header(Spelling::json);
  header.number(kTraceKey, kTraceVersion);
  header.text("name", graph.name);
  if (graph.parameters) header.number("parameter_count", *graph.parameters);
  if (graph.kv_cache_bytes) header.number("kv_cache_bytes", *graph.kv_cache_bytes);
  if (!graph.notes.empty()) header.texts("notes", graph.notes);
  out << header.text() << '\n';
  const std::vector<std::string> names = unique_names(graph);
  for (std::size_t i = 0; i < graph.operators.size(); ++i)
    out << operator_line(graph, i, names, Spelling::json) << '\n';
}

}  // namespace systole::frontend
