#include "app/workload_file.hpp"

#include "app/output.hpp"
#include "app/reading.hpp"
#include "frontend/read_workload.hpp"

namespace systole::app {

namespace {

std::vector<std::string> dtype_names() {
  std::vector<std::string> names;
  for (int i = 0; i <= static_cast<int>(DType::int4); ++i)
    names.emplace_back(name_of(static_cast<DType>(i)));
  return names;
}

}  // namespace

Positional workload_positional() {
  Positional workload{"FILE", "a workload in any format, or the name of a shipped one"};
  workload.completes = Completes::workload;
  return workload;
}

std::vector<Option> workload_file_options() {
  std::vector<Option> options = reading_options();
  Option dtype{"dtype", 0, "TYPE", "element type of operators whose file names none", "fp16"};
  dtype.choices = dtype_names();
  options.push_back(dtype);
  return options;
}

workload::Graph read_positional_workload(const Arguments& arguments) {
  frontend::ReadOptions options = read_options_from(arguments);
  options.default_dtype = *dtype_from(arguments.one("dtype"));
  Diagnostics diagnostics;
  workload::Graph graph =
      frontend::read_workload(arguments.positionals().front(), options, diagnostics);
  for (const std::string& note : diagnostics.notes()) print_note("note: " + note);
  return graph;
}

}  // namespace systole::app
