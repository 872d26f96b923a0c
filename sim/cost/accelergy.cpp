// Accelergy's action counts: components by their path, actions with whole counts.
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "cost/actions.hpp"

namespace systole::cost {

namespace {

/// In YAML's double quotes, in which a name from a user's file can do no harm.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (static_cast<unsigned char>(c) >= ' ') result += c;
  }
  return result + "\"";
}

}  // namespace

std::string accelergy_yaml(const std::string& chip, const std::vector<Action>& actions) {
  std::map<std::string, std::vector<const Action*>> by_component;
  for (const Action& action : actions) by_component[action.component].push_back(&action);
  std::string text = "action_counts:\n  version: 0.4\n  local:\n";
  for (const auto& [component, list] : by_component) {
    text += fmt::format("  - name: {}\n    action_counts:\n", quoted(chip + "." + component));
    for (const Action* action : list) {
      text += fmt::format("    - name: {}  # {}, {:.4g} pJ each\n      counts: {}\n", action->name,
                          action->unit, action->picojoules, std::llround(action->count));
    }
  }
  return text;
}

}  // namespace systole::cost
