// A scatter plot as one SVG file: a cloud of points, and some of them joined.
#pragma once

#include <string>
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

struct Scatter {
  std::string title;
  std::string x_title;
  std::string y_title;
  std::vector<ScatterPoint> cloud;
  std::vector<ScatterPoint> line;  ///< joined in this order, above the cloud
  std::vector<ScatterMark> marks{};
};

/// An axis whose values span more than a factor of 30 is logarithmic.
std::string scatter_svg(const Scatter& scatter);

}  // namespace systole::report
