#include "report/validation_text.hpp"

#include <fmt/format.h>

#include "base/table.hpp"
#include "base/text.hpp"

namespace systole::report {

namespace {

using validate::Compared;
using validate::Group;
using validate::Validation;

constexpr std::size_t kWorst = 10;

std::string percent_text(double share) { return fmt::format("{:.1f}", 100.0 * share); }
std::string signed_text(double share) { return fmt::format("{:+.1f}", 100.0 * share); }

/// A group's name is written once, on the line of all its regimes.
std::string if_all(const Group& group, const std::string& text) {
  return group.regime == "all" ? text : "";
}

std::string kind_text(const Group& group) {
  return group.timing == "kernel" ? group.kind : fmt::format("{} ({})", group.kind, group.timing);
}

std::string errors_table(const Validation& validation) {
  Table table({{"chip", Align::left},
               {"kind", Align::left},
               {"type", Align::left},
               {"regime", Align::left},
               {"rows"},
               {"MAPE %"},
               {"median %"},
               {"p90 %"},
               {"bias %"},
               {"correlation"}});
  for (const Group& group : validate::groups_of(validation.rows)) {
    const validate::Errors& errors = group.errors;
    table.row({if_all(group, group.chip), if_all(group, kind_text(group)),
               if_all(group, group.dtype), group.regime, std::to_string(errors.count),
               percent_text(errors.mape), percent_text(errors.median), percent_text(errors.p90),
               signed_text(errors.bias), fmt::format("{:.3f}", errors.correlation)});
  }
  return table.text();
}

std::string worst_table(const Validation& validation) {
  Table table({{"chip", Align::left},
               {"kind", Align::left},
               {"type", Align::left},
               {"shape", Align::left},
               {"measured"},
               {"predicted"},
               {"error %"},
               {"bound by", Align::left},
               {"mapping", Align::left}});
  for (const Compared& row : validate::worst(validation.rows, kWorst)) {
    table.row({row.chip, row.row->kind, row.row->dtype, row.row->shape,
               human_seconds(row.row->seconds), human_seconds(row.prediction.seconds),
               signed_text(row.error()), row.prediction.cause, row.prediction.mapping});
  }
  return table.text();
}

std::string left_out_text(const Validation& validation) {
  std::string text;
  for (const validate::LeftOut& entry : validation.left_out) {
    text += fmt::format("left out: {} {} rows of {}: {}\n", entry.count, entry.kind, entry.chip,
                        entry.reason);
  }
  return text.empty() ? "" : "\n" + text;
}

}  // namespace

std::string validation_text(const Validation& validation) {
  if (validation.rows.empty()) return "no row could be simulated\n" + left_out_text(validation);
  return fmt::format("{} measured rows against the {} level\n\n", validation.rows.size(),
                     validation.fidelity) +
         errors_table(validation) + "\nfarthest off\n\n" + worst_table(validation) +
         left_out_text(validation);
}

std::string validation_csv(const Validation& validation) {
  std::string text =
      "chip,kind,dtype,timing,regime,shape,measured_us,predicted_us,error,bound,mapping,source,fold"
      "\n";
  constexpr double kMicro = 1e6;
  for (const Compared& row : validation.rows) {
    text += fmt::format(
        "{},{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_cell(row.chip), csv_cell(row.row->kind),
        csv_cell(row.row->dtype), name_of(row.row->timing), row.regime ? name_of(*row.regime) : "",
        csv_cell(row.row->shape), six_digits(kMicro * row.row->seconds),
        six_digits(kMicro * row.prediction.seconds), six_digits(row.error()), row.prediction.cause,
        csv_cell(row.prediction.mapping), csv_cell(row.row->source), csv_cell(row.row->fold));
  }
  return text;
}

}  // namespace systole::report
