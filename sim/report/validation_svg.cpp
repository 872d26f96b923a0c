#include "report/validation_svg.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/scatter_svg.hpp"

namespace systole::report {

namespace {

using validate::Compared;
using validate::Validation;

constexpr double kMicro = 1e6;

// Errors of -100 % to +100 % in steps of 5 %; what is farther off goes into the last bar.
constexpr double kStep = 0.05;
constexpr double kFarthest = 1.0;
constexpr std::size_t kBars = 41;  ///< the middle one is about 0

using Bars = std::array<std::size_t, kBars>;

Bars bars_of(const Validation& validation) {
  Bars bars{};
  for (const Compared& row : validation.rows) {
    const double error = std::clamp(row.error(), -kFarthest, kFarthest);
    ++bars.at(static_cast<std::size_t>(std::lround((error + kFarthest) / kStep)));
  }
  return bars;
}

constexpr double kWidth = 760.0;
constexpr double kHeight = 360.0;
constexpr double kLeft = 60.0;
constexpr double kRight = 20.0;
constexpr double kTop = 44.0;
constexpr double kBottom = 52.0;

double place_of(double error) {
  return kLeft +
         (error + kFarthest + kStep / 2.0) / (2.0 * kFarthest + kStep) * (kWidth - kLeft - kRight);
}

std::string bar_svg(std::size_t number, std::size_t count, std::size_t most) {
  const double error = -kFarthest + kStep * static_cast<double>(number);
  const double height =
      (kHeight - kTop - kBottom) * static_cast<double>(count) / static_cast<double>(most);
  const double left = place_of(error - kStep / 2.0);
  const double right = place_of(error + kStep / 2.0);
  return fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
      "fill=\"{}\"><title>{:+.0f} "
      "%: {} rows</title></rect>\n",
      left + 0.5, kHeight - kBottom - height, right - left - 1.0, height,
      std::fabs(error) < kStep / 2.0 ? "#1f4e79" : "#9aa5b1", 100.0 * error, count);
}

std::string axis_svg(std::size_t most) {
  std::string svg = fmt::format("<path d=\"M{0} {1}H{2}\" stroke=\"#555\"/>\n", kLeft,
                                kHeight - kBottom, kWidth - kRight);
  for (const int percent : {-100, -75, -50, -25, 0, 25, 50, 75, 100}) {
    svg += fmt::format(
        "<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\" fill=\"#555\">{}{}</text>\n",
        place_of(percent / 100.0), kHeight - kBottom + 18, percent > 0 ? "+" : "", percent);
  }
  return svg + fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\" fill=\"#555\">{}</text>\n",
                           kLeft - 8, kTop + 4, most);
}

/// Few enough for a legend.
std::string group_name(const validate::Measured& row) {
  if (row.exchange) return "exchanges";
  if (row.step || row.timing == validate::Timing::eager) return "language models";
  if (row.kind == "gemm") return "matrix products";
  if (row.kind == "attention_prefill") return "attention, prefill";
  if (row.kind == "attention_decode") return "attention, decode";
  return "other operators";
}

ScatterGroup& group_of(const std::string& name, std::vector<ScatterGroup>& groups) {
  const auto found = std::find_if(groups.begin(), groups.end(),
                                  [&](const ScatterGroup& group) { return group.name == name; });
  if (found != groups.end()) return *found;
  groups.push_back({name, {}});
  return groups.back();
}

}  // namespace

std::string validation_scatter(const Validation& validation) {
  Scatter scatter;
  scatter.title = fmt::format("{} measured latencies, predicted at the {} level",
                              validation.rows.size(), validation.fidelity);
  scatter.x_title = "measured [us]";
  scatter.y_title = "predicted [us]";
  double low = INFINITY;
  double high = 0.0;
  for (const Compared& row : validation.rows) {
    const double measured = kMicro * row.row->seconds;
    group_of(group_name(*row.row), scatter.groups)
        .points.emplace_back(measured, kMicro * row.prediction.seconds);
    low = std::min(low, measured);
    high = std::max(high, measured);
  }
  scatter.bands = {{0.2, "within 20 %"}, {0.1, "within 10 %"}};
  if (high > 0.0) scatter.line = {{low, low, "as measured"}, {high, high, "as measured"}};
  return scatter_svg(scatter);
}

std::string validation_histogram(const Validation& validation) {
  const Bars bars = bars_of(validation);
  const std::size_t most = std::max<std::size_t>(1, *std::max_element(bars.begin(), bars.end()));
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" font-family=\"sans-serif\" font-size=\"12\">\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
      "<text x=\"{2}\" y=\"24\" font-size=\"15\" font-weight=\"bold\">Errors of {3} "
      "predictions</text>\n",
      kWidth, kHeight, kLeft, validation.rows.size());
  for (std::size_t i = 0; i < kBars; ++i) {
    if (bars[i] > 0) svg += bar_svg(i, bars[i], most);
  }
  svg += axis_svg(most);
  svg += fmt::format(
      "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">error [%]; negative: predicted too fast; "
      "the last bars hold what is farther off</text>\n",
      (kLeft + kWidth - kRight) / 2.0, kHeight - 12);
  return svg + "</svg>\n";
}

}  // namespace systole::report
