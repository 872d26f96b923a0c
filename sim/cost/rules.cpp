#include "cost/rules.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cost/area.hpp"
#include "cost/peaks.hpp"
#include "cost/resolve.hpp"

namespace systole::cost {

namespace {

constexpr const char* kStated = "stated";
constexpr const char* kParameters = "from the parameters";
constexpr const char* kEstimated = "estimated";

std::optional<double> known(double value) {
  return value > 0.0 ? std::optional<double>(value) : std::nullopt;
}

/// A figure that the vendor states, or else another one.
RuleFigure chosen(const char* name, const char* unit, double stated, RuleFigure otherwise,
                  Basis basis) {
  if (basis == Basis::stated && stated > 0.0) return {name, unit, stated, kStated};
  otherwise.name = name;
  otherwise.unit = unit;
  return otherwise;
}

/// Dies with non-planar transistors; 0 where there are none, nothing where nobody knows.
RuleFigure applicable_area(const config::Chip& chip, Basis basis) {
  const bool non_planar = technology_of(chip).non_planar;
  const config::ChipFacts& facts = chip.facts;
  const double stated = facts.non_planar_mm2 > 0.0 ? facts.non_planar_mm2
                        : non_planar               ? facts.die_mm2
                                                   : 0.0;
  const double estimate = non_planar ? area_of(chip).total_mm2() : 0.0;
  return chosen("applicable_area_mm2", "mm2", stated, {"", "", estimate, kEstimated}, basis);
}

RuleFigure density_of(const RuleFigure& tpp, const RuleFigure& area) {
  RuleFigure density{"performance_density", "1/mm2", std::nullopt, area.basis};
  if (!tpp.value || !area.value) return density;
  density.value = *area.value > 0.0 ? *tpp.value / *area.value : 0.0;
  return density;
}

RuleFigure sum_of(const RuleFigure& dram, const RuleFigure& links) {
  RuleFigure sum{"dram_and_interconnect_gb_per_s", "GB/s", std::nullopt, dram.basis};
  if (dram.value && links.value) sum.value = *dram.value + *links.value;
  return sum;
}

RuleFigure stack_density(const config::Chip& chip) {
  const std::string name = memory_kind_of(chip);
  const MemoryKind& kind = parts_table().memory(name);
  return {"stack_bandwidth_density", "GB/s/mm2",
          kind.stack_mm2 > 0.0 ? kind.gb_per_s / kind.stack_mm2 : 0.0,
          fmt::format("of a stack of {}", name)};
}

const RuleFigure* find(const std::vector<RuleFigure>& figures, const std::string& name) {
  const auto found = std::find_if(figures.begin(), figures.end(),
                                  [&](const RuleFigure& figure) { return figure.name == name; });
  return found == figures.end() ? nullptr : &*found;
}

std::string number(double value) { return fmt::format("{:.6g}", value); }

/// Whether all conditions hold, and what decides.
ItemVerdict verdict_of(const RuleItem& item, const std::vector<RuleFigure>& figures) {
  ItemVerdict verdict{item.item, item.outcome, Answer::met, ""};
  std::string unknown;
  for (const Condition& condition : item.where) {
    const RuleFigure* const figure = find(figures, condition.figure);
    if (figure == nullptr || !figure->value) {
      if (unknown.empty()) unknown = condition.figure + " is not known";
      continue;
    }
    const bool holds = condition.holds(*figure->value);
    const std::string words = fmt::format("{} {} {}", condition.text(),
                                          holds ? "holds at" : "fails at", number(*figure->value));
    if (!holds) return {item.item, item.outcome, Answer::not_met, words};
    verdict.because += (verdict.because.empty() ? "" : ", ") + words;
  }
  if (!unknown.empty()) return {item.item, item.outcome, Answer::unknown, unknown};
  return verdict;
}

}  // namespace

std::string_view name_of(Standing standing) {
  switch (standing) {
    case Standing::law:
      return "law";
    case Standing::rescinded:
      return "rescinded";
    case Standing::reported:
      return "reported";
  }
  return "unknown";
}

bool Condition::holds(double value) const {
  if (at_least && value < *at_least) return false;
  if (above && value <= *above) return false;
  return !below || value < *below;
}

std::string Condition::text() const {
  std::string text;
  if (at_least) text = fmt::format("{} >= {}", figure, number(*at_least));
  if (above) text = fmt::format("{} > {}", figure, number(*above));
  if (!below) return text;
  return text.empty() ? fmt::format("{} < {}", figure, number(*below))
                      : text + fmt::format(" and < {}", number(*below));
}

std::vector<RuleFigure> rule_figures(const config::Chip& chip, Basis basis) {
  const config::ChipFacts& facts = chip.facts;
  const RuleFigure tpp =
      chosen("tpp", "", stated_tpp_of(facts), {"", "", known(tpp_of(chip)), kParameters}, basis);
  const RuleFigure area = applicable_area(chip, basis);
  const RuleFigure dram =
      chosen("dram_bandwidth_gb_per_s", "GB/s", facts.bandwidth_gb_per_s,
             {"", "", known(dram_bandwidth_gb_per_s(chip)), kParameters}, basis);
  const RuleFigure links = chosen("interconnect_gb_per_s", "GB/s", facts.interconnect_gb_per_s,
                                  {"", "", known(chip.silicon.link_gb_per_s), kParameters}, basis);
  return {tpp, area, density_of(tpp, area), dram, links, sum_of(dram, links), stack_density(chip)};
}

const ItemVerdict* Verdict::met() const {
  const auto found = std::find_if(items.begin(), items.end(), [](const ItemVerdict& item) {
    return item.answer == Answer::met;
  });
  return found == items.end() ? nullptr : &*found;
}

bool Verdict::open() const {
  return met() == nullptr && std::any_of(items.begin(), items.end(), [](const ItemVerdict& item) {
           return item.answer == Answer::unknown;
         });
}

Verdict judge(const Rule& rule, const Subject& subject) {
  Verdict verdict;
  const bool consumer = subject.market == config::Market::other;
  for (const RuleItem& item : rule.items) {
    if (consumer && item.market == config::Market::datacenter) {
      verdict.items.push_back({item.item, item.outcome, Answer::other_market,
                               "only for what is designed or marketed for data centers"});
      continue;
    }
    verdict.items.push_back(verdict_of(item, subject.figures));
  }
  return verdict;
}

bool meets(const Rule& rule, const std::vector<RuleFigure>& figures, config::Market market) {
  return judge(rule, {figures, market}).met() != nullptr;
}

}  // namespace systole::cost
