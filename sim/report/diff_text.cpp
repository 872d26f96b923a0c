#include "report/diff_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/table.hpp"
#include "base/text.hpp"

namespace systole::report {

namespace {

using Json = nlohmann::ordered_json;
using study::Diff;
using study::KeyChange;
using study::OperatorChange;
using study::StoredOperator;

double rounded(double value) { return std::strtod(six_digits(value).c_str(), nullptr); }

double change_of(const Diff& diff) { return diff.after.seconds - diff.before.seconds; }

std::string signed_seconds(double seconds) {
  if (seconds == 0.0) return "0 s";
  return (seconds < 0.0 ? "-" : "+") + human_seconds(std::abs(seconds));
}

/// Of the whole difference; operators that go the other way have a negative share.
std::string share_text(double seconds, double whole) {
  return whole == 0.0 ? "-" : fmt::format("{:.1f}", 100.0 * seconds / whole);
}

std::string head(const Diff& diff) {
  const auto name = [](const study::StoredResult& result) {
    return fmt::format("{} on {} ({})", result.workload, result.chip, result.fidelity);
  };
  std::string text =
      fmt::format("A  {:<10} {}\nB  {:<10} {}\n", human_seconds(diff.before.seconds),
                  name(diff.before), human_seconds(diff.after.seconds), name(diff.after));
  if (diff.before.seconds <= 0.0 || diff.after.seconds <= 0.0) return text;
  const double ratio = diff.after.seconds / diff.before.seconds;
  return text + fmt::format("B takes {} ({:+.1f} %), {:.3g} times the speed of A\n",
                            signed_seconds(change_of(diff)), 100.0 * (ratio - 1.0), 1.0 / ratio);
}

std::string keys_text(const char* title, const std::vector<KeyChange>& changes) {
  if (changes.empty()) return fmt::format("\n{}: no difference\n", title);
  Table table({{title, Align::left}, {"A"}, {"B"}});
  for (const KeyChange& change : changes) {
    table.row({change.key, change.before.empty() ? "-" : change.before,
               change.after.empty() ? "-" : change.after});
  }
  return "\n" + table.text();
}

/// Operators that only one has, and those that are of another shape.
std::string workload_text(const Diff& diff) {
  std::int64_t gone = 0;
  std::int64_t added = 0;
  std::int64_t reshaped = 0;
  for (const OperatorChange& op : diff.operators) {
    gone += op.after ? 0 : 1;
    added += op.before ? 0 : 1;
    reshaped += op.before && op.after && op.before->shape != op.after->shape ? 1 : 0;
  }
  if (gone + added + reshaped == 0) return "\nworkload: the same operators, the same shapes\n";
  return fmt::format("\nworkload: {} operators only in A, {} only in B, {} of another shape\n",
                     gone, added, reshaped);
}

std::string pair_text(const std::string& a, const std::string& b) {
  return a == b ? a : fmt::format("{} -> {}", a.empty() ? "-" : a, b.empty() ? "-" : b);
}

std::vector<std::string> cells_of(const OperatorChange& op, double whole) {
  const StoredOperator none;
  const StoredOperator& a = op.before ? *op.before : none;
  const StoredOperator& b = op.after ? *op.after : none;
  return {op.name,
          op.before ? a.kind : b.kind,
          pair_text(a.shape, b.shape),
          op.before ? human_seconds(a.seconds) : "-",
          op.after ? human_seconds(b.seconds) : "-",
          signed_seconds(op.seconds),
          share_text(op.seconds, whole),
          pair_text(a.bound, b.bound)};
}

std::string operators_text(const Diff& diff, std::size_t rows) {
  const std::size_t shown = std::min(rows, diff.operators.size());
  Table table({{"operator", Align::left},
               {"kind", Align::left},
               {"count x M x N x K", Align::left},
               {"A"},
               {"B"},
               {"B - A"},
               {"% of it"},
               {"bound by", Align::left}});
  for (std::size_t i = 0; i < shown; ++i) {
    table.row(cells_of(diff.operators[i], change_of(diff)));
  }
  return fmt::format("\n{} of {} operators, the largest difference first\n\n{}", shown,
                     diff.operators.size(), table.text());
}

struct KindSum {
  std::int64_t operators = 0;
  double before = 0.0;
  double after = 0.0;
};

std::string kinds_text(const Diff& diff) {
  std::map<std::string, KindSum> kinds;
  for (const OperatorChange& op : diff.operators) {
    KindSum& sum = kinds[op.before ? op.before->kind : op.after->kind];
    ++sum.operators;
    sum.before += op.before ? op.before->seconds : 0.0;
    sum.after += op.after ? op.after->seconds : 0.0;
  }
  std::vector<std::pair<std::string, KindSum>> sorted(kinds.begin(), kinds.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return std::abs(a.second.after - a.second.before) > std::abs(b.second.after - b.second.before);
  });
  Table table({{"kind", Align::left}, {"n"}, {"A"}, {"B"}, {"B - A"}, {"% of it"}});
  for (const auto& [kind, sum] : sorted) {
    table.row({kind, std::to_string(sum.operators), human_seconds(sum.before),
               human_seconds(sum.after), signed_seconds(sum.after - sum.before),
               share_text(sum.after - sum.before, change_of(diff))});
  }
  return "\nby kind of operator\n\n" + table.text();
}

Json keys_json(const std::vector<KeyChange>& changes) {
  Json list = Json::array();
  for (const KeyChange& change : changes) {
    list.push_back({{"key", change.key}, {"before", change.before}, {"after", change.after}});
  }
  return list;
}

Json side_json(const std::optional<StoredOperator>& op) {
  if (!op) return nullptr;
  return {{"kind", op->kind},
          {"shape", op->shape},
          {"bound", op->bound},
          {"cycles", op->cycles},
          {"seconds", rounded(op->seconds)}};
}

Json result_json(const study::StoredResult& result) {
  return {{"chip", result.chip},
          {"workload", result.workload},
          {"fidelity", result.fidelity},
          {"cycles", result.cycles},
          {"seconds", rounded(result.seconds)}};
}

}  // namespace

std::string diff_text(const Diff& diff, std::size_t rows) {
  return head(diff) + keys_text("run", diff.settings) + keys_text("chip", diff.configuration) +
         workload_text(diff) + kinds_text(diff) + operators_text(diff, rows);
}

std::string diff_json(const Diff& diff) {
  Json document{{"schema", kDiffSchema},
                {"before", result_json(diff.before)},
                {"after", result_json(diff.after)},
                {"seconds", rounded(change_of(diff))},
                {"settings", keys_json(diff.settings)},
                {"configuration", keys_json(diff.configuration)},
                {"operators", Json::array()}};
  for (const OperatorChange& op : diff.operators) {
    document["operators"].push_back({{"name", op.name},
                                     {"seconds", rounded(op.seconds)},
                                     {"before", side_json(op.before)},
                                     {"after", side_json(op.after)}});
  }
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace systole::report
