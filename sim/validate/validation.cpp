#include "validate/validation.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

#include "validate/statistics.hpp"

namespace systole::validate {

namespace {

/// How far apart two times are, either way.
double factor_of(const Compared& row) {
  return std::fabs(std::log(row.prediction.seconds / row.row->seconds));
}

void leave_out(Validation& validation, const std::string& chip, const Measured& row,
               const std::string& reason) {
  for (LeftOut& entry : validation.left_out) {
    if (entry.chip == chip && entry.kind == row.kind && entry.reason == reason) {
      ++entry.count;
      return;
    }
  }
  validation.left_out.push_back({chip, row.kind, reason, 1});
}

constexpr std::size_t kMostOfOneKind = 2;  ///< a product and what quantises its input

/// Exchanges are the network's, whatever its chips are.
std::string network_name(const PredictOptions& options) {
  return options.network ? options.network->name : "";
}

Compared compared(const config::Chip& chip, const Measured& row, const PredictOptions& options,
                  const Prediction& prediction) {
  if (row.exchange) return {&row, network_name(options), {}, {}, prediction};
  if (row.operators.empty()) return {&row, chip.name, {}, {}, prediction};
  const study::Regime regime = study::regime_of(chip, row.operators);
  if (row.timing == Timing::eager) return {&row, chip.name, regime, {}, prediction};
  study::ResidualKey key = study::key_of(chip, row.operators.back());
  if (row.operators.size() > kMostOfOneKind) key.kind = row.kind;  // a network is no operator
  key.mapper = name_of(options.mapper.rules);
  key.regime = name_of(regime);
  return {&row, chip.name, regime, std::move(key), prediction};
}

using GroupKey = std::tuple<std::string, std::string, std::string, std::string>;

GroupKey key_of(const Compared& row) {
  return {row.chip, row.row->kind, row.row->dtype, std::string(name_of(row.row->timing))};
}

Group group_of(const GroupKey& key, std::string regime, const std::vector<Compared>& rows) {
  const auto& [chip, kind, dtype, timing] = key;
  return {chip, kind, dtype, timing, std::move(regime), errors_of(rows)};
}

}  // namespace

Errors errors_of(const std::vector<Compared>& rows) {
  Errors errors;
  errors.count = rows.size();
  if (rows.empty()) return errors;
  std::vector<double> absolute;
  std::vector<double> log_predicted;
  std::vector<double> log_measured;
  for (const Compared& row : rows) {
    absolute.push_back(std::fabs(row.error()));
    errors.bias += row.error() / static_cast<double>(rows.size());
    log_predicted.push_back(std::log(row.prediction.seconds));
    log_measured.push_back(std::log(row.row->seconds));
  }
  errors.mape =
      std::accumulate(absolute.begin(), absolute.end(), 0.0) / static_cast<double>(absolute.size());
  errors.median = quantile(absolute, 0.5);
  errors.p90 = quantile(absolute, 0.9);
  errors.correlation = correlation(log_predicted, log_measured);
  return errors;
}

std::vector<Group> groups_of(const std::vector<Compared>& rows) {
  std::vector<GroupKey> order;
  std::map<GroupKey, std::vector<Compared>> by_key;
  for (const Compared& row : rows) {
    std::vector<Compared>& members = by_key[key_of(row)];
    if (members.empty()) order.push_back(key_of(row));
    members.push_back(row);
  }
  std::vector<Group> groups;
  for (const GroupKey& key : order) {
    const std::vector<Compared>& members = by_key.at(key);
    groups.push_back(group_of(key, "all", members));
    for (const study::Regime regime : study::kRegimes) {
      std::vector<Compared> some;
      for (const Compared& row : members) {
        if (row.regime == regime) some.push_back(row);
      }
      if (!some.empty()) groups.push_back(group_of(key, std::string(name_of(regime)), some));
    }
  }
  return groups;
}

void add(Validation& validation, const config::Chip& chip, const std::vector<const Measured*>& rows,
         const PredictOptions& options) {
  const std::vector<Prediction> predictions = predict(chip, rows, options);
  validation.fidelity = system::name_of(options.fidelity);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!predictions[i].error.empty()) {
      leave_out(validation, chip.name, *rows[i], predictions[i].error);
      continue;
    }
    validation.rows.push_back(compared(chip, *rows[i], options, predictions[i]));
  }
}

std::vector<Compared> worst(const std::vector<Compared>& rows, std::size_t count) {
  std::vector<Compared> sorted = rows;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Compared& a, const Compared& b) {
    return factor_of(a) > factor_of(b);
  });
  sorted.resize(std::min(count, sorted.size()));
  return sorted;
}

}  // namespace systole::validate
