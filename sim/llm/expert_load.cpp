#include "llm/expert_load.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/data_files.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace systole::llm {

namespace {

constexpr std::string_view kPower = "power:";
constexpr double kSteepest = 10.0;

ExpertLoad scaled(std::vector<double> shares) {
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= sum;
  std::sort(shares.rbegin(), shares.rend());
  return {std::move(shares)};
}

ExpertLoad power_law(const std::string& text, std::int64_t experts) {
  const auto exponent = parse_double(text.substr(kPower.size()));
  if (!exponent || *exponent < 0.0 || *exponent > kSteepest)
    throw UserError(
        fmt::format("--experts {}: expected power: and a number from 0 to {}, such as "
                    "power:0.8",
                    text, kSteepest));
  std::vector<double> shares;
  for (std::int64_t n = 1; n <= experts; ++n)
    shares.push_back(std::pow(static_cast<double>(n), -*exponent));
  return scaled(std::move(shares));
}

ExpertLoad shares_in(const std::string& path, std::int64_t experts) {
  const std::string text = read_file(path);
  std::vector<double> shares;
  int line = 0;
  for (const std::string_view row : split(text, '\n')) {
    ++line;
    if (trim(row).empty()) continue;
    const auto share = parse_double(trim(row));
    if (!share || *share < 0.0)
      throw UserError({path, line, 1}, "expected the share of one expert, a number of at least 0");
    shares.push_back(*share);
  }
  const bool any = std::any_of(shares.begin(), shares.end(), [](double s) { return s > 0.0; });
  if (!any || shares.size() != static_cast<std::size_t>(experts))
    throw UserError(
        fmt::format("{}: has {} shares, expected one line for each of the model's {} "
                    "experts, some above 0",
                    path, shares.size(), experts));
  return scaled(std::move(shares));
}

/// Tokens of each expert: by shares, none more often than there are tokens, and all choices made.
std::vector<std::int64_t> rows_by_share(const std::vector<double>& shares, std::int64_t tokens,
                                        std::int64_t choices) {
  std::vector<std::int64_t> rows;
  std::int64_t left = choices;
  double share_left = 1.0;
  for (const double share : shares) {
    const double wanted = share_left > 0.0 ? static_cast<double>(left) * share / share_left : 0.0;
    rows.push_back(std::min<std::int64_t>({tokens, left, std::llround(wanted)}));
    left -= rows.back();
    share_left -= share;
  }
  for (std::int64_t& row : rows) {  // what rounding and full experts left over
    const std::int64_t more = std::min(left, tokens - row);
    row += more;
    left -= more;
  }
  return rows;
}

std::vector<std::int64_t> rows_of(const ExpertLoad& load, const workload::DecoderExperts& experts,
                                  std::int64_t tokens) {
  const std::int64_t choices = tokens * experts.top_k;
  if (load.shares.empty()) return workload::balanced_rows(choices, experts.count);
  return rows_by_share(load.shares, tokens, choices);
}

}  // namespace

ExpertLoad expert_load_from(const std::string& text, std::int64_t experts) {
  if (text == "balanced") return {};
  if (starts_with(text, kPower)) return power_law(text, experts);
  return shares_in(text, experts);
}

std::vector<std::int64_t> busiest_rows(const ExpertLoad& load,
                                       const workload::DecoderExperts& experts, std::int64_t tokens,
                                       std::int64_t chips) {
  // Sorted from the most wanted, chip 0 has the most of every round.
  const std::vector<std::int64_t> all = rows_of(load, experts, tokens);
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < all.size(); i += static_cast<std::size_t>(chips)) {
    if (all[i] > 0) rows.push_back(all[i]);
  }
  return rows;
}

double imbalance_of(const ExpertLoad& load, std::int64_t chips) {
  if (load.shares.empty()) return 1.0;
  double busiest = 0.0;
  for (std::size_t i = 0; i < load.shares.size(); i += static_cast<std::size_t>(chips))
    busiest += load.shares[i];
  return busiest * static_cast<double>(chips);
}

}  // namespace systole::llm
