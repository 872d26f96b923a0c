#include "study/error_bars.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "study/statistics.hpp"

namespace systole::study {

namespace {

constexpr double kMost = 0.5;  ///< of the time must be validated for a bar of the whole

std::vector<const workload::Operator*> simulated_of(const workload::Graph& graph) {
  std::vector<const workload::Operator*> operators;
  for (const workload::Operator& op : graph.operators) {
    if (workload::is_simulated(op)) operators.push_back(&op);
  }
  return operators;
}

result::ErrorBar bar_of(const Residual* residual, double seconds) {
  if (residual == nullptr) return {};
  const ResidualKey& key = residual->key;
  return {seconds * residual->p10, seconds * residual->p90,
          fmt::format("p10 to p90 of {} measured rows: {}, {} bits, regime {}, {} ({})",
                      residual->rows, key.kind, key.dtype, key.regime, key.family, key.version)};
}

/// What a run's bar is made of.
struct Sums {
  double low = 0.0;
  double high = 0.0;
  double all = 0.0;
  double validated = 0.0;
  std::vector<std::string> unknown_kinds;

  void add(const result::OperatorResult& op, double seconds) {
    const bool known = op.error_bar.is_known();
    all += seconds;
    low += known ? op.error_bar.low_seconds : seconds;
    high += known ? op.error_bar.high_seconds : seconds;
    if (known) validated += seconds;
    const auto& kinds = unknown_kinds;
    if (!known && std::find(kinds.begin(), kinds.end(), op.kind) == kinds.end()) {
      unknown_kinds.push_back(op.kind);
    }
  }
};

std::string listed(const std::vector<std::string>& kinds) {
  constexpr std::size_t kFew = 4;
  std::string text;
  for (std::size_t i = 0; i < std::min(kFew, kinds.size()); ++i) {
    text += (i > 0 ? ", " : "") + kinds[i];
  }
  return kinds.size() > kFew ? text + " ..." : text;
}

result::ErrorBar total_of(const Sums& sums) {
  const double share = sums.all > 0.0 ? sums.validated / sums.all : 0.0;
  if (share <= 0.0) return {};
  std::string basis = fmt::format("p10 to p90, {:.0f} % of the time validated", 100.0 * share);
  if (!sums.unknown_kinds.empty()) basis += "; not validated: " + listed(sums.unknown_kinds);
  if (share < kMost) return {0.0, 0.0, "not validated: " + basis};
  return {sums.low, sums.high, basis};
}

}  // namespace

void charge_error_bars(const config::Chip& chip, const workload::Graph& graph,
                       const Residuals& residuals, result::Result& result) {
  const std::vector<const workload::Operator*> operators = simulated_of(graph);
  if (operators.size() != result.operators.size()) return;
  Sums sums;
  for (std::size_t i = 0; i < operators.size(); ++i) {
    result::OperatorResult& op = result.operators[i];
    const double seconds = seconds_of(op.cycles, result.machine);
    op.error_bar = bar_of(residuals.find(key_of(chip, *operators[i])), seconds);
    sums.add(op, seconds);
  }
  result.error_bar = total_of(sums);
}

std::optional<Bounds> bounds_of(const result::ErrorBar& bar) {
  if (!bar.is_known()) return std::nullopt;
  return Bounds{bar.low_seconds, bar.high_seconds};
}

result::ErrorBar widened(const result::Result& result, const std::optional<Interval>& interval) {
  result::ErrorBar bar = result.error_bar;
  const double nominal = seconds_of(result);
  if (!bar.is_known() || !interval || nominal <= 0.0) return bar;
  const Bounds ends = interval->seconds(result);
  bar.low_seconds *= ends.low / nominal;
  bar.high_seconds *= ends.high / nominal;
  return bar;
}

}  // namespace systole::study
