#include "frontend/read_workload.hpp"

#include "base/data_files.hpp"
#include "frontend/native_workload.hpp"
#include "frontend/scalesim_topology.hpp"
#include "frontend/source_text.hpp"

namespace systole::frontend {

namespace {

workload::Graph read_source(const SourceText& source, const ReadOptions& options,
                            Diagnostics& diagnostics) {
  if (is_native_workload(source)) return read_native_workload(source, options, diagnostics);
  if (is_scalesim_topology(source)) return read_scalesim_topology(source, options, diagnostics);
  throw UserError(source.path +
                  ": not a workload in a known format: expected a native workload (YAML with the "
                  "keys name and operators) or a SCALE-Sim topology (CSV)");
}

workload::Graph checked(const SourceText& source, const ReadOptions& options,
                        Diagnostics& diagnostics) {
  workload::Graph graph = read_source(source, options, diagnostics);
  if (!diagnostics.has_errors()) validate(graph, diagnostics);
  diagnostics.throw_if_errors();
  return graph;
}

}  // namespace

workload::Graph read_workload(const std::string& name_or_path, const ReadOptions& options,
                              Diagnostics& diagnostics) {
  return checked(load_source(find_data_file("workloads", name_or_path)), options, diagnostics);
}

workload::Graph read_workload_text(const std::string& path, std::string text,
                                   const ReadOptions& options, Diagnostics& diagnostics) {
  return checked(source_from(path, std::move(text)), options, diagnostics);
}

}  // namespace systole::frontend
