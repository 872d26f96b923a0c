// The figures of a chip by name, for expressions such as `area_mm2 < 814` and for tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/chip.hpp"

namespace systole::cost {

/// What a figure is, whatever the chip.
struct FigureName {
  std::string_view name;
  std::string_view unit;
  std::string_view description;
};

struct NamedFigure {
  FigureName what;
  double value = 0.0;  ///< 0 where it is not known
};

/// In the order in which they are documented; the rules of configs/rules stand at the end.
const std::vector<FigureName>& figure_names();

/// All of them for one chip. They need no simulation. Throws UserError as figures_of does.
std::vector<NamedFigure> named_figures(const config::Chip& chip);

}  // namespace systole::cost
