#include "report/curves_svg.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/svg_text.hpp"

namespace systole::report {

namespace {

constexpr double kWidth = 760.0;
constexpr double kLeft = 64.0;
constexpr double kRight = 24.0;
constexpr double kTop = 48.0;
constexpr double kPanel = 205.0;  ///< height of a panel with its title
constexpr double kTitle = 34.0;   ///< of it
constexpr double kTicks = 22.0;   ///< and of the numbers below
constexpr double kBottom = 34.0;
constexpr std::array<const char*, 4> kColours{"#c0392b", "#1f4e79", "#d68910", "#1e8449"};

/// 1, 2 or 5 times a power of ten, about `count` of which make up `span`.
double step_of(double span, double count) {
  const double rough = span / count;
  const double decade = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * decade >= rough) return factor * decade;
  }
  return 10.0 * decade;
}

std::string tick_text(double value) {
  return value >= 1e4 ? human_count(value) : fmt::format("{:.4g}", value);
}

struct Highest {
  double x = 0.0;
  double y = 0.0;
};

Highest highest_of(const Panel& panel) {
  Highest highest;
  for (const Curve& curve : panel.curves) {
    for (const auto& [x, y] : curve.points)
      highest = {std::max(highest.x, x), std::max(highest.y, y)};
  }
  return highest;
}

/// One panel between two heights.
class PanelPicture {
 public:
  PanelPicture(const Panel& panel, double top, double x_high)
      : panel_(panel), top_(top + kTitle), bottom_(top + kPanel - kTicks), x_high_(x_high) {
    const double highest = highest_of(panel).y;
    y_high_ = highest > 0.0 ? 1.05 * highest : 1.0;
  }

  std::string text() const {
    std::string svg = grid();
    double legend = kLeft;
    svg += fmt::format("<text x=\"{}\" y=\"{}\" font-weight=\"bold\">{}</text>\n", legend,
                       top_ - 9.0, escaped(panel_.title));
    legend += 150.0;
    for (std::size_t i = 0; i < panel_.curves.size(); ++i) {
      const char* const colour = kColours[i % kColours.size()];
      svg += fmt::format("<text x=\"{}\" y=\"{}\" fill=\"{}\">{}</text>\n", legend, top_ - 9.0,
                         colour, escaped(panel_.curves[i].name));
      legend += 150.0;
      svg += line(panel_.curves[i], colour);
    }
    return svg;
  }

 private:
  double x_place(double x) const { return kLeft + x / x_high_ * (kWidth - kRight - kLeft); }
  double y_place(double y) const { return bottom_ - y / y_high_ * (bottom_ - top_); }

  std::string grid() const {
    std::string svg;
    const double across = step_of(x_high_, 8.0);
    for (int tick = 0; tick * across <= x_high_; ++tick) {
      const double x = tick * across;
      svg += fmt::format(
          "<path d=\"M{0:.1f} {1}V{2}\" stroke=\"#e4e4e4\"/><text x=\"{0:.1f}\" y=\"{3}\" "
          "text-anchor=\"middle\" fill=\"#555\">{4}</text>\n",
          x_place(x), top_, bottom_, bottom_ + 16.0, tick_text(x));
    }
    const double up = step_of(y_high_, 4.0);
    for (int tick = 0; tick * up <= y_high_; ++tick) {
      const double y = tick * up;
      svg += fmt::format(
          "<path d=\"M{1} {0:.1f}H{2}\" stroke=\"#e4e4e4\"/><text x=\"{3}\" y=\"{4:.1f}\" "
          "text-anchor=\"end\" fill=\"#555\">{5}</text>\n",
          y_place(y), kLeft, kWidth - kRight, kLeft - 8.0, y_place(y) + 4.0, tick_text(y));
    }
    return svg;
  }

  std::string line(const Curve& curve, const char* colour) const {
    std::string path;
    for (const auto& [x, y] : curve.points)
      path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x_place(x), y_place(y));
    return fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\"/>\n", path,
                       colour);
  }

  const Panel& panel_;
  double top_;
  double bottom_;
  double x_high_;
  double y_high_ = 1.0;
};

}  // namespace

std::string curves_svg(const Curves& curves) {
  double x_high = 0.0;
  for (const Panel& panel : curves.panels) x_high = std::max(x_high, highest_of(panel).x);
  if (x_high <= 0.0) x_high = 1.0;
  const double height = kTop + kPanel * static_cast<double>(curves.panels.size()) + kBottom;
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" font-family=\"sans-serif\" font-size=\"12\">\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
      "<text x=\"{2}\" y=\"24\" font-size=\"15\" font-weight=\"bold\">{3}</text>\n",
      kWidth, height, kLeft, escaped(curves.title));
  double top = kTop - 14.0;
  for (const Panel& panel : curves.panels) {
    svg += PanelPicture(panel, top, x_high).text();
    top += kPanel;
  }
  svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
                     (kLeft + kWidth - kRight) / 2.0, height - 14.0, escaped(curves.x_title));
  return svg + "</svg>\n";
}

}  // namespace systole::report
