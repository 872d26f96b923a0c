#include "frontend/read_workload.hpp"

#include "base/data_files.hpp"
#include "frontend/formats.hpp"

namespace systole::frontend {

namespace {

workload::Graph checked(const SourceFile& file, const ReadOptions& options,
                        Diagnostics& diagnostics) {
  const Format& format = options.format.empty() ? format_of(file) : format_named(options.format);
  workload::Graph graph = format.read(file, options, diagnostics);
  if (!diagnostics.has_errors()) validate(graph, diagnostics);
  diagnostics.throw_if_errors();
  return graph;
}

}  // namespace

workload::Graph read_workload(const std::string& name_or_path, const ReadOptions& options,
                              Diagnostics& diagnostics) {
  return checked(SourceFile::open(find_data_file("workloads", name_or_path)), options, diagnostics);
}

workload::Graph read_workload_text(const std::string& path, std::string text,
                                   const ReadOptions& options, Diagnostics& diagnostics) {
  return checked(SourceFile::of(path, std::move(text)), options, diagnostics);
}

}  // namespace systole::frontend
