// A scatter plot as one SVG file: a cloud of points, and some of them joined.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace systole::report {

struct ScatterPoint {
  double x = 0.0;
  double y = 0.0;
  std::string label;  ///< shown when the mouse rests on it
};

/// A point with its name beside it.
struct ScatterMark {
  double x = 0.0;
  double y = 0.0;
  std::string name;
};

/// So many points that none has a label: they share a colour, which a legend names. Points that
/// fall on each other on paper are drawn once.
struct ScatterGroup {
  std::string name;
  std::vector<std::pair<double, double>> points;
};

/// Where y is x but for so much: 0.1 is a tenth more or less.
struct ScatterBand {
  double share = 0.0;
  std::string name;
};

struct Scatter {
  std::string title;
  std::string x_title;
  std::string y_title;
  std::vector<ScatterPoint> cloud;
  std::vector<ScatterPoint> line;  ///< joined in this order, above the cloud
  std::vector<ScatterMark> marks{};
  std::vector<ScatterGroup> groups{};  ///< at most six, above the cloud
  std::vector<ScatterBand> bands{};    ///< the widest first
};

/// An axis whose values span more than a factor of 30 is logarithmic.
std::string scatter_svg(const Scatter& scatter);

}  // namespace systole::report
