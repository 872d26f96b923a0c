// Validations as the tables of docs/validation.md.
#include <fmt/format.h>

#include "base/text.hpp"
#include "report/validation_text.hpp"
#include "validate/residual_table.hpp"

namespace systole::report {

namespace {

using validate::Group;
using validate::Validation;

constexpr std::size_t kWorst = 10;

std::string signed_percent(double share) { return fmt::format("{:+.1f}", 100.0 * share); }

std::string line_of(const Group& group) {
  const bool first = group.regime == "all";
  const std::string kind =
      group.timing == "kernel" ? group.kind : fmt::format("{}, {}", group.kind, group.timing);
  const validate::Errors& errors = group.errors;
  return fmt::format("| {} | {} | {} | {} | {} | {:.1f} | {:.1f} | {:.1f} | {:+.1f} | {:.3f} |\n",
                     first ? group.chip : "", first ? kind : "", first ? group.dtype : "",
                     group.regime, errors.count, 100.0 * errors.mape, 100.0 * errors.median,
                     100.0 * errors.p90, 100.0 * errors.bias, errors.correlation);
}

std::string errors_table(const Validation& validation) {
  std::string text =
      "| chip | kind | type | regime | rows | MAPE % | median % | p90 % | bias % | correlation |\n"
      "|---|---|---|---|--:|--:|--:|--:|--:|--:|\n";
  for (const Group& group : validate::groups_of(validation.rows)) text += line_of(group);
  return text;
}

std::string worst_table(const Validation& validation) {
  std::string text =
      "| chip | kind | shape | measured | predicted | error % | bound by |\n"
      "|---|---|---|--:|--:|--:|---|\n";
  for (const validate::Compared& row : validate::worst(validation.rows, kWorst)) {
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", row.chip, row.row->kind,
                        row.row->shape, human_seconds(row.row->seconds),
                        human_seconds(row.prediction.seconds), signed_percent(row.error()),
                        row.prediction.cause);
  }
  return text;
}

std::string coverage_table(const Validation& validation) {
  std::string text =
      "| chips | version | kind | bits | regime | rows | inside % "
      "|\n|---|---|---|---|---|--:|--:|\n";
  for (const validate::Coverage& group : validate::held_out_coverage(validation.rows)) {
    if (group.rows == 0) continue;
    const study::ResidualKey& key = group.key;
    const bool pooled = key.kind.empty();
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {:.1f} |\n", pooled ? "all" : key.family,
                        key.version, key.kind, key.dtype, key.regime, group.rows,
                        100.0 * group.share());
  }
  return text;
}

std::string left_out_list(const Validation& validation) {
  std::string text;
  for (const validate::LeftOut& entry : validation.left_out) {
    text +=
        fmt::format("- {}: {} rows of {}: {}\n", entry.chip, entry.count, entry.kind, entry.reason);
  }
  return text;
}

}  // namespace

std::string validation_markdown(const Validation& validation) {
  const std::string left_out = left_out_list(validation);
  return fmt::format("{} rows, simulated at the `{}` level.\n\n", validation.rows.size(),
                     validation.fidelity) +
         errors_table(validation) + "\nFarthest off:\n\n" + worst_table(validation) +
         "\nRows of held-out shapes that fall between the ends of their error bars:\n\n" +
         coverage_table(validation) + (left_out.empty() ? "" : "\nLeft out:\n\n" + left_out);
}

}  // namespace systole::report
