// What export rules say to a chip, as text and as JSON.
#pragma once

#include <string>
#include <vector>

#include "cost/rules.hpp"

namespace systole::report {

struct Judgement {
  std::string chip;
  cost::Subject subject;
  std::vector<cost::Rule> rules;
};

std::string rules_text(const Judgement& judgement);
std::string rules_json(const Judgement& judgement);

/// Rules with citation, thresholds and uncertainty: docs/rules.md holds this table.
std::string rules_markdown(const std::vector<cost::Rule>& rules);

}  // namespace systole::report
