// Curves over a shared horizontal axis, in panels one above the other, as one SVG file.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace systole::report {

struct Curve {
  std::string name;
  std::vector<std::pair<double, double>> points;  ///< x grows
};

/// The curves of one panel have one vertical axis, which begins at 0.
struct Panel {
  std::string title;
  std::vector<Curve> curves;
};

struct Curves {
  std::string title;
  std::string x_title;
  std::vector<Panel> panels;
};

std::string curves_svg(const Curves& curves);

}  // namespace systole::report
