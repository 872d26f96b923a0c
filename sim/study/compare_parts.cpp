#include <map>

#include "study/compare.hpp"
#include "study/statistics.hpp"

namespace systole::study {

namespace {

using result::Result;

/// Indices of the operators of each part, in the workload's order.
struct Members {
  std::string name;
  std::string kind;
  std::vector<std::size_t> indices;
};

std::vector<Members> members_of(const Result& result, Grouping grouping) {
  std::vector<Members> parts;
  std::map<std::string, std::size_t> of_kind;
  for (std::size_t i = 0; i < result.operators.size(); ++i) {
    const result::OperatorResult& op = result.operators[i];
    if (grouping == Grouping::by_operator) {
      parts.push_back({op.name, op.kind, {i}});
      continue;
    }
    const auto [place, is_new] = of_kind.emplace(op.kind, parts.size());
    if (is_new) parts.push_back({op.kind, op.kind, {}});
    parts[place->second].indices.push_back(i);
  }
  return parts;
}

double seconds_of(const Result& result, const std::vector<std::size_t>& indices) {
  Cycles cycles = 0;
  for (const std::size_t i : indices) cycles += result.operators.at(i).cycles;
  return study::seconds_of(cycles, result.machine);
}

/// The cause of the largest part of the time, and that part.
void find_cause(const Result& result, const std::vector<std::size_t>& indices, PartOnChip& part) {
  std::map<std::string_view, Cycles> cycles;
  Cycles whole = 0;
  for (const std::size_t i : indices) {
    const result::OperatorResult& op = result.operators.at(i);
    cycles[cause_of(op, result.machine)] += op.cycles;
    whole += op.cycles;
  }
  const auto largest = std::max_element(cycles.begin(), cycles.end(),
                                        [](auto& a, auto& b) { return a.second < b.second; });
  part.cause = std::string(largest->first);
  if (whole > 0) {
    part.cause_share = static_cast<double>(largest->second) / static_cast<double>(whole);
  }
}

PartOnChip on_chip(const Contender& contender, const std::vector<std::size_t>& indices,
                   std::optional<double> first_seconds) {
  PartOnChip part;
  part.seconds = seconds_of(contender.result, indices);
  if (contender.interval) {
    part.bounds = contender.interval->of(
        contender.result, [&](const Result& result) { return seconds_of(result, indices); });
  }
  part.speed = part.seconds > 0.0 ? first_seconds.value_or(part.seconds) / part.seconds : 0.0;
  find_cause(contender.result, indices, part);
  return part;
}

Part part_of(const std::vector<Contender>& contenders, const Members& members) {
  Part part{members.name, members.kind, static_cast<std::int64_t>(members.indices.size()), 0.0, {}};
  for (const std::size_t i : members.indices) {
    part.measured_seconds += contenders.front().result.operators[i].measured_seconds;
  }
  for (const Contender& contender : contenders) {
    const auto first =
        part.chips.empty() ? std::nullopt : std::optional<double>(part.chips.front().seconds);
    part.chips.push_back(on_chip(contender, members.indices, first));
  }
  return part;
}

}  // namespace

std::vector<Part> parts_of(const std::vector<Contender>& contenders, Grouping grouping) {
  if (contenders.empty()) return {};
  std::vector<Part> parts;
  for (const Members& members : members_of(contenders.front().result, grouping)) {
    parts.push_back(part_of(contenders, members));
  }
  std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
    return a.chips.front().seconds > b.chips.front().seconds;
  });
  return parts;
}

}  // namespace systole::study
