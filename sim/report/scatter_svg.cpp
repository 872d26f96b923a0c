#include "report/scatter_svg.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/svg_text.hpp"

namespace systole::report {

namespace {

constexpr double kWidth = 760.0;
constexpr double kHeight = 480.0;
constexpr double kLeft = 84.0;
constexpr double kRight = 24.0;
constexpr double kTop = 44.0;
constexpr double kBottom = 58.0;
constexpr double kLongestName = 110.0;  ///< of a mark
constexpr double kLogarithmicSpan = 30.0;
constexpr double kLegendLine = 18.0;

// Okabe and Ito's colours, which people tell apart who see few: https://jfly.uni-koeln.de/color/
constexpr std::array<const char*, 6> kColours{"#0072b2", "#d55e00", "#009e73",
                                              "#cc79a7", "#e69f00", "#56b4e9"};
constexpr std::array<const char*, 2> kBandColours{"#f1f4f7", "#e2e8ee"};

/// From values to places on paper.
class Scale {
 public:
  Scale(double low, double high, double from, double to)
      : logarithmic_(low > 0.0 && high / low > kLogarithmicSpan), from_(from), to_(to) {
    low_ = at(low);
    high_ = at(high);
    const double margin =
        high_ > low_ ? 0.04 * (high_ - low_) : std::max(1e-9, 0.1 * std::fabs(low_));
    low_ -= margin;
    high_ += margin;
  }

  double place(double value) const {
    return from_ + (at(value) - low_) / (high_ - low_) * (to_ - from_);
  }

  std::vector<double> ticks() const { return logarithmic_ ? log_ticks() : linear_ticks(); }

 private:
  double at(double value) const { return logarithmic_ ? std::log10(value) : value; }

  std::vector<double> linear_ticks() const {
    constexpr double kAbout = 6.0;
    const double rough = (high_ - low_) / kAbout;
    const double decade = std::pow(10.0, std::floor(std::log10(rough)));
    double step = decade;
    for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
      step = factor * decade;
      if (step >= rough) break;
    }
    std::vector<double> ticks;
    const auto last = static_cast<std::int64_t>(std::floor(high_ / step));
    for (auto i = static_cast<std::int64_t>(std::ceil(low_ / step)); i <= last; ++i)
      ticks.push_back(static_cast<double>(i) * step);
    return ticks;
  }

  std::vector<double> log_ticks() const {
    const bool dense = high_ - low_ < 3.0;
    std::vector<double> ticks;
    const int last = static_cast<int>(std::floor(high_));
    for (int decade = static_cast<int>(std::floor(low_)); decade <= last; ++decade) {
      for (const double factor : {1.0, 2.0, 5.0}) {
        const double place = decade + std::log10(factor);
        if ((dense || factor == 1.0) && place >= low_ && place <= high_)
          ticks.push_back(factor * std::pow(10.0, decade));
      }
    }
    return ticks;
  }

  bool logarithmic_;
  double from_;
  double to_;
  double low_ = 0.0;
  double high_ = 1.0;
};

struct Bounds {
  double low = INFINITY;
  double high = -INFINITY;
  void add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

std::string tick_text(double value) {
  const double size = std::fabs(value);
  if (size == 0.0) return "0";  // and never "-0"
  return size >= 1e4 ? human_count(value) : fmt::format("{:.4g}", value);
}

class Picture {
 public:
  explicit Picture(const Scatter& scatter)
      : scatter_(scatter),
        x_(scale_of([](const auto& point) { return point.x; }, kLeft, kWidth - kRight)),
        y_(scale_of([](const auto& point) { return point.y; }, kHeight - kBottom, kTop)) {}

  std::string text() {
    svg_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
        "height=\"{1}\" font-family=\"sans-serif\" font-size=\"12\">\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
        kWidth, kHeight);
    titles();
    bands();
    grid();
    cloud();
    groups();
    front();
    marks();
    legend();
    return svg_ + "</svg>\n";
  }

 private:
  template <class Of>
  Scale scale_of(const Of& of, double from, double to) const {
    Bounds bounds;
    for (const ScatterPoint& point : scatter_.cloud) bounds.add(of(point));
    for (const ScatterPoint& point : scatter_.line) bounds.add(of(point));
    for (const ScatterMark& mark : scatter_.marks) bounds.add(of(mark));
    for (const ScatterGroup& group : scatter_.groups) {
      for (const auto& [x, y] : group.points) bounds.add(of(ScatterPoint{x, y, ""}));
    }
    if (bounds.low > bounds.high) bounds = {0.0, 1.0};
    return {bounds.low, bounds.high, from, to};
  }

  void titles() {
    svg_ += fmt::format("<text x=\"{}\" y=\"24\" font-size=\"15\" font-weight=\"bold\">{}</text>\n",
                        kLeft, escaped(scatter_.title));
    svg_ += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
                        (kLeft + kWidth - kRight) / 2, kHeight - 14, escaped(scatter_.x_title));
    svg_ += fmt::format(
        "<text x=\"18\" y=\"{0}\" text-anchor=\"middle\" transform=\"rotate(-90 18 "
        "{0})\">{1}</text>\n",
        (kTop + kHeight - kBottom) / 2, escaped(scatter_.y_title));
  }

