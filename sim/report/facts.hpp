// Small derived texts that the summary and the comparison share.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "result/result.hpp"

namespace systole::report {

/// `part` of `whole` as "12.3", without the sign; "-" when there is no whole.
std::string percent(double part, double whole);
std::string percent(Cycles part, Cycles whole);

using Share = std::pair<std::string, Cycles>;
/// The shares of a whole, largest first, those under 0.05 % left out: "compute 61.0 %, dram 39.0
/// %".
std::string in_shares(std::vector<Share> shares, Cycles whole);

/// Cycles by what bounds them.
std::vector<Share> bounds_of(const result::Result& result);
/// Cycles by exclusive category.
std::vector<Share> categories_of(const result::CycleBreakdown& breakdown);

}  // namespace systole::report
