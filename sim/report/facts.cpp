#include "report/facts.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "result/members.hpp"
#include "study/statistics.hpp"

namespace systole::report {

std::string percent(double part, double whole) {
  if (whole <= 0.0) return "-";
  return fmt::format("{:.1f}", 100.0 * part / whole);
}

std::string percent(Cycles part, Cycles whole) {
  return percent(static_cast<double>(part), static_cast<double>(whole));
}

std::string in_shares(std::vector<Share> shares, Cycles whole) {
  std::stable_sort(shares.begin(), shares.end(),
                   [](const Share& a, const Share& b) { return a.second > b.second; });
  std::string text;
  for (const auto& [name, cycles] : shares) {
    const std::string share = percent(cycles, whole);
    if (cycles <= 0 || share == "0.0") continue;
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {} %", name, share);
  }
  return text.empty() ? "nothing" : text;
}

std::vector<Share> bounds_of(const result::Result& result) {
  std::vector<Share> shares;
  for (const std::string_view bound : result::kBounds) {
    shares.emplace_back(std::string(bound), study::cycles_bound_by(result, bound));
  }
  return shares;
}

std::vector<Share> categories_of(const result::CycleBreakdown& breakdown) {
  std::vector<Share> shares;
  for (const result::CycleCategory& category : result::cycle_categories()) {
    shares.emplace_back(std::string(category.name), breakdown.*category.member);
  }
  return shares;
}

}  // namespace systole::report
