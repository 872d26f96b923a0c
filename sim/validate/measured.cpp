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

std::vector<std::string> missing_of(const CsvTable& table,
                                    const std::vector<std::string>& columns) {
  std::vector<std::string> missing;
  for (const std::string& column : columns) {
    if (!table.has(column)) missing.push_back(column);
  }
  return missing;
}

/// The set of which most is there, where that is at least half of it.
std::string nearest_set(const CsvTable& table) {
  const auto share = [&](const Marks& mark) {
    return static_cast<double>(missing_of(table, mark.columns).size()) /
           static_cast<double>(mark.columns.size());
  };
  const auto nearest =
      std::min_element(marks().begin(), marks().end(),
                       [&](const Marks& a, const Marks& b) { return share(a) < share(b); });
  constexpr double kHalf = 0.5;
  if (share(*nearest) > kHalf) return "";
  return fmt::format("\nit looks like {}, but has no {}", name_of(nearest->set),
                     fmt::join(missing_of(table, nearest->columns), ", "));
}

void require_header(const CsvTable& table) {
  if (table.columns.empty()) {
    throw UserError(
        fmt::format("{}: the file is empty; its first line names its columns", table.file));
  }
  const std::string& first = table.columns.front();
  if (table.columns.size() > 1 || first.find_first_of(";\t") == std::string::npos) return;
  throw UserError(fmt::format("{}:{}: columns are separated by commas, not by semicolons or tabs",
                              table.file, table.header_line));
}

ColumnSet set_of(const CsvTable& table) {
  require_header(table);
  std::string known;
  for (const Marks& mark : marks()) {
    if (missing_of(table, mark.columns).empty()) return mark.set;
    known += fmt::format("\n  {}: {}", name_of(mark.set), fmt::join(mark.columns, ", "));
  }
  throw UserError(fmt::format(
      "{}:{}: the first line names columns of no table of measurements: {}{}\na table has one of "
      "these sets (docs/validation.md says what each column means):{}",
      table.file, table.header_line, fmt::join(table.columns, ", "), nearest_set(table), known));
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
