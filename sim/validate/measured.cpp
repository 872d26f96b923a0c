#include "validate/measured.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/data_files.hpp"
#include "base/text.hpp"
#include "validate/csv_table.hpp"
#include "validate/measured_rows.hpp"
#include "validate/model_rows.hpp"

namespace systole::validate {

namespace {

constexpr std::array<std::string_view, 7> kNames{
    "gemm", "attention", "vector", "collective", "llm_layers", "llm_models", "named_workloads"};

/// The columns that tell a set from the others; the first set whose columns are all there wins.
struct Marks {
  ColumnSet set;
  std::vector<std::string> columns;
};

const std::vector<Marks>& marks() {
  static const std::vector<Marks> kMarks{
      {ColumnSet::gemm, {"dtype", "m", "n", "k", "latency_us"}},
      {ColumnSet::attention,
       {"phase", "dtype", "batch", "q_len", "kv_len", "heads", "kv_heads", "head_dim",
        "latency_us"}},
      {ColumnSet::vector, {"op", "dtype", "rows", "cols", "latency_us"}},
      {ColumnSet::collective, {"collective", "dtype", "ranks", "elements", "latency_us"}},
      {ColumnSet::llm_layers, {"model", "tensor_parallel", "layer", "tokens", "latency_us"}},
      {ColumnSet::llm_models,
       {"model", "tensor_parallel", "batch", "input_len", "output_len", "prefill_ms",
        "time_per_output_token_ms"}},
      {ColumnSet::named_workloads, {"workload", "latency_us"}}};
  return kMarks;
}

bool has_all(const CsvTable& table, const std::vector<std::string>& columns) {
  return std::all_of(columns.begin(), columns.end(),
                     [&](const std::string& column) { return table.has(column); });
}

ColumnSet set_of(const CsvTable& table) {
  std::string known;
  for (const Marks& mark : marks()) {
    if (has_all(table, mark.columns)) return mark.set;
    known += fmt::format("\n  {}: {}", name_of(mark.set), fmt::join(mark.columns, ", "));
  }
  throw UserError(fmt::format(
      "{}: the first line names columns of no table of measurements: {}\na table has one of these "
      "sets (docs/validation.md says what each column means):{}",
      table.file, fmt::join(table.columns, ", "), known));
}

std::vector<Measured> rows_of(ColumnSet set, const CsvCells& cells, Diagnostics& diagnostics) {
  switch (set) {
    case ColumnSet::gemm:
      return {gemm_row(cells, diagnostics)};
    case ColumnSet::attention:
      return {attention_row(cells, diagnostics)};
    case ColumnSet::vector:
      return {vector_row(cells, diagnostics)};
    case ColumnSet::collective:
      return {collective_row(cells, diagnostics)};
    case ColumnSet::llm_layers:
      return {llm_layer_row(cells)};
    case ColumnSet::llm_models:
      return llm_model_rows(cells);
    case ColumnSet::named_workloads:
      return {named_workload_row(cells)};
  }
  return {};
}

/// What every table may say, whatever its set.
void complete(Measured& row, const CsvCells& cells) {
  row.chip = cells.text("chip");
  row.software = cells.text("software");
  row.source = cells.text("source");
  row.place = cells.place();
  if (row.software.find("launch included") != std::string::npos) {
    row.timing = Timing::launch_included;
  }
}

}  // namespace

std::string_view name_of(Timing timing) {
  constexpr std::array<std::string_view, 4> kTimings{"kernel", "launch included", "eager",
                                                     "serving"};
  return kTimings[static_cast<std::size_t>(timing)];
}

std::string_view name_of(ColumnSet set) { return kNames[static_cast<std::size_t>(set)]; }

std::vector<Measured> parse_measured(const std::string& text, const std::string& file) {
  Diagnostics diagnostics;
  const CsvTable table = parse_csv_table(text, file, diagnostics);
  diagnostics.throw_if_errors();
  const ColumnSet set = set_of(table);
  std::vector<Measured> rows;
  for (const CsvTable::Row& line : table.rows) {
    const CsvCells cells(table, line, diagnostics);
    for (Measured& row : rows_of(set, cells, diagnostics)) {
      complete(row, cells);
      rows.push_back(std::move(row));
    }
  }
  diagnostics.throw_if_errors();
  if (rows.empty()) throw UserError(fmt::format("{}: there are no rows below the header", file));
  return rows;
}

std::vector<Measured> read_measured(const std::string& path) {
  return parse_measured(read_file(path), path);
}

}  // namespace systole::validate