  void grid() {
    for (const double tick : x_.ticks()) {
      const double x = x_.place(tick);
      svg_ += fmt::format(
          "<path d=\"M{0:.1f} {1}V{2}\" stroke=\"#e4e4e4\"/><text x=\"{0:.1f}\" y=\"{3}\" "
          "text-anchor=\"middle\" fill=\"#555\">{4}</text>\n",
          x, kTop, kHeight - kBottom, kHeight - kBottom + 18, tick_text(tick));
    }
    for (const double tick : y_.ticks()) {
      const double y = y_.place(tick);
      svg_ += fmt::format(
          "<path d=\"M{1} {0:.1f}H{2}\" stroke=\"#e4e4e4\"/><text x=\"{3}\" y=\"{4:.1f}\" "
          "text-anchor=\"end\" fill=\"#555\">{5}</text>\n",
          y, kLeft, kWidth - kRight, kLeft - 8, y + 4, tick_text(tick));
    }
  }

  void dot(const ScatterPoint& point, const char* style) {
    svg_ += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" {}><title>{}</title></circle>\n",
                        x_.place(point.x), y_.place(point.y), style, escaped(point.label));
  }

  void cloud() {
    for (const ScatterPoint& point : scatter_.cloud)
      dot(point, "r=\"2.5\" fill=\"#9aa5b1\" fill-opacity=\"0.55\"");
  }

  /// Corners lie outside the frame, which cuts them off.
  void bands() {
    if (scatter_.bands.empty() || scatter_.line.empty()) return;
    svg_ += fmt::format(
        "<clipPath id=\"frame\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>\n",
        kLeft, kTop, kWidth - kLeft - kRight, kHeight - kTop - kBottom);
    for (std::size_t i = 0; i < scatter_.bands.size(); ++i) {
      svg_ += fmt::format("<path d=\"{}z\" fill=\"{}\" clip-path=\"url(#frame)\"/>\n",
                          outline_of(scatter_.bands[i].share), band_colour(i));
    }
  }

  std::string outline_of(double share) const {
    constexpr double kBeyond = 2.0;
    const double low = scatter_.line.front().x / kBeyond;
    const double high = scatter_.line.back().x * kBeyond;
    std::string outline;
    for (const auto& [x, factor] :
         {std::pair{low, 1 + share}, {high, 1 + share}, {high, 1 - share}, {low, 1 - share}}) {
      outline += fmt::format("{}{:.1f} {:.1f}", outline.empty() ? "M" : "L", x_.place(x),
                             y_.place(x * factor));
    }
    return outline;
  }

  static const char* band_colour(std::size_t i) { return kBandColours.at(i % kBandColours.size()); }
  static const char* colour(std::size_t i) { return kColours.at(i % kColours.size()); }

  /// One path each: lines of no length with round ends are dots.
  void groups() {
    for (std::size_t i = 0; i < scatter_.groups.size(); ++i) {
      std::set<std::string> dots;
      for (const auto& [x, y] : scatter_.groups[i].points) {
        dots.insert(fmt::format("M{:.0f} {:.0f}h0", x_.place(x), y_.place(y)));
      }
      std::string path;
      for (const std::string& dot : dots) path += dot;
      svg_ += fmt::format(
          "<path d=\"{}\" stroke=\"{}\" stroke-width=\"3.5\" stroke-linecap=\"round\" "
          "stroke-opacity=\"0.6\"/>\n",
          path, colour(i));
    }
  }

  void legend() {
    double y = kTop + kLegendLine;
    const auto entry = [&](const std::string& sign, const std::string& name) {
      svg_ += fmt::format("{}<text x=\"{}\" y=\"{:.0f}\">{}</text>\n", sign, kLeft + 34, y,
                          escaped(name));
      y += kLegendLine;
    };
    for (std::size_t i = 0; i < scatter_.groups.size(); ++i) {
      entry(fmt::format("<circle cx=\"{}\" cy=\"{:.0f}\" r=\"4\" fill=\"{}\"/>", kLeft + 20, y - 4,
                        colour(i)),
            scatter_.groups[i].name);
    }
    for (std::size_t i = scatter_.bands.size(); i-- > 0;) {
      entry(fmt::format("<rect x=\"{}\" y=\"{:.0f}\" width=\"16\" height=\"10\" fill=\"{}\"/>",
                        kLeft + 12, y - 9, band_colour(i)),
            scatter_.bands[i].name);
    }
  }

  void front() {
    std::string path;
    for (const ScatterPoint& point : scatter_.line) {
      path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x_.place(point.x),
                          y_.place(point.y));
    }
    svg_ += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#c0392b\" stroke-width=\"1.5\"/>\n",
                        path);
    for (const ScatterPoint& point : scatter_.line) dot(point, "r=\"3.5\" fill=\"#c0392b\"");
  }

  void marks() {
    for (const ScatterMark& mark : scatter_.marks) {
      const double x = x_.place(mark.x);
      const double y = y_.place(mark.y);
      // Beside the mark, where there is paper.
      const bool left = x > kWidth - kRight - kLongestName;
      svg_ += fmt::format(
          "<path d=\"M{0:.1f} {1:.1f}l6 6l-6 6l-6 -6z\" fill=\"#1f4e79\"/><text x=\"{2:.1f}\" "
          "y=\"{3:.1f}\" text-anchor=\"{5}\" font-weight=\"bold\" fill=\"#1f4e79\">{4}</text>\n",
          x, y - 6, left ? x - 9 : x + 9, y + 4, escaped(mark.name), left ? "end" : "start");
    }
  }

  const Scatter& scatter_;
  Scale x_;
  Scale y_;
  std::string svg_;
};

}  // namespace

std::string scatter_svg(const Scatter& scatter) { return Picture(scatter).text(); }

}  // namespace systole::report
