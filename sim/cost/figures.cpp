#include "cost/figures.hpp"

#include "cost/area.hpp"
#include "cost/peaks.hpp"
#include "cost/price.hpp"
#include "cost/resolve.hpp"

namespace systole::cost {

ChipFigures figures_of(const config::Chip& chip) {
  ChipFigures figures;
  figures.area_mm2 = area_of(chip).total_mm2();
  figures.tpp = tpp_of(chip);
  if (figures.area_mm2 > 0.0 && technology_of(chip).non_planar) {
    figures.performance_density = figures.tpp / figures.area_mm2;
  }
  const Spread price = price_of(chip).total();
  figures.price_usd = price.nominal;
  figures.price_low_usd = price.low;
  figures.price_high_usd = price.high;
  return figures;
}

}  // namespace systole::cost
