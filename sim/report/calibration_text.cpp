#include "report/calibration_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/table.hpp"
#include "base/text.hpp"

namespace systole::report {

namespace {

using validate::Calibration;
using validate::Errors;
using validate::FittedParameter;

std::string percent_text(double share) { return fmt::format("{:.1f}", 100.0 * share); }

std::string errors_table(const Calibration& calibration) {
  Table table({{"", Align::left}, {"rows"}, {"MAPE %"}, {"median %"}, {"p90 %"}, {"bias %"}});
  const auto row = [&](const std::string& what, const Errors& errors) {
    table.row({what, std::to_string(errors.count), percent_text(errors.mape),
               percent_text(errors.median), percent_text(errors.p90),
               fmt::format("{:+.1f}", 100.0 * errors.bias)});
  };
  row("as the chip's file says", calibration.before);
  row("fitted to all rows", calibration.train);
  row("held out, by shape", calibration.held_out);
  const auto& groups = calibration.held_out_groups;
  for (const validate::Group& group : groups) {
    if (groups.size() > 1) row(fmt::format("  {} {}", group.kind, group.dtype), group.errors);
  }
  return table.text();
}

std::string fold_span(const FittedParameter& fitted) {
  const auto& values = fitted.of_folds;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return fmt::format("{} to {}", six_digits(*low), six_digits(*high));
}

/// A value at its bound says that the bound, not the data, decided.
std::string remark(const FittedParameter& fitted) {
  constexpr double kNear = 0.01;
  const double at = fitted.parameter.coordinate_of(fitted.value);
  if (at < kNear) return "at its lower bound";
  return at > 1.0 - kNear ? "at its upper bound" : "";
}

std::string parameters_table(const Calibration& calibration) {
  Table table({{"parameter", Align::left},
               {"was"},
               {"fitted"},
               {"bounds"},
               {"of the folds"},
               {"MAPE % a tenth below"},
               {"above"},
               {"", Align::left}});
  for (const FittedParameter& fitted : calibration.parameters) {
    const validate::Parameter& parameter = fitted.parameter;
    table.row({parameter.key, six_digits(parameter.start), six_digits(fitted.value),
               fmt::format("{} to {}", six_digits(parameter.low), six_digits(parameter.high)),
               fold_span(fitted), percent_text(fitted.error_below),
               percent_text(fitted.error_above), remark(fitted)});
  }
  return table.text();
}

std::string verdict(const Calibration& calibration) {
  const std::string held_out = percent_text(calibration.held_out.mape);
  const std::string train = percent_text(calibration.train.mape);
  if (calibration.has_memorised()) {
    return fmt::format(
        "not good: {} % on shapes that were held out against {} % on those that "
        "were fitted: the fit has memorised rows. Free fewer parameters, or bring "
        "more shapes.\n",
        held_out, train);
  }
  if (calibration.held_out.mape >= calibration.before.mape) {
    return fmt::format(
        "not good: {} % on shapes that were held out, no better than the {} % of "
        "the chip's file\n",
        held_out, percent_text(calibration.before.mape));
  }
  return fmt::format(
      "the fit holds on shapes that it did not see: {} % there, {} % on those that were fitted\n",
      held_out, train);
}

/// Keys with dots as nested sections. Keys are sorted, so that those of a section stand together.
class Sections {
 public:
  void put(const std::string& key, const std::string& value) {
    const std::vector<std::string_view> path = split(key, '.');
    std::size_t shared = 0;
    while (shared + 1 < path.size() && shared < open_.size() && open_[shared] == path[shared]) {
      ++shared;
    }
    open_.resize(shared);
    for (std::size_t i = shared; i + 1 < path.size(); ++i) {
      text_ += fmt::format("{}{}:\n", std::string(2 * i, ' '), path[i]);
      open_.emplace_back(path[i]);
    }
    text_ += fmt::format("{}{}: {}\n", std::string(2 * open_.size(), ' '), path.back(), value);
  }
  const std::string& text() const { return text_; }

