#include "report/operators_csv.hpp"

#include "base/text.hpp"
#include "report/csv.hpp"
#include "study/statistics.hpp"

namespace systole::report {

namespace {

using study::InCsv;
using study::OperatorView;
using study::Statistic;

std::string cell_of(const study::Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
  if (const auto* number = std::get_if<double>(&value)) return six_digits(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return csv_cell(*text);
  return "";
}

std::vector<const Statistic<OperatorView>*> columns_of(const result::Result& result) {
  const bool measured = study::measured_seconds(result) > 0.0;
  std::vector<const Statistic<OperatorView>*> columns;
  for (const auto& statistic : study::operator_statistics()) {
    const bool shown =
        statistic.in_csv == InCsv::always || (statistic.in_csv == InCsv::when_measured && measured);
    if (shown) columns.push_back(&statistic);
  }
  return columns;
}

template <typename CellOf>
std::string row(const std::vector<const Statistic<OperatorView>*>& columns, CellOf cell) {
  std::string text;
  for (const auto* column : columns) text += cell(*column) + ',';
  if (!text.empty()) text.back() = '\n';
  return text;
}

/// At the end of the last row.
void append_cells(std::string& text, const std::string& cells) {
  text.back() = ',';
  text += cells + '\n';
}

}  // namespace

std::string operators_csv(const result::Result& result,
                          const std::optional<study::Interval>& interval) {
  const auto columns = columns_of(result);
  std::string text = row(columns, [](const auto& column) { return column.name; });
  if (interval) append_cells(text, "seconds_low,seconds_high");
  for (std::size_t i = 0; i < result.operators.size(); ++i) {
    const OperatorView view{result.operators[i], result.machine};
    text += row(columns, [&](const auto& column) { return cell_of(column.value(view)); });
    if (!interval) continue;
    const study::Bounds seconds = interval->operator_seconds(result, i);
    append_cells(text, six_digits(seconds.low) + "," + six_digits(seconds.high));
  }
  return text;
}

}  // namespace systole::report
