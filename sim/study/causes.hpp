// Why operators take as long as they do: the resource that is busy half of the time or more.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "result/shares.hpp"

namespace systole::study {

/// As result::kBounds, with `imbalance` taken out of `latency`: no resource is busy half of the
/// time, because half of the cores' time or more goes by waiting for the longest core.
constexpr std::array<std::string_view, 7> kCauses{"compute", "vector",    "dram",   "l2",
                                                  "launch",  "imbalance", "latency"};
std::string_view cause_of(const result::OperatorResult& op, const result::MachineFacts& machine);
/// One sentence about a cause.
std::string_view meaning_of(std::string_view cause);

/// Operators of one kind with one cause, together.
struct CauseGroup {
  std::string kind;
  std::string_view cause;
  std::int64_t operators = 0;
  Cycles cycles = 0;
  result::BusyShares busy{};  ///< averaged over the cycles
  double idle = 0.0;
};
/// The longest first.
std::vector<CauseGroup> causes_of(const result::Result& result);

using CauseCycles = std::vector<std::pair<std::string_view, Cycles>>;
/// Cycles by cause, of all operators or of those of one kind ("" for all), without those that cause
/// none; the largest first.
CauseCycles cycles_by_cause(const result::Result& result, std::string_view kind = "");

}  // namespace systole::study