 private:
  std::vector<std::string> open_;
  std::string text_;
};

/// What a fitted value is called in a software profile; nothing where it is the chip's alone.
std::optional<std::string> key_of_software(const validate::Parameter& parameter) {
  if (parameter.key == "core.vector.lanes") return "vector_lanes";
  const bool is_said = validate::is_of_software(parameter) || starts_with(parameter.key, "launch.");
  return is_said ? std::optional(parameter.key) : std::nullopt;
}

std::string source_of(const Calibration& calibration, const std::string& data_set) {
  return fmt::format("calibrated: {}, {} rows", data_set, calibration.rows);
}

std::string sourced(double value, const std::string& source) {
  return fmt::format("{{value: {}, source: \"{}\"}}", six_digits(value), source);
}

/// The first lines of a file that is written.
std::string heading(const Calibration& calibration) {
  std::string text = fmt::format(
      "# Written by systole calibrate. MAPE: {} % before, {} % fitted, {} % held out by shape.\n",
      percent_text(calibration.before.mape), percent_text(calibration.train.mape),
      percent_text(calibration.held_out.mape));
  if (!calibration.has_memorised()) return text;
  return text + "# The fit has memorised its rows: do not rely on it.\n";
}

/// By so much that the file no longer gives what the maker states.
bool has_lowered(const Calibration& calibration, const std::string& key) {
  constexpr double kStated = 0.99;
  const auto& parameters = calibration.parameters;
  return std::any_of(parameters.begin(), parameters.end(), [&](const FittedParameter& fitted) {
    return fitted.parameter.key == key && fitted.value < kStated * fitted.parameter.start;
  });
}

bool is_fitted(const Calibration& calibration, const std::string& key) {
  const auto& parameters = calibration.parameters;
  return std::any_of(parameters.begin(), parameters.end(),
                     [&](const FittedParameter& fitted) { return fitted.parameter.key == key; });
}

/// Fitted values from which figures follow that datasheets state, and how the facts name these.
std::vector<std::pair<std::string, std::string>> stated_by(
    const std::vector<FittedParameter>& parameters) {
  constexpr std::string_view kRates = "core.matrix.rates.";
  std::vector<std::pair<std::string, std::string>> stated{
      {"dram.channel_bandwidth_gb_per_s", "bandwidth"}};
  for (const FittedParameter& fitted : parameters) {
    const std::string& key = fitted.parameter.key;
    if (starts_with(key, kRates)) stated.emplace_back(key, key.substr(kRates.size()));
  }
  return stated;
}

/// Only engines that serve models join operators.
bool is_joined(const Calibration& calibration) {
  const auto& parameters = calibration.parameters;
  return std::any_of(parameters.begin(), parameters.end(), [](const FittedParameter& fitted) {
    return starts_with(fitted.parameter.key, "exchange.");
  });
}

}  // namespace

std::string calibration_text(const Calibration& calibration) {
  return fmt::format("{}\n\n{}\n{}\n{}", calibration.chip.name, errors_table(calibration),
                     parameters_table(calibration), verdict(calibration));
}

std::string calibrated_chip(const Calibration& calibration, const std::string& based_on,
                            const std::string& data_set) {
  const std::string source = fmt::format("calibrated: {}, {} rows", data_set, calibration.rows);
  std::vector<std::pair<std::string, std::string>> values;
  for (const FittedParameter& fitted : calibration.parameters) {
    if (validate::is_of_software(fitted.parameter)) continue;
    values.emplace_back(fitted.parameter.key, sourced(fitted.value, source));
  }
  for (const auto& [key, stated] : stated_by(calibration.parameters)) {
    if (has_lowered(calibration, key)) {
      values.emplace_back("facts.disagrees." + stated, "\"calibrated: what kernels reach of it\"");
    }
  }
  std::sort(values.begin(), values.end());
  Sections sections;
  for (const auto& [key, value] : values) sections.put(key, value);
  return heading(calibration) +
         fmt::format("calibrates: {}\nname: {}_calibrated\ndescription: \"{}, fitted to {}\"\n",
                     based_on, calibration.chip.name, calibration.chip.name, data_set) +
         sections.text();
}

std::string calibrated_software(const Calibration& calibration, const std::string& name,
                                const std::string& data_set) {
  const std::string source = source_of(calibration, data_set);
  std::vector<std::pair<std::string, std::string>> values;
  for (const FittedParameter& fitted : calibration.parameters) {
    const auto key = key_of_software(fitted.parameter);
    if (key) values.emplace_back(*key, sourced(fitted.value, source));
  }
  const bool has_launch = std::any_of(values.begin(), values.end(), [](const auto& value) {
    return value.first == "launch.next_us";
  });
  if (has_launch && !is_fitted(calibration, "launch.first_us")) {
    values.emplace_back("launch.first_us",
                        sourced(calibration.chip.launch.first_us, "derived: the chip's own"));
  }
  if (values.empty()) {
    throw UserError(
        "--software-output: none of the fitted values is of software; free one with "
        "--free, such as host.step_us, host.kernel_us or launch.next_us");
  }
  std::sort(values.begin(), values.end());
  Sections sections;
  for (const auto& [key, value] : values) sections.put(key, value);
  return fmt::format("{}name: {}\ndescription: \"fitted to {} on {}\"\n{}", heading(calibration),
                     name, data_set, calibration.chip.name, sections.text()) +
         (is_joined(calibration) ? ""
                                 : "fusion: {value: false, source: \"a call is an operator\"}\n"
                                   "mapper: {value: library, source: \"assumed: the chip's own "
                                   "kernels\"}\n");
}

}  // namespace systole::report
