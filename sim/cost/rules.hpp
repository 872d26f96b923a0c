// Export rules as data (configs/rules): what they ask of a chip, and what they say to it. A
// calculator, not legal advice.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "config/chip.hpp"

namespace systole::cost {

/// law: in the Federal Register; rescinded: was, and was taken back; reported: the press has it.
enum class Standing { law, rescinded, reported };
std::string_view name_of(Standing standing);

/// Limits of one figure.
struct Condition {
  std::string figure;
  std::optional<double> at_least;
  std::optional<double> above;
  std::optional<double> below;
  bool holds(double value) const;
  /// "tpp >= 1600", with both limits where there are two.
  std::string text() const;
};

/// All conditions together; it is for one market, or for all.
struct RuleItem {
  std::string item;
  std::string outcome;
  config::Market market = config::Market::not_stated;  ///< not_stated: for all
  std::vector<Condition> where;
};

struct Rule {
  std::string name;  ///< of the file
  std::string title;
  std::string citation;
  std::string url;
  std::string published;
  std::string effective;
  std::string ended;  ///< empty: in force as far as the file knows
  Standing standing = Standing::law;
  std::string subject = "chip";
  std::string uncertainty;
  std::vector<RuleItem> items;
};

constexpr const char* kRuleFolder = "configs/rules";

/// Mistakes go to `diagnostics`, each with its place.
Rule parse_rule(const std::string& text, const std::string& file_name, Diagnostics& diagnostics);
/// All that ship, in the order of their dates; read once. Throws UserError.
const std::vector<Rule>& shipped_rules();

/// Where figures come from: what the vendor states, and for the rest the chip's parameters; or its
/// parameters alone, as for a design that nobody sells.
enum class Basis { stated, parameters };

struct RuleFigure {
  std::string name;
  std::string unit;
  std::optional<double> value;  ///< nothing where it is not known
  std::string basis;            ///< "stated", "from the parameters", "estimated"
};

/// tpp, performance_density, dram_bandwidth_gb_per_s, interconnect_gb_per_s,
/// dram_and_interconnect_gb_per_s, stack_bandwidth_density, and die_mm2 for a reader.
std::vector<RuleFigure> rule_figures(const config::Chip& chip, Basis basis);

struct Subject {
  std::vector<RuleFigure> figures;
  config::Market market = config::Market::not_stated;  ///< judged as datacenter
};

enum class Answer { met, not_met, other_market, unknown };

/// What one item says: `because` names the limits that hold, or the first that does not.
struct ItemVerdict {
  std::string item;
  std::string outcome;
  Answer answer = Answer::not_met;
  std::string because;
};

struct Verdict {
  std::vector<ItemVerdict> items;
  /// The first item that is met.
  const ItemVerdict* met() const;
  /// Something that decides is not known.
  bool open() const;
};

Verdict judge(const Rule& rule, const Subject& subject);

/// Whether a design meets an item of the rule, by its parameters and the market that its file says.
/// A figure that is not known meets nothing.
bool meets(const Rule& rule, const std::vector<RuleFigure>& figures, config::Market market);

}  // namespace systole::cost
