#include "cost/price.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "cost/area.hpp"
#include "cost/resolve.hpp"

namespace systole::cost {

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kWaferMm = 300.0;
constexpr double kWaferMm2 = kPi * kWaferMm * kWaferMm / 4.0;
constexpr double kMm2PerCm2 = 100.0;
/// Share of a wafer that whole dies miss where each takes much of it (assumed).
constexpr double kLargeDies = 2.0;
/// Base dies are not made larger than this (assumed: those of MI300X have about 370 mm2).
constexpr double kLargestBaseMm2 = 400.0;

/// Equal dies of one technology.
struct Dies {
  double count = 1.0;
  double mm2 = 0.0;           ///< of one
  double critical_mm2 = 0.0;  ///< of one: where a defect costs the die
};

double usd_of_dies(const Dies& dies, double wafer_usd, double defects_per_cm2) {
  if (dies.mm2 <= 0.0) return 0.0;
  // A die that is larger than a wafer takes several.
  const double on_wafer = std::max(dies_per_wafer(dies.mm2), kWaferMm2 / dies.mm2 / kLargeDies);
  const double good =
      yield_of(dies.critical_mm2, defects_per_cm2, parts_table().package.defect_clustering);
  return dies.count * wafer_usd / (on_wafer * good);
}

PricePart price_of_dies(const char* name, const Dies& dies, const Technology& technology) {
  const Spread wafer = spread_of(technology.provenance, "wafer_usd", technology.wafer_usd);
  const Spread defects =
      spread_of(technology.provenance, "defects_per_cm2", technology.defects_per_cm2);
  const double good = yield_of(dies.critical_mm2, technology.defects_per_cm2,
                               parts_table().package.defect_clustering);
  return {name,
          fmt::format("{:.0f} of {:.0f} mm2 in {}, {:.0f} % good", dies.count, dies.mm2,
                      technology.name, 100.0 * good),
          {usd_of_dies(dies, wafer.low, defects.low),
           usd_of_dies(dies, technology.wafer_usd, technology.defects_per_cm2),
           usd_of_dies(dies, wafer.high, defects.high)}};
}

/// Cores, their share of what surrounds the parts included.
double cores_mm2(const Area& area) {
  double cores = 0.0;
  for (const AreaPart& part : area.parts) {
    const bool of_cores = part.name.find("units") != std::string::npos ||
                          part.name.find("of cores") != std::string::npos;
    if (of_cores) cores += part.mm2;
  }
  return cores;
}

/// A product with unused cores sells dies with a defect in one of them.
Dies core_dies(const config::Chip& chip, const Area& area) {
  Dies dies;
  dies.count = static_cast<double>(chip.silicon.dies);
  const double whole = area.given_mm2 > 0.0 ? area.given_mm2 : area.core_dies_mm2();
  dies.mm2 = whole / dies.count;
  const double parts = area.core_dies_mm2();
  const bool spare = chip.silicon.disabled_cores > 0 && parts > 0.0;
  dies.critical_mm2 = spare ? dies.mm2 * (1.0 - cores_mm2(area) / parts) : dies.mm2;
  return dies;
}

Dies base_dies(const Area& area) {
  const double whole = area.base_dies_mm2();
  const double count = std::max(1.0, std::ceil(whole / kLargestBaseMm2));
  return {count, whole / count, whole / count};
}

Spread scaled(const std::string& path, double nominal, double factor) {
  const Spread one = spread_of(parts_table().provenance, path, nominal);
  return {one.low * factor, one.nominal * factor, one.high * factor};
}

PricePart price_of_memory(const config::Chip& chip) {
  const std::string name = memory_kind_of(chip);
  const MemoryKind& kind = parts_table().memory(name);
  const double gb = chip.dram.capacity_gib;
  return {"memory", fmt::format("{:.0f} GB of {}", gb, name),
          scaled(name + ".usd_per_gb", kind.usd_per_gb, gb)};
}

/// Stacks stand on an interposer.
PricePart price_of_package(const config::Chip& chip, const Area& area) {
  const PackageCost& package = parts_table().package;
  const bool stacks = parts_table().memory(memory_kind_of(chip)).stack_mm2 > 0.0;
  const Spread plain = scaled("package.plain_usd", package.plain_usd, 1.0);
  if (!stacks) return {"package", "organic substrate", plain};
  const Spread interposer =
      scaled("package.interposer_usd_per_mm2", package.interposer_usd_per_mm2, area.total_mm2());
  return {"package",
          "interposer under logic and stacks",
          {plain.low + interposer.low, plain.nominal + interposer.nominal,
           plain.high + interposer.high}};
}

}  // namespace

Spread Price::total() const {
  Spread sum;
  for (const PricePart& part : parts) {
    sum.low += part.usd.low;
    sum.nominal += part.usd.nominal;
    sum.high += part.usd.high;
  }
  return sum;
}

double dies_per_wafer(double mm2) {
  if (mm2 <= 0.0) return 0.0;
  const double whole = kWaferMm2 / mm2;
  const double at_the_edge = kPi * kWaferMm / std::sqrt(2.0 * mm2);
  return std::max(0.0, std::floor(whole - at_the_edge));
}

double yield_of(double critical_mm2, double defects_per_cm2, double clustering) {
  const double defects = critical_mm2 / kMm2PerCm2 * defects_per_cm2;
  return std::pow(1.0 + defects / clustering, -clustering);
}

Price price_of(const config::Chip& chip) {
  const Area area = area_of(chip);
  Price price;
  price.parts.push_back(price_of_dies("logic dies", core_dies(chip, area), technology_of(chip)));
  if (area.base_dies_mm2() > 0.0) {
    price.parts.push_back(price_of_dies("base dies", base_dies(area), base_technology_of(chip)));
  }
  price.parts.push_back(price_of_memory(chip));
  price.parts.push_back(price_of_package(chip, area));
  price.parts.push_back({"test", "of the packaged chip",
                         scaled("package.test_usd", parts_table().package.test_usd, 1.0)});
  return price;
}

}  // namespace systole::cost
