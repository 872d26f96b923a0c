#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/table.hpp"
#include "base/text.hpp"
#include "report/facts.hpp"
#include "report/inspection.hpp"

namespace systole::report {

namespace {

using workload::Graph;
using workload::Operator;

std::string line(const char* what, const std::string& text) {
  return fmt::format("{:<12} {}\n", what, text);
}

std::string intensity_text(const WorkSums& sums) {
  const std::optional<double> intensity = intensity_of(sums);
  return intensity ? fmt::format("{:.1f}", *intensity) : "-";
}

/// Cells that every table has: MACs, bytes, intensity, and a measured time where there is any.
std::vector<std::string> cells_of(const WorkSums& sums, bool measured) {
  std::vector<std::string> cells{sums.macs == 0 ? "-" : human_count(static_cast<double>(sums.macs)),
                                 human_bytes(static_cast<double>(sums.bytes)),
                                 intensity_text(sums)};
  if (measured)
    cells.push_back(sums.measured_seconds ? human_seconds(*sums.measured_seconds) : "-");
  return cells;
}

std::vector<Column> columns_of(std::vector<Column> columns, bool measured) {
  for (const char* title : {"MACs", "bytes", "op/byte"}) columns.push_back({title});
  if (measured) columns.push_back({"measured"});
  columns.push_back({"types", Align::left});
  return columns;
}

std::string kinds_table(const Inspection& inspection) {
  const bool measured = inspection.total.measured_seconds.has_value();
  Table table(columns_of({{"kind", Align::left}, {"operators"}}, measured));
  const auto row = [&](const std::string& kind, const WorkSums& sums) {
    std::vector<std::string> cells{kind, std::to_string(sums.operators)};
    for (std::string& cell : cells_of(sums, measured)) cells.push_back(std::move(cell));
    cells.push_back(fmt::format("{}", fmt::join(sums.dtypes, ", ")));
    table.row(std::move(cells));
  };
  for (const KindSums& kind : inspection.kinds) row(kind.kind, kind.sums);
  table.rule();
  row("all", inspection.total);
  return table.text();
}

std::string kind_text(const Operator& op) {
  std::string text(kind_of(op));
  for (const workload::VectorKind kind : op.epilogue) text += fmt::format(" + {}", name_of(kind));
  if (!op.source_kind.empty() && op.source_kind != text)
    text += fmt::format(" ({})", op.source_kind);
  return text;
}

std::string operators_table(const Graph& graph, bool measured) {
  Table table(columns_of({{"operator", Align::left}, {"kind", Align::left}, {"shape", Align::left}},
                         measured));
  for (const Operator& op : graph.operators) {
    const WorkSums sums = sums_of(op);
    std::vector<std::string> cells{op.name, kind_text(op), shape_text(op)};
    for (std::string& cell : cells_of(sums, measured)) cells.push_back(std::move(cell));
    cells.push_back(fmt::format("{}", fmt::join(sums.dtypes, ", ")));
    table.row(std::move(cells));
  }
  return table.text();
}

std::string unknown_line(const Inspection& inspection) {
  if (inspection.unknown.operators == 0) return "";
  std::string names;
  for (const auto& [kind, count] : inspection.unknown_kinds)
    names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", kind, count);
  const auto share = [](std::int64_t part, std::int64_t whole) {
    return percent(static_cast<double>(part), static_cast<double>(whole));
  };
  return line(
      "unknown",
      fmt::format("{} operators, {} % of MACs, {} % of bytes: {}", inspection.unknown.operators,
                  share(inspection.unknown.macs, inspection.total.macs),
                  share(inspection.unknown.bytes, inspection.total.bytes), names));
}

}  // namespace

std::string inspection_text(const Graph& graph, Detail detail) {
  const Inspection inspection = inspect(graph);
  std::string text = line("workload", graph.name);
  if (graph.parameters)
    text += line("parameters",
                 fmt::format("{} ({})", human_count(static_cast<double>(*graph.parameters)),
                             *graph.parameters));
  if (!graph.parameters)
    text += line("weights", human_count(static_cast<double>(inspection.weights)) +
                                " elements, as operators read them");
  if (graph.kv_cache_bytes)
    text += line("KV cache", human_bytes(static_cast<double>(*graph.kv_cache_bytes)));
  text +=
      line("MACs", fmt::format("{} ({})", human_count(static_cast<double>(inspection.total.macs)),
                               inspection.total.macs));
  text += unknown_line(inspection);
  for (const std::string& note : graph.notes) text += line("note", note);
  text += "\n";
  const bool measured = inspection.total.measured_seconds.has_value();
  if (detail == Detail::operators) text += operators_table(graph, measured) + "\n";
  return text + kinds_table(inspection);
}

}  // namespace systole::report
