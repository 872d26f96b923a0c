// How tokens choose experts, and what that makes of the chip that has most to do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "llm/plan.hpp"

namespace systole::llm {

/// Shares of the experts in all choices, the largest first; empty: even ones.
struct ExpertLoad {
  std::vector<double> shares;
};

/// "balanced", "power:1.2" (the share of the n-th expert falls as n^-1.2) or a file with one share
/// per line. Throws UserError.
ExpertLoad expert_load_from(const std::string& text, std::int64_t experts);

/// Tokens that come to each expert of the chip that gets most of `tokens`, which choose
/// `experts.top_k` each; experts without tokens are left out. The most wanted experts lie on
/// different chips, as engines place them: expert n on chip n mod EP.
std::vector<std::int64_t> busiest_rows(const ExpertLoad& load,
                                       const workload::DecoderExperts& experts, std::int64_t tokens,
                                       std::int64_t chips);

/// Of the busiest chip, relative to an even share.
double imbalance_of(const ExpertLoad& load, std::int64_t chips);

}  // namespace systole::llm
