#include "report/measured_table.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "base/table.hpp"
#include "base/text.hpp"
#include "report/facts.hpp"
#include "study/statistics.hpp"

namespace systole::report {

namespace {

struct KindRow {
  std::string kind;
  std::int64_t operators = 0;
  double measured = 0.0;
  Cycles cycles = 0;
};

void by_measured_time(std::vector<KindRow>& rows) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const KindRow& a, const KindRow& b) { return a.measured > b.measured; });
}

/// Operators that were simulated and measured, by kind.
std::vector<KindRow> simulated_rows(const result::Result& result) {
  std::map<std::string, KindRow> kinds;
  for (const result::OperatorResult& op : result.operators) {
    if (op.measured_seconds <= 0.0) continue;
    KindRow& row = kinds[op.kind];
    row.kind = op.kind;
    ++row.operators;
    row.measured += op.measured_seconds;
    row.cycles += op.cycles;
  }
  std::vector<KindRow> rows;
  for (const auto& [kind, row] : kinds) rows.push_back(row);
  by_measured_time(rows);
  return rows;
}

std::vector<KindRow> left_out_rows(const result::Result& result) {
  std::vector<KindRow> rows;
  for (const LeftOut& kind : result.left_out) {
    const std::string name =
        kind.source_kind.empty() ? kind.kind : kind.kind + ": " + kind.source_kind;
    rows.push_back({name, kind.operators, kind.measured_seconds, 0});
  }
  by_measured_time(rows);
  return rows;
}

/// The rows past `most` as one.
void join_rest(std::vector<KindRow>& rows, std::size_t most) {
  if (rows.size() <= most + 1) return;
  KindRow rest{fmt::format("{} more kinds", rows.size() - most)};
  for (std::size_t i = most; i < rows.size(); ++i) {
    rest.operators += rows[i].operators;
    rest.measured += rows[i].measured;
  }
  rows.resize(most);
  rows.push_back(rest);
}

KindRow sum_of(const std::vector<KindRow>& rows, const char* name) {
  KindRow sum{name};
  for (const KindRow& row : rows) {
    sum.operators += row.operators;
    sum.measured += row.measured;
    sum.cycles += row.cycles;
  }
  return sum;
}

class MeasuredTable {
 public:
  explicit MeasuredTable(const result::Result& result)
      : result_(result), whole_(study::measured_seconds(result)) {}

  std::string text() {
    constexpr std::size_t kMostLeftOut = 10;
    const std::vector<KindRow> simulated = simulated_rows(result_);
    std::vector<KindRow> left_out = left_out_rows(result_);
    const KindRow unsimulated = sum_of(left_out, "not simulated");
    join_rest(left_out, kMostLeftOut);
    for (const KindRow& row : simulated) add_compared(row);
    table_.rule();
    add_compared(sum_of(simulated, "simulated"));
    if (left_out.empty()) return table_.text();
    table_.rule();
    for (const KindRow& row : left_out) add_measured(row);
    table_.rule();
    add_measured(unsimulated);
    return table_.text();
  }

 private:
  std::vector<std::string> cells_of(const KindRow& row) const {
    return {row.kind, std::to_string(row.operators), human_seconds(row.measured),
            percent(row.measured, whole_)};
  }

  void add_measured(const KindRow& row) { table_.row(cells_of(row)); }

  void add_compared(const KindRow& row) {
    std::vector<std::string> cells = cells_of(row);
    const double simulated = study::seconds_of(row.cycles, result_.machine);
    cells.push_back(human_seconds(simulated));
    if (row.measured > 0.0) cells.push_back(fmt::format("{:.2f}", simulated / row.measured));
    table_.row(std::move(cells));
  }

  const result::Result& result_;
  double whole_;
  Table table_{{{"kind", Align::left},
                {"operators"},
                {"measured"},
                {"% of time"},
                {"simulated"},
                {"sim/meas"}}};
};

}  // namespace

std::string measured_table(const result::Result& result) {
  if (study::measured_seconds(result) <= 0.0) return "";
  return MeasuredTable(result).text();
}

}  // namespace systole::report
