// The statistics that an operator and a whole run share: cycle categories and traffic.
#pragma once

#include "result/members.hpp"
#include "study/statistics.hpp"

namespace systole::study {

const result::CycleBreakdown& breakdown_of(const OperatorView& view);
const result::CycleBreakdown& breakdown_of(const RunView& view);
const result::Counters& counters_of(const OperatorView& view);
const result::Counters& counters_of(const RunView& view);

template <typename View>
void add_cycle_categories(std::vector<Statistic<View>>& table) {
  for (const result::CycleCategory& category : result::cycle_categories()) {
    const auto member = category.member;
    table.push_back({"cycle_categories." + std::string(category.name), "cycles",
                     std::string(category.description), Kind::integer,
                     [member](const View& view) -> Value { return breakdown_of(view).*member; }});
  }
}

template <typename View>
void add_traffic(std::vector<Statistic<View>>& table) {
  for (const result::Traffic& traffic : result::traffic_by_operand()) {
    for (const Operand operand : kOperands) {
      const auto member = traffic.member;
      const auto index = static_cast<std::size_t>(operand);
      table.push_back({std::string(traffic.name) + "." + std::string(name_of(operand)),
                       std::string(traffic.unit),
                       std::string(traffic.description) + ", " + std::string(name_of(operand)),
                       Kind::integer, [member, index](const View& view) -> Value {
                         return (counters_of(view).*member)[index];
                       }});
    }
  }
}

template <typename View>
void add_plain_counts(std::vector<Statistic<View>>& table) {
  for (const result::Count& count : result::plain_counts()) {
    const auto member = count.member;
    table.push_back({std::string(count.name), std::string(count.unit),
                     std::string(count.description), Kind::integer,
                     [member](const View& view) -> Value { return counters_of(view).*member; }});
  }
}

}  // namespace systole::study
