#include "report/rules_report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/table.hpp"
#include "base/text.hpp"

namespace systole::report {

namespace {

using cost::Answer;
using cost::ItemVerdict;
using cost::Rule;
using cost::RuleFigure;
using cost::Verdict;
using Json = nlohmann::ordered_json;

constexpr const char* kNotAdvice =
    "A calculator over published thresholds. It is not legal advice and not a classification.\n";

std::string value_text(const RuleFigure& figure) {
  return figure.value ? fmt::format("{:.6g}", *figure.value) : "not known";
}

std::string figures_text(const std::vector<RuleFigure>& figures) {
  Table table({{"figure", Align::left}, {"value"}, {"unit", Align::left}, {"basis", Align::left}});
  for (const RuleFigure& figure : figures) {
    table.row({figure.name, value_text(figure), figure.unit, figure.basis});
  }
  return table.text();
}

std::string market_text(config::Market market) {
  if (market != config::Market::not_stated) return std::string(name_of(market));
  return "not stated, judged as datacenter";
}

std::string outcome_text(const Rule& rule, const Verdict& verdict) {
  if (const ItemVerdict* const met = verdict.met()) {
    return fmt::format("{}: {}", met->item, met->outcome);
  }
  return verdict.open()
             ? "open: a figure is not known"
             : fmt::format("none of its items{}",
                           rule.subject == "chip" ? "" : " (of the " + rule.subject + ")");
}

const char* word_of(Answer answer) {
  switch (answer) {
    case Answer::met:
      return "met";
    case Answer::not_met:
      return "not met";
    case Answer::other_market:
      return "not for this market";
    case Answer::unknown:
      return "open";
  }
  return "";
}

std::string standing_text(const Rule& rule) {
  std::string text = std::string(name_of(rule.standing));
  if (rule.standing == cost::Standing::reported) text += ", not law";
  text += ", effective " + rule.effective;
  if (!rule.ended.empty()) text += " to " + rule.ended;
  if (rule.subject != "chip") text += ", judges a " + rule.subject;
  return text;
}

std::string rule_text(const Rule& rule, const cost::Subject& subject) {
  const Verdict verdict = cost::judge(rule, subject);
  std::string text = fmt::format("\n{} ({})\n  {}\n  outcome: {}\n", rule.title,
                                 standing_text(rule), rule.citation, outcome_text(rule, verdict));
  for (const ItemVerdict& item : verdict.items) {
    text += fmt::format("    {}: {}; {}\n", item.item, word_of(item.answer), item.because);
  }
  return text + "  uncertain: " + rule.uncertainty + "\n";
}

Json figure_json(const RuleFigure& figure) {
  return {{"value", figure.value ? Json(*parse_double(six_digits(*figure.value))) : Json(nullptr)},
          {"unit", figure.unit},
          {"basis", figure.basis}};
}

Json rule_json(const Rule& rule, const cost::Subject& subject) {
  const Verdict verdict = cost::judge(rule, subject);
  const ItemVerdict* const met = verdict.met();
  Json json{{"rule", rule.name},
            {"title", rule.title},
            {"citation", rule.citation},
            {"standing", name_of(rule.standing)},
            {"effective", rule.effective},
            {"ended", rule.ended.empty() ? Json(nullptr) : Json(rule.ended)},
            {"subject", rule.subject},
            {"outcome", verdict.open()   ? "open"
                        : met == nullptr ? "none"
                                         : met->outcome},
            {"item", met == nullptr ? Json(nullptr) : Json(met->item)},
            {"uncertainty", rule.uncertainty}};
  for (const ItemVerdict& item : verdict.items) {
    json["items"].push_back(
        {{"item", item.item}, {"answer", word_of(item.answer)}, {"because", item.because}});
  }
  return json;
}

std::string conditions_text(const cost::RuleItem& item) {
  std::string text;
  for (const cost::Condition& condition : item.where) {
    text += (text.empty() ? "" : " and ") + condition.text();
  }
  if (item.market == config::Market::datacenter) text += "; data centers only";
  return text;
}

}  // namespace

std::string rules_text(const Judgement& judgement) {
  std::string text =
      fmt::format("{}, market: {}\n\n", judgement.chip, market_text(judgement.subject.market)) +
      figures_text(judgement.subject.figures);
  for (const Rule& rule : judgement.rules) text += rule_text(rule, judgement.subject);
  return text + "\n" + kNotAdvice;
}

std::string rules_json(const Judgement& judgement) {
  Json json{{"schema", "systole.rules/1"},
            {"chip", judgement.chip},
            {"market", name_of(judgement.subject.market)},
            {"notice", "not legal advice and not a classification"}};
  for (const RuleFigure& figure : judgement.subject.figures) {
    json["figures"][figure.name] = figure_json(figure);
  }
  for (const Rule& rule : judgement.rules) {
    json["rules"].push_back(rule_json(rule, judgement.subject));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string rules_markdown(const std::vector<Rule>& rules) {
  std::string text = "| rule | item | thresholds | outcome |\n| --- | --- | --- | --- |\n";
  for (const Rule& rule : rules) {
    for (const cost::RuleItem& item : rule.items) {
      text += fmt::format("| `{}` | {} | {} | {} |\n", rule.name, item.item, conditions_text(item),
                          item.outcome);
    }
  }
  for (const Rule& rule : rules) {
    text += fmt::format("\n**{}** (`{}`; {}). {}. Uncertain: {}.\n", rule.title, rule.name,
                        standing_text(rule), rule.citation, rule.uncertainty);
  }
  return text;
}

}  // namespace systole::report
