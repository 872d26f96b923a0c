#include "sweep/axis_values.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/scalars.hpp"
#include "base/text.hpp"

namespace systole::sweep {

namespace {

constexpr std::int64_t kMostValues = 1'000'000;

struct RangeKeys {
  double from = 0.0;
  double to = 0.0;
  std::optional<double> step;
  std::optional<std::int64_t> points;
  bool logarithmic = false;

  bool whole() const { return std::trunc(from) == from && std::trunc(to) == to; }
};

std::string number_text(double value) {
  constexpr double kLargestExact = 1e15;
  if (std::trunc(value) == value && std::fabs(value) < kLargestExact)
    return fmt::format("{:.0f}", value);
  return six_digits(value);
}

bool read_scale(const Node& node, const std::string& path, Diagnostics& diagnostics) {
  if (node.is_scalar() && node.scalar == "log") return true;
  if (!node.is_scalar() || node.scalar != "linear")
    diagnostics.error(node.place, path, "expected linear or log, got " + description_of(node));
  return false;
}

void read_key(const Entry& entry, const std::string& path, RangeKeys& range,
              Diagnostics& diagnostics) {
  const std::string inner = path + "." + entry.key;
  if (entry.key == "from") {
    range.from = number_of(entry.value, inner, diagnostics).value_or(0.0);
  } else if (entry.key == "to") {
    range.to = number_of(entry.value, inner, diagnostics).value_or(0.0);
  } else if (entry.key == "step") {
    range.step = number_of(entry.value, inner, diagnostics);
  } else if (entry.key == "points") {
    range.points = integer_of(entry.value, inner, diagnostics);
  } else if (entry.key == "scale") {
    range.logarithmic = read_scale(entry.value, inner, diagnostics);
  } else {
    diagnostics.error(entry.key_place, inner,
                      "unknown key" +
                          suggestion(entry.key, {"from", "to", "step", "points", "scale"}) +
                          "; a range has from, to, and step or points, and scale: log");
  }
}

std::string problem_of(const RangeKeys& range) {
  if (range.from >= range.to) return "`from` must be below `to`";
  if (range.step.has_value() == range.points.has_value())
    return "a range needs either `step` or `points`";
  if (range.step && range.logarithmic) return "a log range has `points`, not `step`";
  if (range.step && *range.step <= 0.0) return "`step` must be above 0";
  if (range.points && *range.points < 2) return "`points` must be 2 or more";
  if (range.logarithmic && range.from <= 0.0) return "a log range begins above 0";
  const double count =
      range.step ? (range.to - range.from) / *range.step : static_cast<double>(*range.points);
  if (count > static_cast<double>(kMostValues))
    return fmt::format("more than {} values", kMostValues);
  return "";
}

std::vector<std::string> values_of(const RangeKeys& range) {
  constexpr double kRounding = 1e-9;
  const bool whole = range.whole();
  const auto steps =
      range.step
          ? static_cast<std::int64_t>(std::floor((range.to - range.from) / *range.step + kRounding))
          : *range.points - 1;
  std::vector<std::string> values;
  for (std::int64_t i = 0; i <= steps; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(steps == 0 ? 1 : steps);
    double value = range.from + share * (range.to - range.from);
    if (range.step) value = range.from + static_cast<double>(i) * *range.step;
    if (range.logarithmic) value = range.from * std::pow(range.to / range.from, share);
    if (whole && !range.step) value = std::round(value);
    std::string text = number_text(value);
    if (values.empty() || values.back() != text) values.push_back(std::move(text));
  }
  return values;
}

std::vector<std::string> listed(const Node& node, const std::string& path,
                                Diagnostics& diagnostics) {
  std::vector<std::string> values;
  for (const Node& item : node.items) {
    const auto text = text_of(item, path, diagnostics);
    if (!text) return {};
    values.push_back(*text);
  }
  if (values.empty()) diagnostics.error(node.place, path, "the list is empty");
  return values;
}

}  // namespace

std::vector<std::string> axis_values(const Node& node, const std::string& path,
                                     Diagnostics& diagnostics) {
  if (node.is_list()) return listed(node, path, diagnostics);
  if (!node.is_map()) {
    diagnostics.error(node.place, path,
                      "expected a list, or a range such as {from: 1, to: 64, points: 7, scale: "
                      "log}, got " +
                          description_of(node));
    return {};
  }
  RangeKeys range;
  const std::size_t before = diagnostics.errors().size();
  for (const Entry& entry : node.entries) read_key(entry, path, range, diagnostics);
  if (diagnostics.errors().size() > before) return {};
  if (const std::string problem = problem_of(range); !problem.empty()) {
    diagnostics.error(node.place, path, problem);
    return {};
  }
  return values_of(range);
}

}  // namespace systole::sweep
