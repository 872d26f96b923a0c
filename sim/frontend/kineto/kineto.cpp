#include "frontend/kineto/kineto.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "frontend/kineto/build_graph.hpp"
#include "frontend/kineto/notes.hpp"
#include "frontend/kineto/read_trace.hpp"

namespace systole::frontend::kineto {

namespace {

bool has(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

/// Damage of an archive shows only while it is unpacked.
Trace trace_of(const SourceFile& file) {
  const auto stream = file.stream();
  try {
    return read_trace(*stream, file.path());
  } catch (const UserError&) {
    throw;
  } catch (const std::ios_base::failure&) {
    throw UserError(fmt::format("{}: the gzip archive is damaged or cut short", file.path()));
  } catch (const std::exception& failure) {
    throw UserError(fmt::format("{}: cannot be read ({})", file.path(), failure.what()));
  }
}

void append(std::vector<std::string>& notes, const std::vector<std::string>& more) {
  notes.insert(notes.end(), more.begin(), more.end());
}

}  // namespace

bool is_kineto_trace(const SourceFile& file) {
  const std::string_view head = trim(file.head());
  if (starts_with(head, "{"))
    return has(head, "\"traceEvents\"") ||
           (has(head, "\"schemaVersion\"") && has(head, "\"deviceProperties\""));
  return starts_with(head, "[") && has(head, "\"ph\"") && has(head, "\"cat\"");
}

workload::Graph read_kineto_trace(const SourceFile& file, const ReadOptions& options,
                                  Diagnostics&) {
  if (!options.parameters.empty())
    throw UserError(
        fmt::format("--param {}: a trace has no parameters", options.parameters.begin()->first));
  workload::Graph graph = graph_of(load_trace(file));
  graph.name = file.stem();
  return graph;
}

Trace load_trace(const SourceFile& file) {
  Trace trace = trace_of(file);
  if (trace.gpu.empty()) {
    throw UserError(fmt::format(
        "{}: the trace holds no GPU kernel: record with activities=[ProfilerActivity.CPU, "
        "ProfilerActivity.CUDA]",
        file.path()));
  }
  return trace;
}

workload::Graph graph_of(Trace trace) {
  const std::vector<Link> links = link(trace);
  const std::vector<Group> groups = group(trace, links);
  workload::Graph graph = build_graph(trace, links, groups);
  graph.notes = notes_of(trace, links, groups);
  append(graph.notes, notes_of(graph));
  return graph;
}

}  // namespace systole::frontend::kineto
